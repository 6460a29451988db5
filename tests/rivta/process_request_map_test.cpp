// The map of ProcessRequest, by the crosswalk table of docs/interfaces/rivta.md.
#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/rivta/process_request.hpp"
#include "gateway/rivta/soap.hpp"
#include "gateway/validation/structure_check.hpp"

#include "tests/rivta/request_message.hpp"
#include "tests/rivta/rivta_stand.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::rivta {
namespace {

using test::cut;
using test::FailsWithId;
using test::IsOk;
using test::replaced;
using test::request_message;
using testing::ElementsAre;
using testing::HasSubstr;

fhir::Checked<MappedRequest> map(const std::string& message) {
  test::schemas();
  const auto call = read_call(message);
  if (!call) return fail(ErrorKind::malformed, call.error().id, "no call");
  test::SequenceRandom random;
  GATEWAY_TRY(Routing routing, read_routing(call->body));
  routing.legal_basis = "osl-25-12";
  return map_process_request(call->body, routing, test::definitions().types(), random);
}

fhir::Node resource(const fhir::Checked<MappedRequest>& mapped, std::size_t entry) {
  return mapped->bundle.root().children("entry")[entry].child("resource");
}

// The value of the extension with this URL tail on `node`, as an element.
fhir::Node extension(fhir::Node node, const std::string& tail) {
  for (const fhir::Node each : node.children("extension")) {
    const std::string url(each.child("url").value());
    if (url == tail || url.ends_with("/referral-" + tail)) {
      const fhir::Node value = each.choice("value");
      return value ? value : each;
    }
  }
  return {};
}

std::vector<std::string> notes(const fhir::Checked<MappedRequest>& mapped) {
  std::vector<std::string> found;
  for (const fhir::Issue& issue : mapped->notes.issues()) {
    found.push_back(std::string(issue.id) + " " + issue.expression);
  }
  return found;
}

class ProcessRequestMapTest : public testing::Test {
 protected:
  ProcessRequestMapTest() : mapped_(map(request_message())) {}
  void SetUp() override { ASSERT_THAT(mapped_, IsOk()); }

  fhir::Node patient() const { return resource(mapped_, 0); }
  fhir::Node service() const { return resource(mapped_, 1); }
  fhir::Node task() const { return resource(mapped_, 2); }

  fhir::Checked<MappedRequest> mapped_;
};

TEST_F(ProcessRequestMapTest, MakesATransactionOfPatientServiceRequestAndTask) {
  const fhir::Node bundle = mapped_->bundle.root();

  EXPECT_EQ(bundle.child("type").value(), "transaction");
  ASSERT_EQ(bundle.children("entry").size(), 3U);
  for (const fhir::Node entry : bundle.children("entry")) {
    EXPECT_TRUE(entry.child("fullUrl").value().starts_with("urn:uuid:"));
    EXPECT_EQ(entry.child("request").child("method").value(), "POST");
    EXPECT_EQ(entry.child("request").child("url").value(), entry.child("resource").type_name());
  }
}

TEST_F(ProcessRequestMapTest, IsValidR4) {
  fhir::IssueLog log;
  validation::check_structure(mapped_->bundle, test::definitions(), log);

  for (const fhir::Issue& issue : log.issues()) {
    EXPECT_NE(issue.severity, fhir::Severity::error) << issue.id << " " << issue.expression;
  }
}

TEST_F(ProcessRequestMapTest, SurvivesARoundTripThroughJson) {
  const std::string json = codec::to_json(mapped_->bundle);
  fhir::IssueLog findings;
  const auto again = codec::read_json(json, test::definitions().types(), {}, findings);

  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(findings.empty());
  EXPECT_EQ(codec::to_json(*again), json);
}

TEST_F(ProcessRequestMapTest, PatientHasIdentifierNameGenderAndBirthDate) {
  const fhir::Node identifier = patient().child("identifier");

  EXPECT_EQ(identifier.child("system").value(),
            "http://electronichealth.se/identifier/personnummer");
  EXPECT_EQ(identifier.child("value").value(), "191212121212");
  EXPECT_EQ(patient().child("name").child("text").value(), "Tolvan Tolvansson");
  EXPECT_EQ(patient().child("gender").value(), "male");
  EXPECT_EQ(patient().child("birthDate").value(), "1912-12-12");
}

TEST_F(ProcessRequestMapTest, PatientHasAddressAndTelephones) {
  const fhir::Node address = patient().child("address");
  std::vector<std::string> lines;
  for (const fhir::Node line : address.children("line"))
    lines.emplace_back(line.value());

  EXPECT_THAT(lines, ElementsAre("c/o Berit Berg", "Storgatan 1", "Lgh 1101", "Box 77"));
  EXPECT_EQ(address.children("line")[0].child("extension").choice("value").value(), "Berit Berg");
  EXPECT_EQ(address.child("postalCode").value(), "12345");
  EXPECT_EQ(address.child("city").value(), "Staden");
  ASSERT_EQ(patient().children("telecom").size(), 2U);
  EXPECT_EQ(patient().children("telecom")[0].child("use").value(), "home");
  EXPECT_EQ(patient().children("telecom")[1].child("use").value(), "mobile");
}

TEST_F(ProcessRequestMapTest, ServiceRequestIsAnActiveOrder) {
  EXPECT_EQ(service().child("status").value(), "active");
  EXPECT_EQ(service().child("intent").value(), "order");
  EXPECT_EQ(service().child("identifier").child("value").value(), "SE2321000016-SKOLA1#remiss-17");
  EXPECT_EQ(service().child("requisition").child("value").value(), "SE2321000016-SKOLA1#remiss-17");
  EXPECT_EQ(service().child("category").child("coding").child("code").value(), "4");
  EXPECT_EQ(service().child("authoredOn").value(), "2024-05-02");
  EXPECT_EQ(extension(service(), "version").value(), "1");
}

TEST_F(ProcessRequestMapTest, UnitsAreNamedByHsaIdOnly) {
  for (const fhir::Node unit : {service().child("requester"), task().child("requester")}) {
    EXPECT_EQ(unit.child("identifier").child("system").value(), "urn:oid:1.2.752.29.4.19");
    EXPECT_EQ(unit.child("identifier").child("value").value(), test::kSchool);
    EXPECT_FALSE(unit.child("reference"));
  }
  for (const fhir::Node unit : {service().child("performer"), task().child("owner")}) {
    EXPECT_EQ(unit.child("identifier").child("value").value(), test::kClinic);
  }
}

TEST_F(ProcessRequestMapTest, QuestionConditionsAndActivitiesHaveTheirElements) {
  EXPECT_EQ(service().child("note").child("text").value(), "Finns en koncentrationssvårighet?");
  ASSERT_EQ(service().children("reasonCode").size(), 2U);
  const fhir::Node reason = service().child("reasonCode");
  EXPECT_EQ(reason.child("coding").child("system").value(), "http://hl7.org/fhir/sid/icd-10-se");
  EXPECT_EQ(reason.child("coding").child("code").value(), "F90.0");
  EXPECT_EQ(reason.child("text").value(), "Oro");
  EXPECT_EQ(extension(reason, "part-id").value(), "c-1");
  EXPECT_EQ(service().child("code").child("coding").child("code").value(), "AU120");
  ASSERT_EQ(service().children("orderDetail").size(), 1U);
  EXPECT_EQ(service().child("orderDetail").child("coding").child("system").value(),
            "http://snomed.info/sct");
}

TEST_F(ProcessRequestMapTest, SupportingInformationIsContained) {
  std::vector<std::string> references;
  for (const fhir::Node each : service().children("supportingInfo")) {
    references.emplace_back(each.child("reference").value());
  }
  std::vector<std::string> contained;
  for (const fhir::Node each : service().children("contained")) {
    contained.push_back(std::string(each.type_name()) + " " +
                        std::string(each.child("id").value()));
  }

  EXPECT_THAT(references, ElementsAre("#clinical-information", "#attachment-1"));
  EXPECT_THAT(contained,
              ElementsAre("PractitionerRole author",
                          "Observation clinical-information",
                          "DocumentReference attachment-1"));
  EXPECT_EQ(service().children("contained")[1].child("valueString").value(),
            "Svårt att sitta still sedan sex års ålder.");
  const fhir::Node attachment =
      service().children("contained")[2].child("content").child("attachment");
  EXPECT_EQ(attachment.child("contentType").value(), "application/pdf");
  EXPECT_EQ(attachment.child("size").value(), "1000");
}

TEST_F(ProcessRequestMapTest, AuthorIsAContainedRoleAtItsOwnUnit) {
  const fhir::Node author = service().child("contained");

  EXPECT_EQ(author.child("practitioner").child("display").value(), "Petra Psykolog");
  EXPECT_EQ(author.child("practitioner").child("identifier").child("value").value(),
            "SE2321000016-P1");
  EXPECT_EQ(author.child("organization").child("identifier").child("value").value(),
            "SE2321000016-SKOLA2");
  EXPECT_EQ(author.child("code").child("coding").child("code").value(), "PS");
  EXPECT_EQ(extension(service(), "author").child("reference").value(), "#author");
}

TEST_F(ProcessRequestMapTest, TheRestAreExtensions) {
  EXPECT_EQ(extension(service(), "desired-recipient").value(), "Neuropsykiatriskt team");
  EXPECT_EQ(extension(service(), "administrative-information").value(), "Ring efter lunch.");
  EXPECT_EQ(extension(service(), "interpreter-requirement").value(), "Arabiska");
  EXPECT_EQ(extension(service(), "awareness-information").value(), "Allergi mot nötter.");
  EXPECT_EQ(extension(service(), "care-process-id").value(), "process-3");
  const fhir::Node reply = extension(service(), "reply-address");
  EXPECT_EQ(extension(reply, "telephone").child("value").value(), "08-765 43 21");
  EXPECT_EQ(extension(reply, "email").child("value").value(), "elevhalsa@skola.example");
  EXPECT_EQ(extension(reply, "address").child("text").value(), "Skolgatan 2, 123 46 Staden");
  EXPECT_EQ(extension(reply, "location").value(), "Hus B");
  EXPECT_EQ(service().child("requester").child("display").value(), "Elevhälsan Ekskolan");
  const fhir::Node intermediary = extension(service(), "intermediary");
  EXPECT_EQ(extension(intermediary, "organization").child("identifier").child("value").value(),
            "SE2321000016-MOTT1");
  EXPECT_EQ(extension(intermediary, "time").value(), "2024-01-02T12:00:00+01:00");
}

TEST_F(ProcessRequestMapTest, PaymentCommitmentIsOneExtensionOfMany) {
  const fhir::Node payment = extension(service(), "payment-commitment");

  EXPECT_EQ(extension(payment, "id").value(), "bf-5");
  EXPECT_EQ(extension(payment, "type").child("code").value(), "1");
  EXPECT_EQ(extension(payment, "chapter").child("code").value(), "2");
  EXPECT_EQ(extension(payment, "validity").child("start").value(), "2024-01-01");
  EXPECT_EQ(extension(payment, "validity").child("end").value(), "2024-12-31");
  EXPECT_EQ(extension(payment, "clinicalResponsibility").value(), "Remittenten");
  EXPECT_EQ(extension(payment, "administrativeResponsibility").value(), "Ekonomi");
  EXPECT_EQ(extension(payment, "outpatientOnly").value(), "true");
  EXPECT_EQ(extension(payment, "liableCounty").child("code").value(), "01");
  EXPECT_EQ(extension(payment, "approved").value(), "2024-01-10T08:00:00+01:00");
  EXPECT_EQ(extension(payment, "consultedWith").value(), "Vårdval");
  EXPECT_EQ(extension(payment, "costCenter").value(), "4711");
  EXPECT_EQ(extension(payment, "reimbursementType").child("code").value(), "2");
  EXPECT_EQ(extension(payment, "contractOwner").child("code").value(), "12");
  EXPECT_EQ(extension(payment, "approvedBy").child("display").value(), "Gun Godkänd");
}

TEST_F(ProcessRequestMapTest, TaskAsksForTheServiceRequest) {
  EXPECT_EQ(task().child("status").value(), "requested");
  EXPECT_EQ(task().child("intent").value(), "order");
  EXPECT_EQ(task().child("code").child("coding").child("code").value(), "fulfill");
  EXPECT_EQ(task().child("code").child("coding").child("system").value(),
            "http://hl7.org/fhir/CodeSystem/task-code");
  const fhir::Nodes entries = mapped_->bundle.root().children("entry");
  EXPECT_EQ(task().child("for").child("reference").value(), entries[0].child("fullUrl").value());
  EXPECT_EQ(task().child("focus").child("reference").value(), entries[1].child("fullUrl").value());
  EXPECT_EQ(service().child("subject").child("reference").value(),
            entries[0].child("fullUrl").value());
  EXPECT_EQ(task().child("authoredOn").value(), "2024-05-02T14:30:00+02:00");
  EXPECT_EQ(task().child("groupIdentifier").child("value").value(),
            "SE2321000016-SKOLA1#remiss-17");
  EXPECT_FALSE(task().child("restriction"));
}

// The Task is shared by its parties: no free text about the child in it (architecture.md, 5).
TEST_F(ProcessRequestMapTest, TaskHoldsNoTextOfTheMessage) {
  EXPECT_FALSE(task().child("note"));
  EXPECT_FALSE(task().child("description"));
  EXPECT_EQ(task().children("extension").size(), 1U);
}

TEST_F(ProcessRequestMapTest, TaskStatesTheLegalBasisAndWhoDecided) {
  const fhir::Node basis =
      extension(task(), "https://brygga.example/fhir/StructureDefinition/legal-basis");

  EXPECT_EQ(extension(basis, "code").value(), "osl-25-12");
  EXPECT_EQ(extension(basis, "decision-maker").child("value").value(), "SE2321000016-P1");
  EXPECT_EQ(extension(basis, "reason").value(), "care");
  EXPECT_EQ(extension(basis, "scope").value(), "referral");
}

TEST_F(ProcessRequestMapTest, SaysThatAttachmentsArePointers) {
  EXPECT_THAT(notes(mapped_), ElementsAre("RIVTA-ATTACHMENT-POINTER request/attachment"));
}

// --- less and other than everything ---

TEST(ProcessRequestMapEdgeTest, AMessageOfRequiredElementsOnlyIsValidR4) {
  std::string message = request_message();
  for (const char* name : {"address",
                           "telecom",
                           "telecom",
                           "name",
                           "dateOfBirth",
                           "careUnitName",
                           "careUnitTelephone",
                           "careUnitEmail",
                           "careUnitAddress",
                           "careUnitLocation",
                           "intermediaryParticipant",
                           "desiredRequestRecipient",
                           "administrativeInformation",
                           "interpreterRequirement",
                           "awarenessInformation",
                           "clinicalInformation",
                           "condition",
                           "condition",
                           "desiredActivity",
                           "desiredActivity",
                           "paymentCommitment",
                           "attachment",
                           "careProcessId"}) {
    const std::string open = "<" + std::string(name);
    const bool is_empty = std::string_view(name) == "dateOfBirth";
    message = cut(message, open, is_empty ? "/>" : "</" + std::string(name) + ">");
  }
  const auto mapped = map(message);

  ASSERT_THAT(mapped, IsOk());
  fhir::IssueLog log;
  validation::check_structure(mapped->bundle, test::definitions(), log);
  EXPECT_FALSE(log.has_errors());
  EXPECT_TRUE(mapped->notes.empty());
}

TEST(ProcessRequestMapEdgeTest, BlankTextsAreLeftOut) {
  std::string message = replaced(request_message(), "Storgatan 1", " ");
  message = replaced(message, "Tolvan Tolvansson", "");
  message = replaced(message, "08-123 45 67", "\n");
  const auto mapped = map(message);

  ASSERT_THAT(mapped, IsOk());
  EXPECT_FALSE(resource(mapped, 0).child("name"));
  EXPECT_EQ(resource(mapped, 0).children("telecom").size(), 1U);
  EXPECT_EQ(resource(mapped, 0).child("address").children("line").size(), 3U);
}

TEST(ProcessRequestMapEdgeTest, GendersFollowTheTable) {
  struct Row {
    const char* riv;
    const char* fhir;
  };
  for (const Row row :
       {Row{"0", "unknown"}, Row{"1", "male"}, Row{" +02", "female"}, Row{"9", "other"}}) {
    const auto mapped = map(replaced(
        request_message(), "<gender code=\"1\"", "<gender code=\"" + std::string(row.riv) + "\""));
    ASSERT_THAT(mapped, IsOk());
    EXPECT_EQ(resource(mapped, 0).child("gender").value(), row.fhir);
  }
}

TEST(ProcessRequestMapEdgeTest, TheFirstActivityWithContentIsTheCode) {
  const auto mapped =
      map(replaced(request_message(), "<desiredActivity>", "<desiredActivity/><desiredActivity>"));

  ASSERT_THAT(mapped, IsOk());
  EXPECT_EQ(resource(mapped, 1).child("code").child("coding").child("code").value(), "AU120");
}

std::vector<std::string> notes_after(std::string_view from, std::string_view to) {
  const auto mapped = map(replaced(request_message(), from, to));
  if (!mapped) return {std::string(mapped.error().error.id)};
  std::vector<std::string> found = notes(mapped);
  std::erase(found, "RIVTA-ATTACHMENT-POINTER request/attachment");
  return found;
}

TEST(ProcessRequestMapEdgeTest, WhatHasNoPlaceIsNoted) {
  EXPECT_THAT(notes_after("1.2.752.116.1.1.1\"", "ICD\""),
              ElementsAre("RIVTA-CODE-SYSTEM request/questionFormulation/condition/code"));
  EXPECT_THAT(notes_after("code=\"AU120\"", "code=\" \""),
              ElementsAre("RIVTA-CODE request/questionFormulation/desiredActivity/code"));
  EXPECT_THAT(notes_after("application/pdf", "pdf"),
              ElementsAre("RIVTA-MIMETYPE request/attachment/mimetype"));
  EXPECT_THAT(notes_after("<size>1000", "<size>-1"),
              ElementsAre("RIVTA-ATTACHMENT-SIZE request/attachment/size"));
  EXPECT_THAT(notes_after("<size>1000", "<size>2147483648"),
              ElementsAre("RIVTA-ATTACHMENT-SIZE request/attachment/size"));
  EXPECT_THAT(notes_after("<dateOfBirth value=\"19121212\"", "<dateOfBirth value=\"20121212\""),
              ElementsAre("RIVTA-BIRTH-DATE-DIFFERS request/patient/dateOfBirth"));
  EXPECT_THAT(notes_after("191212121212", "19121212T212"),
              ElementsAre("RIVTA-TEMPORARY-PERSON-ID request/patient/personId"));
  EXPECT_THAT(notes_after("</address>", "<f:x xmlns:f=\"urn:f\"><f:y/></f:x></address>"),
              ElementsAre("RIVTA-EXTRA-ELEMENT request/patient/address"));
  EXPECT_THAT(notes_after("</request>", "</request><f:x xmlns:f=\"urn:f\"/>"),
              ElementsAre("RIVTA-EXTRA-ELEMENT ProcessRequest"));
}

struct Refusal {
  const char* from;
  const char* to;
  const char* id;
};

class ProcessRequestRefusalTest : public testing::TestWithParam<Refusal> {};

TEST_P(ProcessRequestRefusalTest, HasItsId) {
  EXPECT_THAT(map(replaced(request_message(), GetParam().from, GetParam().to)),
              FailsWithId(GetParam().id));
}

INSTANTIATE_TEST_SUITE_P(
    ProcessRequestMapEdgeTest,
    ProcessRequestRefusalTest,
    testing::Values(
        Refusal{"191212121212", "191212121213", "RIVTA-PERSON-ID-CHECK-DIGIT"},
        Refusal{"191212121212", "191213121212", "RIVTA-PERSON-ID-FORM"},
        Refusal{"1.2.752.129.2.1.3.1", "1.2.752.129.2.1.3.3", "RIVTA-PERSON-ID-FORM"},
        Refusal{"code=\"NR\"", "code=\"AR\"", "RIVTA-REASON-NOT-SUPPORTED"},
        Refusal{"code=\"NR\"", "code=\"VR\"", "RIVTA-REASON-NOT-SUPPORTED"},
        Refusal{"code=\"NR\"", "code=\"AB\"", "RIVTA-REASON-NOT-SUPPORTED"},
        Refusal{"<versionNumber>1", "<versionNumber>2", "RIVTA-VERSION-NUMBER"},
        Refusal{"SKOLA1#remiss-17", "SKOLA1#", "RIVTA-REQUEST-ID"},
        Refusal{"\"SE2321000016-SKOLA1#remiss-17\"", "\" #x\"", "RIVTA-REQUEST-ID"},
        Refusal{"\"SE2321000016-SKOLA1\"", "\"\"", "RIVTA-HSA-ID"},
        Refusal{"\"SE2321000016-BUP1\"", "\" \"", "RIVTA-HSA-ID"},
        Refusal{"20240502143000", "20240502250000", "RIVTA-DATE"},
        Refusal{"<date value=\"20240502\"", "<date value=\"20240231\"", "RIVTA-DATE"},
        Refusal{"<dateOfBirth value=\"19121212\"", "<dateOfBirth value=\"20230229\"", "RIVTA-DATE"},
        Refusal{"high=\"20241231\"", "high=\"20231231\"", "RIVTA-DATE"},
        Refusal{"Finns en koncentrationssvårighet?", " ", "RIVTA-QUESTION-MISSING"}));

TEST(ProcessRequestMapEdgeTest, LeadingZerosOfTheVersionDoNotCount) {
  EXPECT_THAT(map(replaced(request_message(), "<versionNumber>1", "<versionNumber>0001")), IsOk());
}

TEST(ProcessRequestMapEdgeTest, AllReasonsForARefusalAreTold) {
  std::string message = replaced(request_message(), "191212121212", "191212121213");
  message = replaced(message, "20240502143000", "20240502250000");
  const auto mapped = map(message);

  ASSERT_FALSE(mapped.has_value());
  std::size_t errors = 0;
  for (const fhir::Issue& issue : mapped.error().issues.issues()) {
    if (issue.severity == fhir::Severity::error) ++errors;
  }
  EXPECT_EQ(errors, 2U);
}

}  // namespace
}  // namespace gateway::rivta
