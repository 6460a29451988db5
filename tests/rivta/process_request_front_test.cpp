#include "gateway/rivta/process_request_front.hpp"

#include <gmock/gmock.h>

#include "tests/rivta/request_message.hpp"
#include "tests/rivta/rivta_stand.hpp"

namespace gateway::rivta {
namespace {

using test::cut;
using test::element_text;
using test::replaced;
using test::request_message;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class ProcessRequestFrontTest : public testing::Test {
 protected:
  // What the answer to `body` says: "OK", "ERROR VALIDATION_ERROR RIVTA-DATE", "Client RIVTA-XML".
  std::string outcome(std::string body) { return outcome(stand_.request(std::move(body))); }
  std::string outcome(wire::Request request) {
    response_ = stand_.send(std::move(request));
    if (response_.status == 500) return fault();
    if (response_.status != 200) return std::to_string(response_.status);
    std::string text = element_text(response_.body, "resultCode");
    for (const char* name : {"errorCode", "subCode"}) {
      const std::string more = element_text(response_.body, name);
      if (!more.empty()) text += " " + more;
    }
    return text;
  }
  std::string fault() const {
    const std::string& body = response_.body;
    const std::size_t code = body.find("<faultcode>soapenv:") + 19;
    const std::size_t id = body.find("<faultstring>") + 13;
    return body.substr(code, body.find('<', code) - code) + " " +
           body.substr(id, body.find(':', id) - id);
  }
  std::vector<exchange::Command>& commands() { return stand_.door().commands; }

  test::Stand stand_;
  wire::Response response_;
};

// --- accepted ---

TEST_F(ProcessRequestFrontTest, AcceptsAReferral) {
  const std::string message = cut(request_message(), "<attachment>", "</attachment>");

  EXPECT_EQ(outcome(message), "OK");
  EXPECT_EQ(response_.headers.find("Content-Type"), "text/xml; charset=utf-8");
  EXPECT_EQ(element_text(response_.body, "logId"), "11111111-1111-4111-8111-111111111111");
}

TEST_F(ProcessRequestFrontTest, TheAnswerIsValidByTheContract) {
  outcome(request_message());

  const auto document = XmlDocument::parse(response_.body, kMaxMessageBytes);
  ASSERT_TRUE(document.has_value());
  const XmlElement answer = document->root().first_child().first_child();
  EXPECT_THAT(test::schemas().validate(kProcessRequestSchema, answer), IsEmpty());
}

TEST_F(ProcessRequestFrontTest, SaysWhatHasNoPlace) {
  EXPECT_EQ(outcome(request_message()), "INFO RIVTA-NOT-CARRIED");
  EXPECT_THAT(element_text(response_.body, "message"),
              HasSubstr("[request/attachment: RIVTA-ATTACHMENT-POINTER]"));
}

TEST_F(ProcessRequestFrontTest, GivesTheDoorThreeCreations) {
  outcome(request_message());

  ASSERT_THAT(commands(), SizeIs(1));
  const exchange::Command& command = commands().front();
  EXPECT_EQ(command.origin, exchange::Origin::rivta);
  ASSERT_THAT(command.changes, SizeIs(3));
  EXPECT_EQ(command.changes[0].resource.type_name(), "Patient");
  EXPECT_EQ(command.changes[1].resource.type_name(), "ServiceRequest");
  EXPECT_EQ(command.changes[2].resource.type_name(), "Task");
  for (const exchange::Change& change : command.changes) {
    EXPECT_EQ(change.interaction, exchange::Interaction::create);
    EXPECT_TRUE(change.full_url.starts_with("urn:uuid:"));
  }
  EXPECT_EQ(command.changes[2].expression, "Bundle.entry[2].resource");
}

TEST_F(ProcessRequestFrontTest, ActsForTheSendingUnitAndNamesTheAuthor) {
  wire::Request request = stand_.request(request_message());
  request.headers.add("X-Correlation-ID", "case-7");
  outcome(std::move(request));

  const exchange::Caller& caller = commands().front().caller;
  EXPECT_EQ(caller.org, 1);
  EXPECT_EQ(caller.unit_hsa_id, test::kSchool);
  EXPECT_EQ(caller.system_hsa_id, "SE2321000016-SYS1");
  EXPECT_EQ(caller.request_id, "11111111-1111-4111-8111-111111111111");
  EXPECT_EQ(caller.correlation_id, "case-7");
  ASSERT_TRUE(caller.person.has_value());
  EXPECT_EQ(caller.person->id, "SE2321000016-P1");
  EXPECT_EQ(caller.person->role, "PS");
}

// --- replays ---

TEST_F(ProcessRequestFrontTest, TheKeyIsRequestIdAndVersion) {
  outcome(request_message());

  EXPECT_EQ(commands().front().idempotent->request_id, "rivta/1/SE2321000016-SKOLA1#remiss-17");
  EXPECT_EQ(commands().front().idempotent->status, 200U);
}

TEST_F(ProcessRequestFrontTest, TheSameContentHasTheSameHash) {
  std::string other =
      replaced(request_message(), "    <versionNumber>", "<!-- again --><versionNumber>");
  other = replaced(other, "<s:Header>", "<s:Header><t:trace xmlns:t=\"urn:t\">2</t:trace>");
  outcome(request_message());
  outcome(other);
  outcome(replaced(request_message(), "Tolvan", "Elvan"));

  ASSERT_THAT(commands(), SizeIs(3));
  EXPECT_EQ(commands()[0].idempotent->request_hash, commands()[1].idempotent->request_hash);
  EXPECT_NE(commands()[0].idempotent->request_hash, commands()[2].idempotent->request_hash);
}

TEST_F(ProcessRequestFrontTest, AReplayGetsTheLogIdOfTheFirstTime) {
  stand_.door().replays = true;
  stand_.door().first_note = "22222222-2222-4222-8222-222222222222";

  outcome(request_message());

  EXPECT_EQ(element_text(response_.body, "logId"), "22222222-2222-4222-8222-222222222222");
}

// --- refused by the exchange ---

TEST_F(ProcessRequestFrontTest, TellsWhatTheExchangeRefused) {
  stand_.door().refusal = Error{ErrorKind::conflict, "EXCHANGE-STATE", "Words.", ""};
  EXPECT_EQ(outcome(request_message()), "ERROR APPLICATION_ERROR EXCHANGE-STATE");

  stand_.door().refusal = Error{ErrorKind::invalid, "BASIS-MISSING", "Words.", ""};
  EXPECT_EQ(outcome(request_message()), "ERROR VALIDATION_ERROR BASIS-MISSING");
}

TEST_F(ProcessRequestFrontTest, AStoreThatCannotTakeItIsAServerFault) {
  stand_.door().refusal = Error{ErrorKind::unavailable, "STORE-BUSY", "Words.", ""};

  EXPECT_EQ(outcome(request_message()), "Server RIVTA-UNAVAILABLE");
}

// --- HTTP ---

TEST_F(ProcessRequestFrontTest, AnswersPostOnly) {
  wire::Request request = stand_.request("");
  request.method = wire::Method::get;
  request.target += "?wsdl";

  EXPECT_EQ(outcome(std::move(request)), "405");
  EXPECT_EQ(response_.headers.find("Allow"), "POST");
}

TEST_F(ProcessRequestFrontTest, ReadsTextXmlInUtf8Only) {
  for (const char* type : {"application/soap+xml", "text/xml; charset=iso-8859-1", ""}) {
    wire::Request request = stand_.request(request_message());
    request.headers = {};
    request.headers.add("Content-Type", type);
    EXPECT_EQ(outcome(std::move(request)), "415") << type;
  }
  wire::Request compressed = stand_.request(request_message());
  compressed.headers.add("Content-Encoding", "gzip");
  EXPECT_EQ(outcome(std::move(compressed)), "415");
  EXPECT_THAT(commands(), IsEmpty());
}

TEST_F(ProcessRequestFrontTest, ReadsMessagesUpToTenMegabytes) {
  std::string message = request_message();
  const std::string_view tail = "</s:Envelope>\n";
  message.insert(message.size() - tail.size(), std::string(kMaxMessageBytes - message.size(), ' '));

  ASSERT_EQ(message.size(), kMaxMessageBytes);
  EXPECT_EQ(outcome(message), "INFO RIVTA-NOT-CARRIED");
  EXPECT_EQ(outcome(message + " "), "413");
}

TEST_F(ProcessRequestFrontTest, ReferralsHaveALimitOfTheirOwn) {
  const std::string item = "<condition><text>" + std::string(8000, 'a') + "</text></condition>";
  std::string items;
  while (items.size() < ProcessRequestFront::kMaxReferralBytes)
    items += item;

  EXPECT_EQ(outcome(replaced(request_message(), "<condition>", items + "<condition>")),
            "ERROR VALIDATION_ERROR RIVTA-TOO-LONG");
}

TEST_F(ProcessRequestFrontTest, RefusesTheActionOfAnotherService) {
  wire::Request request = stand_.request(request_message());
  request.headers = {};
  request.headers.add("Content-Type", "text/xml");
  request.headers.add("SOAPAction", "\"urn:other\"");

  EXPECT_EQ(outcome(std::move(request)), "Client RIVTA-SOAP-ACTION");
}

TEST_F(ProcessRequestFrontTest, TheActionMayBeMissing) {
  wire::Request request = stand_.request(request_message());
  request.headers = {};
  request.headers.add("Content-Type", "text/xml");

  EXPECT_EQ(outcome(std::move(request)), "INFO RIVTA-NOT-CARRIED");
}

// --- who ---

TEST_F(ProcessRequestFrontTest, AUnitThatIsNotListedForTheSystemGetsAFaultWithoutDetails) {
  std::string message = replaced(request_message(),
                                 "<careUnitId extension=\"SE2321000016-SKOLA1\"",
                                 "<careUnitId extension=\"SE2321000016-BUP1\"");

  EXPECT_EQ(outcome(message), "Client RIVTA-NOT-ALLOWED");
  EXPECT_THAT(commands(), IsEmpty());
  ASSERT_THAT(stand_.log().lines(), SizeIs(1));
  EXPECT_THAT(stand_.log().lines().front(), HasSubstr("DIRECTORY-UNIT-NOT-LISTED"));
  ASSERT_THAT(stand_.door().turned_away, SizeIs(1));
  const exchange::TurnedAway& record = stand_.door().turned_away.front();
  EXPECT_EQ(record.identity.hsa_id, "SE2321000016-SYS1");
  EXPECT_EQ(record.identity.fingerprint, "f0");
  EXPECT_EQ(record.request_id, stand_.request({}).request_id);
  EXPECT_EQ(record.reason, "DIRECTORY-UNIT-NOT-LISTED");
}

TEST_F(ProcessRequestFrontTest, ARefusedCallerThatCannotBeRecordedIsAServerFault) {
  wire::Request unknown = stand_.request(request_message());
  unknown.peer->hsa_id = "SE2321000016-SYS2";
  stand_.door().record_failure = Error{ErrorKind::unavailable, "STORE-QUEUE", "the queue is full"};

  EXPECT_THAT(outcome(std::move(unknown)), testing::StartsWith("Server "));
}

TEST_F(ProcessRequestFrontTest, AnUnknownOrMissingCertificateGetsTheSameFault) {
  wire::Request unknown = stand_.request(request_message());
  unknown.peer->hsa_id = "SE2321000016-SYS2";
  EXPECT_EQ(outcome(std::move(unknown)), "Client RIVTA-NOT-ALLOWED");
  ASSERT_THAT(stand_.door().turned_away, SizeIs(1));
  EXPECT_EQ(stand_.door().turned_away.front().reason, "DIRECTORY-SYSTEM-UNKNOWN");

  wire::Request missing = stand_.request(request_message());
  missing.peer.reset();
  EXPECT_EQ(outcome(std::move(missing)), "Client RIVTA-NOT-ALLOWED");
  EXPECT_THAT(stand_.door().turned_away, SizeIs(1));  // nobody to name
}

TEST_F(ProcessRequestFrontTest, LogicalAddressAndRecipientAreTheSameUnit) {
  EXPECT_EQ(outcome(replaced(request_message(), ">SE2321000016-BUP1<", ">SE2321000016-BUP2<")),
            "ERROR VALIDATION_ERROR RIVTA-RECEIVER-MISMATCH");
}

TEST_F(ProcessRequestFrontTest, TheReceiverIsInTheDirectory) {
  std::string message = replaced(request_message(), "SE2321000016-BUP1", "SE2321000016-BUP9");
  message = replaced(message, "SE2321000016-BUP1", "SE2321000016-BUP9");

  EXPECT_EQ(outcome(message), "ERROR VALIDATION_ERROR RIVTA-RECEIVER-UNKNOWN");
}

// --- what ---

struct Bad {
  const char* from;
  const char* to;
  const char* outcome;
};

class BadMessageTest : public ProcessRequestFrontTest, public testing::WithParamInterface<Bad> {};

TEST_P(BadMessageTest, IsRefusedAndReachesNoDoor) {
  EXPECT_EQ(outcome(replaced(request_message(), GetParam().from, GetParam().to)),
            GetParam().outcome);
  EXPECT_THAT(commands(), IsEmpty());
}

constexpr const char* kSchemaError = "ERROR VALIDATION_ERROR RIVTA-SCHEMA";

INSTANTIATE_TEST_SUITE_P(
    ProcessRequestFrontTest,
    BadMessageTest,
    testing::Values(
        Bad{"<s:Envelope", "<!DOCTYPE x><s:Envelope", "Client RIVTA-XML"},
        Bad{"</s:Envelope>", "", "Client RIVTA-XML"},
        Bad{"</s:Envelope>", "</s:Envelope>x", "Client RIVTA-XML"},
        Bad{"Staden", "&eacute;", "Client RIVTA-XML"},
        Bad{"Staden", "&#0;", "Client RIVTA-XML"},
        Bad{"Staden", "\xFF", "Client RIVTA-XML"},
        Bad{"encoding=\"UTF-8\"", "encoding=\"UTF-16\"", "Client RIVTA-XML"},
        Bad{"ProcessRequestResponder:1",
            "ProcessRequestResponder:2",
            "Client RIVTA-UNKNOWN-SERVICE"},
        Bad{"activity:request:1\"", "activity:request:2\"", kSchemaError},
        Bad{"<versionNumber>1</versionNumber>", "", kSchemaError},
        Bad{"<patient>", "<patient><name>x</name>", kSchemaError},
        Bad{"<gender code=\"1\"/>", "<gender code=\"3\"/>", kSchemaError},
        Bad{"191212121212", "1912121212", kSchemaError},
        Bad{"<telecom>",
            "<telecom><typeOfTelecom code=\"H\"/><number>1</number></telecom><telecom>",
            kSchemaError},
        Bad{"191212121212", "191212121213", "ERROR VALIDATION_ERROR RIVTA-PERSON-ID-CHECK-DIGIT"},
        Bad{"code=\"NR\"", "code=\"AB\"", "ERROR VALIDATION_ERROR RIVTA-REASON-NOT-SUPPORTED"},
        Bad{"20240502143000", "20240230143000", "ERROR VALIDATION_ERROR RIVTA-DATE"}));

TEST_F(ProcessRequestFrontTest, SaysWhereTheSchemaIsBroken) {
  outcome(replaced(request_message(), "<gender code=\"1\"/>", "<gender code=\"3\"/>"));

  EXPECT_THAT(element_text(response_.body, "message"), HasSubstr("[rad 28, gender: unknown-code]"));
}

TEST_F(ProcessRequestFrontTest, ReadsNoExternalEntity) {
  const std::string trap = "<!DOCTYPE s [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><s:Envelope";

  EXPECT_EQ(outcome(replaced(replaced(request_message(), "<s:Envelope", trap), "Staden", "&e;")),
            "Client RIVTA-XML");
}

}  // namespace
}  // namespace gateway::rivta
