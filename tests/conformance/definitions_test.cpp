// The compiled definitions against the pages of FHIR R4: patient.html, observation.html, task.html,
// bundle.html, references.html, datatypes.html.
#include "gateway/conformance/definitions.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

using fhir::kUnbounded;
using fhir::SlotRow;
using fhir::TypeId;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class DefinitionsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = Definitions::load(GATEWAY_DEFINITIONS);
    ASSERT_THAT(loaded, test::IsOk());
    definitions_ = std::move(*loaded);
  }
  static void TearDownTestSuite() { definitions_.reset(); }

  const fhir::TypeTable& types() const { return definitions_->types(); }

  const SlotRow& slot(std::string_view type, std::string_view name) const {
    const SlotRow* found = types().find_slot(types().find_type(type), types().find_name(name));
    EXPECT_NE(found, nullptr) << type << '.' << name;
    return found == nullptr ? types().arrays().slots[0] : *found;
  }

  std::string type_of(std::string_view type, std::string_view name) const {
    return std::string(types().type_name(slot(type, name).type));
  }

  std::vector<std::string> names_of(std::string_view type) const {
    std::vector<std::string> names;
    for (const SlotRow& row : types().slots(types().find_type(type))) {
      names.emplace_back(types().name(row.name));
    }
    return names;
  }

  std::vector<std::string> targets_of(std::string_view type, std::string_view name) const {
    std::vector<std::string> names;
    for (const TypeId target : definitions_->reference_targets(slot(type, name))) {
      names.emplace_back(types().type_name(target));
    }
    return names;
  }

  Membership contains(std::string_view type, std::string_view name, std::string_view code) const {
    return definitions_->binding_contains(slot(type, name).binding, code);
  }

  static std::unique_ptr<const Definitions> definitions_;
};

std::unique_ptr<const Definitions> DefinitionsTest::definitions_;

TEST_F(DefinitionsTest, HasEveryResourceTypeOfR4) {
  std::size_t resources = 0;
  for (std::size_t id = 1; id < types().type_count(); ++id) {
    const auto& row = types().type(static_cast<TypeId>(id));
    if ((row.flags & fhir::kIsResource) != 0 && (row.flags & fhir::kIsAbstract) == 0) ++resources;
  }

  EXPECT_EQ(resources, 146U);
}

TEST_F(DefinitionsTest, HasEveryPrimitiveTypeOfR4) {
  std::size_t primitives = 0;
  for (std::size_t id = 1; id < types().type_count(); ++id) {
    if (types().primitive(static_cast<TypeId>(id)) != fhir::Primitive::none) ++primitives;
  }

  EXPECT_EQ(primitives, 20U);
}

TEST_F(DefinitionsTest, KeepsTheOrderOfTheDefinition) {
  EXPECT_THAT(names_of("Patient.contact"),
              ElementsAre("id",
                          "extension",
                          "modifierExtension",
                          "relationship",
                          "name",
                          "telecom",
                          "address",
                          "gender",
                          "organization",
                          "period"));
}

TEST_F(DefinitionsTest, NamesElementsWithChildrenByTheirPath) {
  EXPECT_EQ(type_of("Patient", "contact"), "Patient.contact");
  EXPECT_EQ(types().type_name(types().type(types().find_type("Patient.contact")).base),
            "BackboneElement");
  EXPECT_EQ(types().type_name(types().type(types().find_type("Timing.repeat")).base), "Element");
}

TEST_F(DefinitionsTest, KnowsCardinalities) {
  EXPECT_EQ(slot("Patient", "name").min, 0U);
  EXPECT_EQ(slot("Patient", "name").max, kUnbounded);
  EXPECT_NE(slot("Patient", "name").flags & fhir::kRepeats, 0);
  EXPECT_EQ(slot("Task", "status").min, 1U);
  EXPECT_EQ(slot("Task", "status").max, 1U);
  EXPECT_EQ(slot("Task", "status").flags & fhir::kRepeats, 0);
}

TEST_F(DefinitionsTest, ExpandsChoices) {
  std::vector<std::string> found;
  for (const SlotRow& row : types().slots(types().find_type("Observation"))) {
    if (types().name(row.choice) == "value") found.emplace_back(types().name(row.name));
  }

  EXPECT_THAT(found,
              ElementsAre("valueQuantity",
                          "valueCodeableConcept",
                          "valueString",
                          "valueBoolean",
                          "valueInteger",
                          "valueRange",
                          "valueRatio",
                          "valueSampledData",
                          "valueTime",
                          "valueDateTime",
                          "valuePeriod"));
  EXPECT_EQ(type_of("Observation", "valueDateTime"), "dateTime");
}

TEST_F(DefinitionsTest, ResolvesContentReferences) {
  EXPECT_EQ(type_of("Bundle.entry", "link"), "Bundle.link");
  EXPECT_EQ(type_of("Observation.component", "referenceRange"), "Observation.referenceRange");
  EXPECT_EQ(type_of("Parameters.parameter", "part"), "Parameters.parameter");
}

TEST_F(DefinitionsTest, HoldsResourcesUnderTheAbstractType) {
  EXPECT_EQ(type_of("Bundle.entry", "resource"), "Resource");
  EXPECT_EQ(type_of("Patient", "contained"), "Resource");
  EXPECT_NE(types().type(definitions_->known().resource).flags & fhir::kIsAbstract, 0);
}

TEST_F(DefinitionsTest, GivesIdsTheirTypes) {
  EXPECT_EQ(type_of("Patient", "id"), "id");
  EXPECT_EQ(slot("Patient", "id").flags & fhir::kXmlAttribute, 0);
  EXPECT_EQ(type_of("HumanName", "id"), "string");
  EXPECT_NE(slot("HumanName", "id").flags & fhir::kXmlAttribute, 0);
  EXPECT_EQ(type_of("Extension", "url"), "uri");
  EXPECT_NE(slot("Extension", "url").flags & fhir::kXmlAttribute, 0);
}

TEST_F(DefinitionsTest, GivesPrimitivesAnIdAndExtensionsOnly) {
  EXPECT_THAT(names_of("date"), ElementsAre("id", "extension"));
  EXPECT_THAT(names_of("xhtml"), ElementsAre("id"));
  EXPECT_EQ(types().type_name(types().type(types().find_type("code")).base), "string");
}

TEST_F(DefinitionsTest, MarksModifiersAndSummaryElements) {
  EXPECT_NE(slot("Patient", "active").flags & fhir::kIsModifier, 0);
  EXPECT_EQ(slot("Patient", "name").flags & fhir::kIsModifier, 0);
  EXPECT_NE(slot("Patient", "name").flags & fhir::kIsSummary, 0);
  EXPECT_EQ(slot("Patient", "contact").flags & fhir::kIsSummary, 0);
}

TEST_F(DefinitionsTest, KnowsReferenceTargets) {
  EXPECT_THAT(targets_of("Patient", "managingOrganization"), ElementsAre("Organization"));
  EXPECT_THAT(targets_of("Patient", "generalPractitioner"),
              UnorderedElementsAre("Organization", "Practitioner", "PractitionerRole"));
  EXPECT_THAT(targets_of("Task", "focus"), IsEmpty());
  EXPECT_THAT(targets_of("Patient", "name"), IsEmpty());
}

TEST_F(DefinitionsTest, KnowsTheCodesOfATask) {
  for (const std::string_view code : {"draft",
                                      "requested",
                                      "received",
                                      "accepted",
                                      "rejected",
                                      "ready",
                                      "cancelled",
                                      "in-progress",
                                      "on-hold",
                                      "failed",
                                      "completed",
                                      "entered-in-error"}) {
    EXPECT_EQ(contains("Task", "status", code), Membership::in) << code;
  }
  EXPECT_EQ(contains("Task", "status", "done"), Membership::not_in);
  EXPECT_EQ(contains("Task", "status", "Draft"), Membership::not_in);
  EXPECT_EQ(contains("Task", "status", ""), Membership::not_in);
  EXPECT_EQ(definitions_->binding_url(slot("Task", "status").binding),
            "http://hl7.org/fhir/ValueSet/task-status|4.0.1");
}

TEST_F(DefinitionsTest, IncludesValueSetsInValueSets) {
  // all-types is the data types and the resource types.
  EXPECT_EQ(contains("ParameterDefinition", "type", "Patient"), Membership::in);
  EXPECT_EQ(contains("ParameterDefinition", "type", "HumanName"), Membership::in);
  EXPECT_EQ(contains("ParameterDefinition", "type", "Nothing"), Membership::not_in);
}

TEST_F(DefinitionsTest, FlattensHierarchies) {
  // issue-type: structure lies under invalid.
  EXPECT_EQ(contains("OperationOutcome.issue", "code", "invalid"), Membership::in);
  EXPECT_EQ(contains("OperationOutcome.issue", "code", "structure"), Membership::in);
}

TEST_F(DefinitionsTest, ComparesTheSystemOfACoding) {
  const BindingId binding = slot("Condition", "clinicalStatus").binding;
  constexpr std::string_view kSystem = "http://terminology.hl7.org/CodeSystem/condition-clinical";

  EXPECT_EQ(definitions_->binding_contains(binding, "active", kSystem), Membership::in);
  EXPECT_EQ(definitions_->binding_contains(binding, "active", "urn:other"), Membership::not_in);
  EXPECT_EQ(definitions_->binding_contains(binding, "active", ""), Membership::not_in);
}

TEST_F(DefinitionsTest, JudgesCodesOfSystemsThatAreARule) {
  EXPECT_EQ(contains("Money", "currency", "SEK"), Membership::in);
  EXPECT_EQ(contains("Money", "currency", "crowns"), Membership::not_in);
  EXPECT_EQ(contains("Attachment", "contentType", "text/plain"), Membership::in);
  EXPECT_EQ(contains("Attachment", "contentType", "a text"), Membership::not_in);
  const BindingId ucum = slot("EvidenceVariable.characteristic", "groupMeasure").binding;
  EXPECT_NE(ucum, 0);
}

TEST_F(DefinitionsTest, BindsOnlyWhereTheStandardRequiresIt) {
  EXPECT_EQ(slot("Patient", "maritalStatus").binding, 0);
  EXPECT_EQ(slot("Patient", "name").binding, 0);
  EXPECT_EQ(definitions_->binding_count(), 224U);
}

}  // namespace
}  // namespace gateway::conformance
