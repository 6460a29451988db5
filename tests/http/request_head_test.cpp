// Source: RFC 9112, sections 2.2, 3, 5, 6.
#include "gateway/http/request_head.hpp"

#include <gmock/gmock.h>

namespace gateway::http {
namespace {

const Limits kLimits;

Accepted<RequestHead> read(std::string_view text, const Limits& limits = kLimits) {
  HeadScanner scanner;
  const auto end = scanner.scan(text, limits);
  if (!end) return refuse(end.error());
  EXPECT_TRUE(end->has_value()) << "the head has no end";
  return parse_head(text.substr(0, **end), limits);
}

std::string with_field(std::string_view field) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(field) + "\r\n\r\n";
}

TEST(RequestHeadTest, ReadsRequestLineAndFields) {
  const auto head = read(
      "PUT /fhir/Task/1?_format=json HTTP/1.1\r\nHost: localhost\r\nIf-Match:  W/\"2\" \r\n"
      "Content-Length: 12\r\n\r\n");

  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->method, wire::Method::put);
  EXPECT_EQ(head->target, "/fhir/Task/1?_format=json");
  EXPECT_EQ(head->headers.find("if-match"), "W/\"2\"");
  EXPECT_EQ(head->content_length, 12U);
  EXPECT_FALSE(head->close);
}

TEST(RequestHeadTest, ReadsControls) {
  const auto head =
      read(with_field("Transfer-Encoding: Chunked\r\nExpect: 100-Continue\r\n"
                      "Connection: keep-alive, Close"));

  ASSERT_TRUE(head.has_value());
  EXPECT_TRUE(head->chunked);
  EXPECT_TRUE(head->expects_continue);
  EXPECT_TRUE(head->close);
}

TEST(RequestHeadTest, WaitsForTheEmptyLine) {
  const std::string text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET";
  HeadScanner scanner;
  for (std::size_t length = 0; length < text.size() - 3; ++length) {
    const auto end = scanner.scan(std::string_view(text).substr(0, length), kLimits);
    ASSERT_TRUE(end.has_value());
    ASSERT_FALSE(end->has_value()) << length;
  }

  EXPECT_EQ(scanner.scan(text, kLimits).value(), text.size() - 3);
}

struct Refused {
  const char* name;
  std::string text;
  unsigned status;
};

class RefusedHeadTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedHeadTest, IsRefused) {
  const auto head = read(GetParam().text);

  ASSERT_FALSE(head.has_value());
  EXPECT_EQ(head.error().status, GetParam().status) << head.error().id;
}

INSTANTIATE_TEST_SUITE_P(
    Http,
    RefusedHeadTest,
    testing::ValuesIn(std::vector<Refused>{
        {"BareLineFeed", "GET / HTTP/1.1\nHost: a\n\n", 400},
        {"BareLineFeedInFields", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
        {"BareCarriageReturn", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400},
        {"TwoCarriageReturns", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400},
        {"EmptyLineFirst", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"NulInValue", with_field(std::string("X: a\0b", 6)), 400},
        {"NulInTarget", std::string("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 29), 400},
        {"EscapeInValue", with_field("X: \x1b[31m"), 400},
        {"Fold", with_field("X: a\r\n b"), 400},
        {"FoldFirst", "GET / HTTP/1.1\r\n X: b\r\nHost: a\r\n\r\n", 400},
        {"BlankBeforeColon", with_field("Content-Length : 3"), 400},
        {"NoColon", with_field("Content-Length"), 400},
        {"NoName", with_field(": 3"), 400},
        {"NameOfOtherLetters", with_field("X\xC3\xA5: 3"), 400},
        {"PlusLength", with_field("Content-Length: +1"), 400},
        {"MinusLength", with_field("Content-Length: -1"), 400},
        {"HexLength", with_field("Content-Length: 0x1"), 400},
        {"EmptyLength", with_field("Content-Length:"), 400},
        {"BlankInLength", with_field("Content-Length: 1 1"), 400},
        {"HugeLength", with_field("Content-Length: 99999999999999999999"), 400},
        {"ListOfLengths", with_field("Content-Length: 5, 5"), 400},
        {"TwoLengths", with_field("Content-Length: 5\r\nContent-Length: 5"), 400},
        {"LengthAndCoding", with_field("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400},
        {"CodingAndLength", with_field("Transfer-Encoding: chunked\r\nContent-Length: 5"), 400},
        {"OtherCoding", with_field("Transfer-Encoding: gzip"), 400},
        {"CodingList", with_field("Transfer-Encoding: gzip, chunked"), 400},
        {"CodingTwice",
         with_field("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
         400},
        {"QuotedCoding", with_field("Transfer-Encoding: \"chunked\""), 400},
        {"TabbedCoding",
         with_field("Transfer-Encoding: \x0b"
                    "chunked"),
         400},
        {"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
        {"TwoHosts", with_field("Host: b"), 400},
        {"EmptyHost", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"ContentTypeTwice", with_field("Content-Type: a/b\r\nContent-Type: c/d"), 400},
        {"Version10", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 400},
        {"Version20", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400},
        {"Version09", "GET /\r\n\r\n", 400},
        {"LowerCaseVersion", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
        {"TwoBlanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"TabInRequestLine", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"BlankAfterVersion", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
        {"AbsoluteTarget", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"Connect", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"StarForGet", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"Fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"TargetOfOtherLetters", "GET /\xC3\xA5 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"OtherExpectation", with_field("Expect: 200-ok"), 417},
    }),
    [](const auto& row) { return std::string(row.param.name); });

TEST(RequestHeadTest, TakesATargetAtTheLimitAndNotOneBeyond) {
  const auto text = [](std::size_t length) {
    return "GET /" + std::string(length - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
  };

  EXPECT_TRUE(read(text(kLimits.target_bytes)).has_value());
  EXPECT_EQ(read(text(kLimits.target_bytes + 1)).error().status, 414U);
}

TEST(RequestHeadTest, RefusesARequestLineWithoutEndWhileItArrives) {
  HeadScanner scanner;
  EXPECT_EQ(scanner.scan("GET /" + std::string(10'000, 'a'), kLimits).error().status, 414U);
}

TEST(RequestHeadTest, TakesFieldsAtTheLimitAndNotOneBeyond) {
  const auto text = [](std::size_t length) {
    const std::string start = "Host: a\r\nX: ";
    return "GET / HTTP/1.1\r\n" + start + std::string(length - start.size(), 'a') + "\r\n\r\n";
  };

  EXPECT_TRUE(read(text(kLimits.field_bytes)).has_value());
  EXPECT_EQ(read(text(kLimits.field_bytes + 1)).error().status, 431U);
}

TEST(RequestHeadTest, TakesAHundredFieldsAndNotOneMore) {
  const auto text = [](std::size_t count) {
    std::string all = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 1; i < count; ++i)
      all += "X: a\r\n";
    return all + "\r\n";
  };

  EXPECT_TRUE(read(text(100)).has_value());
  EXPECT_EQ(read(text(101)).error().status, 431U);
}

TEST(RequestHeadTest, DropsFieldsThatPretendAnIdentity) {
  const auto head = read(
      with_field("X-SSL-Client-S-DN: CN=x\r\nx_ssl_client_cert: y\r\nX-Forwarded-Client-Cert: z\r\n"
                 "Client-Cert: z\r\nREMOTE_ADDR: 127.0.0.1\r\nX-Acting-Unit: u"));

  ASSERT_TRUE(head.has_value());
  ASSERT_EQ(head->headers.fields().size(), 2U);
  EXPECT_EQ(head->headers.fields()[1].name, "X-Acting-Unit");
}

}  // namespace
}  // namespace gateway::http
