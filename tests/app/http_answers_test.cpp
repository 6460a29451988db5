// How the program words what http refuses by itself.
#include "gateway/app/http_answers.hpp"

#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "gateway/rivta/process_request_front.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/support/small_types.hpp"

namespace gateway::app {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr http::Refusal kTooLong{413, "HTTP-BODY-LENGTH", "The body is too large."};
constexpr http::Refusal kBusy{503, "HTTP-QUEUE-FULL", "Too many requests are waiting."};
constexpr http::Refusal kLate{504, "HTTP-LATE-ANSWER", "The answer took too long."};
constexpr std::string_view kOurId = "0d2f6b5e-6f54-4c51-9d0a-0a4d9b0f3c11";
constexpr std::string_view kTheirId = "7b1c9a52-18a4-4d38-8f0e-5f0b7c7f6a22";

class HttpAnswersTest : public ::testing::Test {
 protected:
  wire::Response explain(const http::Refusal& refusal,
                         std::string target,
                         const Fields& fields = {},
                         wire::Listener listener = wire::Listener::partner) {
    wire::Request refused;
    refused.listener = listener;
    refused.target = std::move(target);
    refused.request_id = kOurId;
    for (const auto& [name, value] : fields)
      refused.headers.add(name, value);
    return answers_.explain(refusal, refused);
  }

  test::ManualClock clock_;
  test::MemoryLog lines_;
  Log log_{lines_, clock_};
  Metrics metrics_;
  HttpAnswers answers_{test::small_types(), log_, metrics_};
};

TEST_F(HttpAnswersTest, GivesAnOperationOutcomeInJson) {
  const auto response = explain(kTooLong, "/fhir/Patient");

  EXPECT_EQ(response.status, 413U);
  EXPECT_THAT(*response.headers.find("Content-Type"), StartsWith("application/fhir+json"));
  EXPECT_THAT(response.body, HasSubstr("\"too-long\""));
  EXPECT_THAT(response.body, HasSubstr("\"HTTP-BODY-LENGTH\""));
}

TEST_F(HttpAnswersTest, GivesXmlToWhoAsksForIt) {
  for (const Fields& fields :
       {Fields{{"Accept", "application/fhir+xml"}},
        Fields{{"accept", "text/html;q=0.5"}, {"Accept", "application/fhir+xml"}}}) {
    const auto response = explain(kTooLong, "/fhir", fields);

    EXPECT_THAT(*response.headers.find("Content-Type"), StartsWith("application/fhir+xml"));
    EXPECT_THAT(response.body, HasSubstr("<OperationOutcome xmlns=\"http://hl7.org/fhir\">"));
  }
  EXPECT_THAT(explain(kTooLong, "/fhir/Task?_format=xml").body, HasSubstr("<OperationOutcome"));
}

TEST_F(HttpAnswersTest, GivesJsonToWhoAsksForWhatItDoesNotHave) {
  EXPECT_THAT(explain(kTooLong, "/fhir", {{"Accept", "image/png"}}).body, StartsWith("{"));
  EXPECT_THAT(explain(kTooLong, "/fhir?_format=%zz").body, StartsWith("{"));
}

TEST_F(HttpAnswersTest, GivesAnOperationOutcomeWhenNothingWasRead) {
  EXPECT_THAT(explain(kTooLong, "").body, HasSubstr("OperationOutcome"));
}

TEST_F(HttpAnswersTest, HasTheFieldsOfEveryAnswer) {
  for (const char* target : {"/fhir/Task", "/elsewhere", ""}) {
    const auto response = explain(kBusy, target);

    EXPECT_EQ(response.headers.find("X-Request-ID"), kOurId) << target;
    EXPECT_EQ(response.headers.find("Cache-Control"), "no-store") << target;
    EXPECT_EQ(response.headers.find("X-Content-Type-Options"), "nosniff") << target;
  }
}

TEST_F(HttpAnswersTest, GivesBackTheRequestIdOfTheClientIfItIsOne) {
  const std::string theirs(kTheirId);

  EXPECT_EQ(explain(kBusy, "/fhir", {{"X-Request-ID", theirs}}).headers.find("X-Request-ID"),
            kTheirId);
  EXPECT_EQ(explain(kBusy, "/fhir", {{"X-Request-ID", "x"}}).headers.find("X-Request-ID"), kOurId);
  EXPECT_EQ(explain(kBusy, "/fhir", {{"X-Request-ID", theirs}, {"X-Request-ID", theirs}})
                .headers.find("X-Request-ID"),
            kOurId);
}

TEST_F(HttpAnswersTest, GivesTheSoapServiceAFaultForWhatIsTheGateways) {
  for (const http::Refusal& refusal : {kBusy, kLate}) {
    const auto response = explain(refusal, std::string(rivta::kProcessRequestPath));

    EXPECT_EQ(response.status, 500U);
    EXPECT_THAT(*response.headers.find("Content-Type"), StartsWith("text/xml"));
    EXPECT_THAT(response.body, HasSubstr("<faultcode>soapenv:Server</faultcode>"));
    EXPECT_THAT(response.body, HasSubstr("RIVTA-UNAVAILABLE"));
    EXPECT_THAT(response.body, HasSubstr(std::string(kOurId)));
  }
}

TEST_F(HttpAnswersTest, GivesTheSoapServiceTextForWhatIsNoGoodHttp) {
  const auto response = explain(kTooLong, std::string(rivta::kProcessRequestPath));

  EXPECT_EQ(response.status, 413U);
  EXPECT_EQ(response.headers.find("Content-Type"), "text/plain; charset=utf-8");
}

TEST_F(HttpAnswersTest, GivesTheOperatorTextWhateverItAccepts) {
  for (const char* target : {"/health", "/fhir", ""}) {
    const auto response =
        explain(kBusy, target, {{"Accept", "application/fhir+xml"}}, wire::Listener::operator_);

    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(response.headers.find("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(response.body, "Too many requests are waiting.\n");
  }
}

}  // namespace
}  // namespace gateway::app
