// Source: FHIR R4, messaging.html, messageheader-operation-process-message.html.
#include <string>

#include "tests/rest/front_test.hpp"

namespace gateway::test {
namespace {

using ::testing::SizeIs;
using wire::Method;

constexpr std::string_view kHeaderId = "0b27ad20-3c5e-4b0e-8f5d-2c1f0f6c7e11";

std::string message(std::string_view sender, std::string_view entries) {
  return R"({"resourceType":"Bundle","identifier":{"system":"urn:s","value":"m-1"},)"
         R"("type":"message","timestamp":"2024-05-01T12:00:00Z","entry":[{"fullUrl":"urn:uuid:)" +
         std::string(kHeaderId) + R"(","resource":{"resourceType":"MessageHeader","id":")" +
         std::string(kHeaderId) +
         R"(","eventCoding":{"system":"urn:e","code":"referral"},"source":{"endpoint":)"
         R"("https://sender.example/fhir"},"sender":{"reference":")" +
         std::string(sender) + R"("}}})" + std::string(entries) + "]}";
}

const std::string kNewPatient =
    R"(,{"fullUrl":"urn:uuid:f47ac10b-58cc-4372-a567-0e02b2c3d479","resource":)"
    R"({"resourceType":"Patient","active":true}})";

class MessageTest : public FrontTest {
 protected:
  wire::Response post(std::string body) {
    return send(
        {.method = Method::post, .target = "/fhir/$process-message", .body = std::move(body)});
  }
  // The MessageHeader.response of an answer.
  static fhir::Node response_of(const fhir::Resource& bundle) {
    return bundle.root().child("entry").child("resource").child("response");
  }
};

TEST_F(MessageTest, IsAcknowledgedAfterTheDoorTookIt) {
  door_.accept(written({done("Patient", "new", 1)}));

  const auto response = post(message("Organization/bup", kNewPatient));

  ASSERT_EQ(response.status, 200U) << response.body;
  const fhir::Resource answer = resource_of(response);
  EXPECT_EQ(answer.root().child("type").value(), "message");
  EXPECT_EQ(response_of(answer).child("code").value(), "ok");
  EXPECT_EQ(response_of(answer).child("identifier").value(), kHeaderId);
  fhir::IssueLog findings;
  check(answer, findings);
  EXPECT_FALSE(findings.has_errors()) << response.body;
}

TEST_F(MessageTest, BecomesOneCommandOfItsSender) {
  post(message("https://brygga.example/fhir/Organization/bup", kNewPatient));

  ASSERT_THAT(door_.commands, SizeIs(1));
  const exchange::Command& command = door_.commands.front();
  EXPECT_EQ(command.origin, exchange::Origin::message);
  EXPECT_EQ(command.message_id, kHeaderId);
  EXPECT_EQ(command.caller.unit_hsa_id, "SE1-BUP");
  ASSERT_TRUE(command.idempotent.has_value());
  EXPECT_EQ(command.idempotent->request_id, "message urn:s|m-1");
  ASSERT_THAT(command.changes, SizeIs(1));
  EXPECT_EQ(command.changes.front().interaction, exchange::Interaction::create);
  EXPECT_EQ(command.changes.front().expression, "Bundle.entry[1].resource");
}

TEST_F(MessageTest, ActsForTheUnitThatItNames) {
  peer_->hsa_id = "SE1-SYS2";

  post(message("Organization/school", kNewPatient));

  ASSERT_THAT(door_.commands, SizeIs(1));
  EXPECT_EQ(door_.commands.front().caller.unit_hsa_id, "SE1-SCHOOL");
}

TEST_F(MessageTest, CannotSpeakForAUnitThatIsNotListedForItsSystem) {
  const auto listed_elsewhere = post(message("Organization/school", kNewPatient));
  const auto unknown = post(message("Organization/nobody", kNewPatient));

  EXPECT_EQ(listed_elsewhere.status, 403U);
  EXPECT_EQ(unknown.status, 403U);
  EXPECT_THAT(door_.commands, SizeIs(0));
  ASSERT_THAT(door_.turned_away, SizeIs(2));
  EXPECT_EQ(door_.turned_away[0].reason, "DIRECTORY-UNIT-NOT-LISTED");
  EXPECT_EQ(door_.turned_away[1].reason, "MESSAGE-SENDER");
}

TEST_F(MessageTest, UpdatesWhatTheGatewayGaveOut) {
  post(message("Organization/bup",
               R"(,{"fullUrl":"https://brygga.example/fhir/Task/7","resource":{"resourceType":)"
               R"("Task","id":"7","meta":{"versionId":"3"},"status":"accepted",)"
               R"("intent":"order"}})"));

  ASSERT_THAT(door_.commands, SizeIs(1));
  const exchange::Change& change = door_.commands.front().changes.front();
  EXPECT_EQ(change.interaction, exchange::Interaction::update);
  EXPECT_EQ(change.id, "7");
  EXPECT_EQ(change.if_match, 3U);
}

TEST_F(MessageTest, SaysFatalWhenSendingAgainCannotHelp) {
  door_.refuse(Error{ErrorKind::invalid, "EXCHANGE-BASIS", "No basis."});

  const auto response = post(message("Organization/bup", kNewPatient));

  EXPECT_EQ(response.status, 422U);
  const fhir::Resource answer = resource_of(response);
  EXPECT_EQ(response_of(answer).child("code").value(), "fatal-error");
  const fhir::Node outcome = answer.root().children("entry")[1].child("resource");
  EXPECT_EQ(outcome.type_name(), "OperationOutcome");
  EXPECT_EQ(outcome.child("issue").child("details").child("coding").child("code").value(),
            "EXCHANGE-BASIS");
}

TEST_F(MessageTest, SaysTransientWhenSendingAgainMayHelp) {
  door_.refuse(Error{ErrorKind::unavailable, "STORE-BUSY", "The queue is full."});

  const auto response = post(message("Organization/bup", kNewPatient));

  EXPECT_EQ(response.status, 503U);
  EXPECT_EQ(header(response, "Retry-After"), "1");
  EXPECT_EQ(response_of(resource_of(response)).child("code").value(), "transient-error");
}

TEST_F(MessageTest, IsRefusedWithoutContent) {
  const auto response = post(message("Organization/bup", ""));

  EXPECT_EQ(response.status, 400U);
  EXPECT_EQ(outcome_of(response).id, "MESSAGE-EMPTY");
}

TEST_F(MessageTest, NeedsACertificateBeforeItsBodyIsRead) {
  peer_.reset();

  EXPECT_EQ(post("{").status, 401U);
}

}  // namespace
}  // namespace gateway::test
