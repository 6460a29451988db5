// Source: FHIR R4, messaging.html, valueset-response-code.html.
#include "gateway/delivery/acknowledgement.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/delivery/message_types.hpp"

namespace gateway::delivery {
namespace {

using exchange::Verdict;

constexpr MessageIds kIds{"header-1", "bundle-1"};

Reply reply(unsigned status, std::string_view identifier, std::string_view code) {
  return {.status = status,
          .content_type = "application/fhir+json",
          .body = R"({"resourceType":"Bundle","type":"message","entry":[{"resource":)"
                  R"({"resourceType":"MessageHeader","response":{"identifier":")" +
                  std::string(identifier) + R"(","code":")" + std::string(code) + R"("}}}]})",
          .failure = {}};
}

struct Case {
  std::string_view name;
  Reply reply;
  Verdict verdict;
  std::string_view code;
};

class AcknowledgementTest : public ::testing::TestWithParam<Case> {};

TEST_P(AcknowledgementTest, MeansWhatTheReceiverSaid) {
  const AcknowledgementReader reader(test::message_types());

  const Acknowledgement ack = reader.read(GetParam().reply, kIds);

  EXPECT_EQ(ack.verdict, GetParam().verdict);
  EXPECT_EQ(ack.code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    Replies,
    AcknowledgementTest,
    ::testing::Values(
        Case{"OkForTheHeader", reply(200, "header-1", "ok"), Verdict::received, "ok"},
        Case{"OkForTheBundle", reply(200, "bundle-1", "ok"), Verdict::received, "ok"},
        Case{"OkForAnotherMessage", reply(200, "header-2", "ok"), Verdict::transient, "http-200"},
        Case{"OkForNoMessage", reply(200, "", "ok"), Verdict::transient, "http-200"},
        Case{"OkUnderAnErrorStatus", reply(500, "header-1", "ok"), Verdict::transient, "http-500"},
        Case{"Transient",
             reply(200, "header-1", "transient-error"),
             Verdict::transient,
             "transient-error"},
        Case{"Fatal", reply(422, "header-1", "fatal-error"), Verdict::fatal, "fatal-error"},
        Case{"UnknownCode", reply(200, "header-1", "fine"), Verdict::transient, "http-200"},
        Case{"SuccessWithoutBody", {200, "", "", ""}, Verdict::transient, "http-200"},
        Case{"SuccessWithAPage",
             {200, "text/html", "<html></html>", ""},
             Verdict::transient,
             "http-200"},
        Case{"BadRequest", {400, "", "", ""}, Verdict::fatal, "http-400"},
        Case{"RequestTimeout", {408, "", "", ""}, Verdict::transient, "http-408"},
        Case{"TooManyRequests", {429, "", "", ""}, Verdict::transient, "http-429"},
        Case{"Unavailable", {503, "", "", ""}, Verdict::transient, "http-503"},
        Case{"Redirect", {302, "", "", ""}, Verdict::transient, "http-302"},
        Case{"NoAnswer", {0, "", "", "deadline"}, Verdict::transient, "deadline"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(AcknowledgementDigestTest, IsTheHashOfTheAnswerAsReceived) {
  const AcknowledgementReader reader(test::message_types());

  const Acknowledgement ack = reader.read({200, "text/plain", "abc", ""}, kIds);

  EXPECT_EQ(ack.digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace gateway::delivery
