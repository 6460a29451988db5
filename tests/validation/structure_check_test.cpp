// Source: FHIR R4, conformance-rules.html#cardinality, formats.html#choice,
// terminologies.html#required, references.html.
#include "gateway/validation/structure_check.hpp"

#include "tests/validation/structure_fixture.hpp"

namespace gateway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

using StructureCheckTest = StructureTest;

TEST_F(StructureCheckTest, AcceptsAValidResource) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Patient", "id": "p", "active": true,
      "name": [{"use": "official", "family": "Test"}], "birthDate": "2012-05-01"})"),
              IsEmpty());
}

TEST_F(StructureCheckTest, AcceptsAnEmptyResource) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Patient"})"), IsEmpty());
}

// --- cardinality ---

TEST_F(StructureCheckTest, ReportsARequiredElementAtItsParent) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Task", "intent": "order"})"),
              ElementsAre(Pair("VAL-CARD-MIN", "Task")));
}

TEST_F(StructureCheckTest, ReportsARequiredElementOfARepeatingElement) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Patient", "link": [
      {"other": {"reference": "Patient/1"}, "type": "refer"}, {"type": "refer"}]})"),
              ElementsAre(Pair("VAL-CARD-MIN", "Patient.link[1]")));
}

TEST_F(StructureCheckTest, ReportsARequiredChoice) {
  EXPECT_THAT(findings_of(R"({"resourceType": "MedicationRequest", "status": "active",
      "intent": "order", "subject": {"reference": "Patient/1"}})"),
              ElementsAre(Pair("VAL-CARD-MIN", "MedicationRequest")));
}

TEST_F(StructureCheckTest, AcceptsOneTypeOfAChoiceAndRefusesTwo) {
  const std::string before = R"({"resourceType": "Observation", "status": "final",
      "code": {"text": "t"}, "valueString": "v")";

  EXPECT_THAT(findings_of(before + "}"), IsEmpty());
  EXPECT_THAT(findings_of(before + R"(, "valueInteger": 1})"),
              ElementsAre(Pair("VAL-CHOICE", "Observation")));
}

TEST_F(StructureCheckTest, ReportsMoreThanTheMaximum) {
  fhir::Builder builder(types(), "Task");
  builder.add("status", "requested");
  builder.add("status", "accepted");
  builder.add("intent", "order");

  EXPECT_THAT(findings_of(std::move(builder).finish()), ElementsAre(Pair("VAL-CARD-MAX", "Task")));
}

// --- types ---

TEST_F(StructureCheckTest, ReportsAnAbstractType) {
  fhir::Builder builder(types(), "DomainResource");

  EXPECT_THAT(findings_of(std::move(builder).finish()),
              ElementsAre(Pair("VAL-TYPE-ABSTRACT", "DomainResource")));
}

TEST_F(StructureCheckTest, ReportsADataTypeInPlaceOfAResource) {
  fhir::Builder builder(types(), "Period");
  builder.add("start", "2024");

  EXPECT_THAT(findings_of(std::move(builder).finish()),
              ElementsAre(Pair("VAL-TYPE-UNKNOWN", "Period")));
}

TEST_F(StructureCheckTest, ReportsAnElementOfAnotherType) {
  fhir::Builder builder(types(), "Patient");
  builder.leaf(types().find_name("intent"), types().find_type("code"), "order", 7);

  const fhir::IssueLog log = check(std::move(builder).finish());

  ASSERT_EQ(log.issues().size(), 1U);
  EXPECT_EQ(log.issues()[0].id, "VAL-ELEMENT-UNKNOWN");
}

fhir::Resource nested_extensions(const fhir::TypeTable& types, std::size_t depth) {
  fhir::Builder builder(types, "Patient");
  for (std::size_t i = 0; i < depth; ++i)
    builder.begin("extension");
  builder.add("url", "urn:x");
  builder.add("valueString", "v");
  for (std::size_t i = 0; i < depth; ++i) {
    builder.end();
    if (i + 1 < depth) builder.add("url", "urn:x");
  }
  return std::move(builder).finish();
}

TEST_F(StructureCheckTest, LooksAtElementsDownToTheLimit) {
  EXPECT_THAT(findings_of(nested_extensions(types(), kMaxElementDepth - 1)), IsEmpty());

  const auto found = findings_of(nested_extensions(types(), kMaxElementDepth));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].first, "VAL-DEPTH");
}

// --- bindings ---

TEST_F(StructureCheckTest, ReportsACodeOutsideARequiredValueSet) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Task", "status": "done", "intent": "order"})"),
              ElementsAre(Pair("VAL-BINDING", "Task.status")));
}

TEST_F(StructureCheckTest, ReportsARepeatingCodeWithItsIndex) {
  EXPECT_THAT(findings_of(R"({"resourceType": "AllergyIntolerance",
      "patient": {"reference": "Patient/1"}, "category": ["food", "air"]})"),
              ElementsAre(Pair("VAL-BINDING", "AllergyIntolerance.category[1]")));
}

TEST_F(StructureCheckTest, AcceptsAConceptWithOneGoodCoding) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Condition", "subject": {"reference": "Patient/1"},
      "clinicalStatus": {"coding": [{"system": "urn:mine", "code": "x"},
        {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
         "code": "active"}]}})"),
              IsEmpty());
}

TEST_F(StructureCheckTest, ReportsAConceptWithoutGoodCoding) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Condition", "subject": {"reference": "Patient/1"},
      "clinicalStatus": {"coding": [{"system": "urn:mine", "code": "active"}]}})"),
              ElementsAre(Pair("VAL-BINDING", "Condition.clinicalStatus")));
  EXPECT_THAT(findings_of(R"({"resourceType": "Condition", "subject": {"reference": "Patient/1"},
      "clinicalStatus": {"text": "active"}})"),
              ElementsAre(Pair("VAL-BINDING-NO-CODE", "Condition.clinicalStatus")));
}

TEST_F(StructureCheckTest, SaysNothingOfCodesItCannotJudge) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Invoice", "status": "draft",
      "totalNet": {"value": 1.50, "currency": "SEK"}})"),
              IsEmpty());
}

// --- references ---

std::string task_with_requester(const std::string& reference) {
  return R"({"resourceType": "Task", "status": "draft", "intent": "order", "requester": )" +
         reference + "}";
}

TEST_F(StructureCheckTest, AcceptsAllowedAndUntypedTargets) {
  for (const std::string reference :
       {R"({"reference": "Organization/1"})",
        R"({"reference": "Practitioner/1/_history/2"})",
        R"({"reference": "https://example.org/fhir/Patient/1"})",
        R"({"reference": "Organization?identifier=a|b"})",
        R"({"reference": "urn:uuid:x"})",
        R"({"display": "someone"})",
        R"({"reference": "https://example.org/other"})",
        R"({"type": "Organization", "identifier": {"value": "1"}})"}) {
    EXPECT_THAT(findings_of(task_with_requester(reference)), IsEmpty()) << reference;
  }
}

TEST_F(StructureCheckTest, ReportsATargetOfAnotherType) {
  for (const std::string reference : {R"({"reference": "Location/1"})",
                                      R"({"reference": "Location/1/_history/2"})",
                                      R"({"reference": "https://example.org/fhir/Location/1"})",
                                      R"({"reference": "Location?identifier=a|b"})",
                                      R"({"type": "Location", "identifier": {"value": "1"}})"}) {
    EXPECT_THAT(findings_of(task_with_requester(reference)),
                ElementsAre(Pair("VAL-REF-TARGET", "Task.requester")))
        << reference;
  }
}

TEST_F(StructureCheckTest, ReportsAReferenceThatContradictsItself) {
  EXPECT_THAT(
      findings_of(task_with_requester(R"({"reference": "Patient/1", "type": "Organization"})")),
      ElementsAre(Pair("VAL-REF-TYPE", "Task.requester")));
}

TEST_F(StructureCheckTest, FollowsReferencesToContainedResources) {
  const auto task = [](const std::string& type, const std::string& anchor) {
    return R"({"resourceType": "Task", "contained": [{"resourceType": ")" + type +
           R"(", "id": "a"}], "status": "draft", "intent": "order", "requester": {"reference": ")" +
           anchor + "\"}}";
  };

  EXPECT_THAT(findings_of(task("Organization", "#a")), IsEmpty());
  EXPECT_THAT(findings_of(task("Organization", "#")), IsEmpty());
  EXPECT_THAT(findings_of(task("Location", "#a")),
              ElementsAre(Pair("VAL-REF-TARGET", "Task.requester")));
  EXPECT_THAT(findings_of(task("Organization", "#b")),
              ElementsAre(Pair("VAL-REF-CONTAINED", "Task.requester")));
}

// --- contained resources ---

TEST_F(StructureCheckTest, ChecksContainedResources) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Patient", "contained": [
      {"resourceType": "Organization", "active": true},
      {"resourceType": "Organization", "id": "b", "meta": {"versionId": "1"}},
      {"resourceType": "Organization", "id": "c",
       "contained": [{"resourceType": "Organization", "id": "d"}]},
      {"resourceType": "Task", "id": "e", "intent": "order"}]})"),
              ElementsAre(Pair("VAL-CONTAINED-ID", "Patient.contained[0]"),
                          Pair("VAL-CONTAINED-META", "Patient.contained[1]"),
                          Pair("VAL-CONTAINED-NESTED", "Patient.contained[2]"),
                          Pair("VAL-CARD-MIN", "Patient.contained[3]")));
}

// --- where ---

TEST_F(StructureCheckTest, WritesChoicesAndResourcesIntoThePath) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Bundle", "type": "collection", "entry": [
      {"resource": {"resourceType": "Observation", "status": "final", "code": {"text": "t"},
                    "valueQuantity": {"value": 1, "comparator": "="}}}]})"),
              ElementsAre(Pair("VAL-BINDING",
                               "Bundle.entry[0].resource.value.ofType(Quantity).comparator")));
}

TEST_F(StructureCheckTest, SaysWhereInTheTextAndNoValue) {
  const std::string json = R"({"resourceType": "Task", "status": "secret", "intent": "order"})";
  fhir::IssueLog read;
  const auto resource = codec::read_json(json, types(), {}, read);
  ASSERT_THAT(resource, test::IsOk());

  const fhir::IssueLog log = check(*resource);

  ASSERT_EQ(log.issues().size(), 1U);
  EXPECT_EQ(log.issues()[0].offset, resource->root().child("status").offset());
  EXPECT_THAT(log.issues()[0].text, testing::Not(testing::HasSubstr("secret")));
  EXPECT_EQ(log.issues()[0].code, "code-invalid");
}

}  // namespace
}  // namespace gateway::validation
