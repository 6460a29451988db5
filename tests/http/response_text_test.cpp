// Source: RFC 9112, section 4; RFC 9110, sections 5.6.7 and 6.4.1.
#include "gateway/http/response_text.hpp"

#include <gmock/gmock.h>

namespace gateway::http {
namespace {

using testing::HasSubstr;
using testing::Not;

wire::Response response(unsigned status, std::string body) {
  wire::Response made;
  made.status = status;
  made.body = std::move(body);
  return made;
}

constexpr AnswerTo kGet{wire::Method::get, false, "Sun, 06 Nov 1994 08:49:37 GMT"};

TEST(ResponseTextTest, WritesStatusFieldsAndBody) {
  auto answer = response(200, "hello");
  answer.headers.add("ETag", "W/\"1\"");

  EXPECT_EQ(to_text(std::move(answer), kGet).head,
            "HTTP/1.1 200 OK\r\nETag: W/\"1\"\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Content-Length: 5\r\n\r\nhello");
}

TEST(ResponseTextTest, WritesALongBodyApart) {
  const auto text = to_text(response(200, std::string(100'000, 'x')), kGet);

  EXPECT_THAT(text.head, HasSubstr("Content-Length: 100000\r\n"));
  EXPECT_EQ(text.body.size(), 100'000U);
}

TEST(ResponseTextTest, SaysTheLengthButNotTheBodyForHead) {
  const auto text = to_text(response(200, "hello"), {wire::Method::head, false, ""});

  EXPECT_THAT(text.head, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(text.head, testing::EndsWith("\r\n\r\n"));
  EXPECT_EQ(text.body, "");
}

TEST(ResponseTextTest, WritesNoBodyWhereTheStatusAllowsNone) {
  for (const unsigned status : {204U, 304U}) {
    const auto text = to_text(response(status, "hello"), kGet);
    EXPECT_THAT(text.head, Not(HasSubstr("hello")));
    EXPECT_THAT(text.head, Not(HasSubstr("Content-Length")));
  }
}

TEST(ResponseTextTest, OwnsTheFieldsThatFrameAMessage) {
  auto answer = response(200, "hello");
  answer.headers.add("content-length", "7");
  answer.headers.add("Transfer-Encoding", "chunked");

  const auto text = to_text(std::move(answer), kGet);

  EXPECT_THAT(text.head, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(text.head, Not(HasSubstr("content-length")));
  EXPECT_THAT(text.head, Not(HasSubstr("chunked")));
}

TEST(ResponseTextTest, NeverWritesAResponseThatCouldBeReadAsTwo) {
  for (const std::string& bad :
       {std::string("a\r\nb"), std::string("a\nb"), std::string("a\0b", 3)}) {
    auto answer = response(200, "hello");
    answer.headers.add("Location", bad);
    EXPECT_THAT(to_text(std::move(answer), kGet).head, HasSubstr("HTTP/1.1 500 "));
  }
  EXPECT_THAT(to_text(response(101, ""), kGet).head, HasSubstr("HTTP/1.1 500 "));
}

TEST(HttpDateTest, IsInTheFormOfTheStandard) {
  EXPECT_EQ(to_http_date(Instant(std::chrono::seconds(784'111'777))),
            "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace gateway::http
