// What a differential means for the snapshot.
// Source: FHIR R4, profiling.html, elementdefinition.html.
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/snapshot/snapshot_generator.hpp"

#include "tests/support/package_source.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

using fhir::Node;
using fhir::Resource;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

#define AT(id, index) id " StructureDefinition.differential.element[" #index "]"

constexpr std::string_view kSlicedChoice =
    R"({"path":"Observation.value[x]","slicing":{"rules":"open"}},
       {"path":"Observation.value[x]","sliceName":"valueQuantity","type":[{"code":"Quantity"}]})";

constexpr std::string_view kClosedIdentifiers =
    R"({"path":"Patient.identifier","slicing":{"discriminator":[
        {"type":"value","path":"system"}],"ordered":true,"rules":"closed"}},
       {"path":"Patient.identifier","sliceName":"a"})";

constexpr std::string_view kUrl = "http://example.org/StructureDefinition/p";

const Definitions& definitions() {
  static const auto loaded = Definitions::load(GATEWAY_DEFINITIONS);
  return **loaded;
}

class SnapshotTest : public testing::Test {
 protected:
  SnapshotTest() : source_(definitions()), generator_(source_) {}

  // `elements` are the items of differential.element.
  static Resource profile(std::string_view type,
                          std::string_view elements,
                          std::string_view base = {},
                          std::string_view url = kUrl) {
    const std::string on = base.empty()
                               ? "http://hl7.org/fhir/StructureDefinition/" + std::string(type)
                               : std::string(base);
    const std::string text =
        R"({"resourceType":"StructureDefinition","url":")" + std::string(url) +
        R"(","name":"P","status":"draft","kind":"resource","abstract":false,"type":")" +
        std::string(type) + R"(","baseDefinition":")" + on +
        R"(","derivation":"constraint","differential":{"element":[)" + std::string(elements) +
        "]}}";
    fhir::IssueLog findings;
    auto read = codec::read_json(text, definitions().types(), {}, findings);
    EXPECT_THAT(findings.issues(), IsEmpty()) << text;
    return *read;
  }

  // The id under which it is refused; "made" if it is not.
  std::string refusal(const Resource& definition) {
    const auto made = generator_.generate(definition, findings_);
    if (made) return "made";
    return std::string(made.error().error.id) + " " + made.error().error.expression;
  }

  void make(const Resource& definition) {
    auto made = generator_.generate(definition, findings_);
    ASSERT_TRUE(made) << made.error().error.id << " " << made.error().error.expression;
    made_ = *made;
  }

  Node element(std::string_view id) const {
    for (const Node each : made_->root().child("snapshot").children("element")) {
      if (each.child("id").value() == id) return each;
    }
    return {};
  }
  std::string rules_of(std::string_view id) const {
    return std::string(element(id).child("slicing").child("rules").value());
  }
  std::string text(std::string_view id, std::string_view name) const {
    return std::string(element(id).child(name).value());
  }
  std::vector<std::string> ids_under(std::string_view prefix) const {
    std::vector<std::string> ids;
    for (const Node each : made_->root().child("snapshot").children("element")) {
      const std::string_view id = each.child("id").value();
      if (id.starts_with(prefix)) ids.emplace_back(id);
    }
    return ids;
  }
  std::vector<std::string> types_of(std::string_view id) const {
    std::vector<std::string> codes;
    for (const Node type : element(id).children("type"))
      codes.emplace_back(type.child("code").value());
    return codes;
  }

  test::PackageSource source_;
  SnapshotGenerator generator_;
  fhir::IssueLog findings_;
  std::optional<Resource> made_;
};

TEST_F(SnapshotTest, HasEveryElementOfWhatItBuildsOn) {
  make(profile("Basic", R"({"path":"Basic"})"));

  const auto base = source_.find("StructureDefinition", type_url("Basic"));
  EXPECT_THAT(ids_under("Basic"),
              SizeIs((*base)->root().child("snapshot").children("element").size()));
  EXPECT_THAT(findings_.issues(), IsEmpty());
}

TEST_F(SnapshotTest, KeepsWhatTheDifferentialDoesNotSay) {
  make(profile("Patient", R"({"path":"Patient.gender","min":1,"short":"Legal sex"})"));

  EXPECT_EQ(text("Patient.gender", "min"), "1");
  EXPECT_EQ(text("Patient.gender", "max"), "1");
  EXPECT_EQ(text("Patient.gender", "short"), "Legal sex");
  EXPECT_EQ(element("Patient.gender").child("binding").child("strength").value(), "required");
  EXPECT_EQ(element("Patient.gender").child("base").child("min").value(), "0");
}

TEST_F(SnapshotTest, AddsToATextThatBeginsWithDots) {
  make(profile("Patient", R"({"path":"Patient.gender","short":"... as registered"})"));

  EXPECT_EQ(text("Patient.gender", "short"), "male | female | other | unknown\r\n as registered");
}

TEST_F(SnapshotTest, AddsConstraintsWithTheirSource) {
  make(profile("Patient", R"J({"path":"Patient.name","constraint":[
      {"key":"p-1","severity":"error","human":"A family","expression":"family.exists()"}]
})J"));

  std::vector<std::string> found;
  for (const Node constraint : element("Patient.name").children("constraint"))
    found.push_back(std::string(constraint.child("key").value()) + " " +
                    std::string(constraint.child("source").value()));
  EXPECT_THAT(found,
              ElementsAre("ele-1 http://hl7.org/fhir/StructureDefinition/Element",
                          "p-1 " + std::string(kUrl)));
}

TEST_F(SnapshotTest, ReplacesOnlyWhatTheBindingSays) {
  make(profile("Observation", R"({"path":"Observation.code","binding":{"strength":"required"}})"));

  const Node binding = element("Observation.code").child("binding");
  EXPECT_EQ(binding.child("strength").value(), "required");
  EXPECT_EQ(binding.child("valueSet").value(), "http://hl7.org/fhir/ValueSet/observation-codes");
}

TEST_F(SnapshotTest, OpensATypeWhereTheDifferentialGoesInside) {
  make(profile("Patient", R"({"path":"Patient.name.family","min":1})"));

  EXPECT_THAT(ids_under("Patient.name"), SizeIs(10));
  EXPECT_EQ(text("Patient.name.family", "min"), "1");
  EXPECT_EQ(element("Patient.name.family").child("base").child("path").value(), "HumanName.family");
}

TEST_F(SnapshotTest, OpensTheContentThatAnElementRefersTo) {
  make(profile("Questionnaire", R"({"path":"Questionnaire.item.item.linkId","max":"1"})"));

  EXPECT_FALSE(element("Questionnaire.item.item").child("contentReference"));
  EXPECT_THAT(types_of("Questionnaire.item.item"), ElementsAre("BackboneElement"));
  EXPECT_TRUE(element("Questionnaire.item.item.item").child("contentReference"));
}

TEST_F(SnapshotTest, MakesSlicesOfWhatIsSliced) {
  make(profile("Patient", R"(
      {"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],
       "rules":"open"},"min":1},
      {"path":"Patient.identifier","sliceName":"a","max":"1"},
      {"path":"Patient.identifier.system","min":1},
      {"path":"Patient.identifier","sliceName":"b"})"));

  EXPECT_THAT(ids_under("Patient.identifier"),
              ElementsAre("Patient.identifier",
                          "Patient.identifier:a",
                          "Patient.identifier:a.id",
                          "Patient.identifier:a.extension",
                          "Patient.identifier:a.use",
                          "Patient.identifier:a.type",
                          "Patient.identifier:a.system",
                          "Patient.identifier:a.value",
                          "Patient.identifier:a.period",
                          "Patient.identifier:a.assigner",
                          "Patient.identifier:b"));
  EXPECT_EQ(text("Patient.identifier:a", "min"), "0");
  EXPECT_EQ(text("Patient.identifier:a", "path"), "Patient.identifier");
  EXPECT_FALSE(element("Patient.identifier:a").child("slicing"));
}

TEST_F(SnapshotTest, FindsTheSliceOfAChildByItsId) {
  make(profile("Patient", R"(
      {"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],
       "rules":"open"}},
      {"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a"},
      {"id":"Patient.identifier:b","path":"Patient.identifier","sliceName":"b"},
      {"id":"Patient.identifier:a.system","path":"Patient.identifier.system","min":1})"));

  EXPECT_EQ(text("Patient.identifier:a.system", "min"), "1");
  EXPECT_THAT(ids_under("Patient.identifier:b"), SizeIs(1));
}

TEST_F(SnapshotTest, PutsTheSliceOfASliceBehindIt) {
  source_.add(profile("Patient",
                      R"(
      {"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],
       "rules":"open"}},
      {"path":"Patient.identifier","sliceName":"a","max":"1"},
      {"path":"Patient.identifier","sliceName":"b"})",
                      {},
                      "http://example.org/base"));

  make(profile("Patient",
               R"(
      {"path":"Patient.identifier","sliceName":"a/x"},
      {"path":"Patient.identifier","sliceName":"c"})",
               "http://example.org/base"));

  EXPECT_THAT(ids_under("Patient.identifier"),
              ElementsAre("Patient.identifier",
                          "Patient.identifier:a",
                          "Patient.identifier:a/x",
                          "Patient.identifier:b",
                          "Patient.identifier:c"));
  EXPECT_EQ(text("Patient.identifier:a/x", "max"), "1");
}

TEST_F(SnapshotTest, KeepsSlicesOfSlicesTogetherInTheOrderInWhichTheyCame) {
  make(profile("Patient", R"(
      {"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],
       "rules":"open"}},
      {"path":"Patient.identifier","sliceName":"a"},
      {"path":"Patient.identifier","sliceName":"ab"},
      {"path":"Patient.identifier","sliceName":"a/x"},
      {"path":"Patient.identifier","sliceName":"a/y"},
      {"path":"Patient.identifier","sliceName":"a/x/1"},
      {"path":"Patient.identifier","sliceName":"b/only"})"));

  EXPECT_THAT(ids_under("Patient.identifier:"),
              ElementsAre("Patient.identifier:a",
                          "Patient.identifier:a/x",
                          "Patient.identifier:a/x/1",
                          "Patient.identifier:a/y",
                          "Patient.identifier:ab",
                          "Patient.identifier:b/only"));
}

TEST_F(SnapshotTest, ASliceDoesNotSayHowItIsSlicedAgain) {
  make(profile("Patient", R"(
      {"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],
       "rules":"open"}},
      {"path":"Patient.identifier","sliceName":"a","slicing":{"discriminator":[
       {"type":"value","path":"use"}],"rules":"closed"}},
      {"path":"Patient.identifier","sliceName":"a/x"})"));

  EXPECT_TRUE(element("Patient.identifier").child("slicing"));
  EXPECT_FALSE(element("Patient.identifier:a").child("slicing"));
  EXPECT_FALSE(element("Patient.identifier:a/x").child("slicing"));
  ASSERT_THAT(findings_.issues(), SizeIs(1));
  EXPECT_EQ(findings_.issues()[0].id, "SNAPSHOT-SLICING");
  EXPECT_EQ(findings_.issues()[0].severity, fhir::Severity::warning);
}

TEST_F(SnapshotTest, SlicesExtensionsByUrlAndTakesWhatTheExtensionSays) {
  make(profile("Patient", R"({"path":"Patient.extension","sliceName":"birthPlace","type":[
      {"code":"Extension",
       "profile":["http://hl7.org/fhir/StructureDefinition/patient-birthPlace"]}]})"));

  const Node slicing = element("Patient.extension").child("slicing");
  EXPECT_EQ(slicing.child("discriminator").child("path").value(), "url");
  EXPECT_EQ(text("Patient.extension:birthPlace", "max"), "1");
  EXPECT_EQ(text("Patient.extension:birthPlace", "short"), "Place of Birth for patient");
}

TEST_F(SnapshotTest, WarnsOfAProfileThatIsNotThere) {
  make(profile("Patient", R"({"path":"Patient.extension","sliceName":"x","type":[
      {"code":"Extension","profile":["http://example.org/unknown"]}]})"));

  ASSERT_THAT(findings_.issues(), SizeIs(1));
  EXPECT_EQ(findings_.issues()[0].id, "SNAPSHOT-PROFILE-UNKNOWN");
  EXPECT_EQ(findings_.issues()[0].expression, "StructureDefinition.differential.element[0]");
}

TEST_F(SnapshotTest, MakesASliceOfAChoiceForATypeThatIsNamed) {
  make(profile("Observation", R"({"path":"Observation.valueQuantity","max":"1"})"));

  EXPECT_THAT(ids_under("Observation.value"),
              ElementsAre("Observation.value[x]", "Observation.value[x]:valueQuantity"));
  EXPECT_THAT(types_of("Observation.value[x]:valueQuantity"), ElementsAre("Quantity"));
  EXPECT_THAT(types_of("Observation.value[x]"), SizeIs(11));
}

TEST_F(SnapshotTest, LeavesTheNamedTypeAloneWhereTheRulesSaySo) {
  SnapshotGenerator strict(source_, {.closes_named_types = true});
  const auto made = strict.generate(
      profile("Observation", R"({"path":"Observation.valueQuantity","max":"1"})"), findings_);
  ASSERT_TRUE(made);
  made_ = *made;

  EXPECT_THAT(types_of("Observation.value[x]"), ElementsAre("Quantity"));
  EXPECT_EQ(rules_of("Observation.value[x]"), "closed");
}

TEST_F(SnapshotTest, ATypeThatMustBeThereExcludesTheOthers) {
  make(profile("Observation", R"({"path":"Observation.valueQuantity","min":1})"));

  EXPECT_THAT(types_of("Observation.value[x]"), ElementsAre("Quantity"));
  EXPECT_EQ(text("Observation.value[x]", "min"), "1");
}

TEST_F(SnapshotTest, AForbiddenTypeIsNoneOfTheChoice) {
  make(profile("Observation", R"({"path":"Observation.valueQuantity","max":"0"})"));

  EXPECT_THAT(types_of("Observation.value[x]"), SizeIs(10));
  EXPECT_THAT(types_of("Observation.value[x]"), Not(Contains("Quantity")));
  EXPECT_EQ(text("Observation.value[x]:valueQuantity", "max"), "0");
}

TEST_F(SnapshotTest, ClosesAChoiceOfWhichEachTypeHasASlice) {
  make(profile("MedicationRequest", R"(
      {"path":"MedicationRequest.medicationReference","mustSupport":true},
      {"path":"MedicationRequest.medicationCodeableConcept","mustSupport":true})"));

  EXPECT_EQ(rules_of("MedicationRequest.medication[x]"), "closed");
  EXPECT_EQ(text("MedicationRequest.medication[x]", "min"), "1");
  // Either would do: none of the two must be there.
  EXPECT_EQ(text("MedicationRequest.medication[x]:medicationReference", "min"), "0");
  EXPECT_EQ(text("MedicationRequest.medication[x]:medicationCodeableConcept", "min"), "0");
}

TEST_F(SnapshotTest, TheOnlySliceOfAChoiceIsThereWhenTheChoiceIs) {
  make(profile("MedicationRequest",
               R"({"path":"MedicationRequest.medicationReference","mustSupport":true})"));

  EXPECT_EQ(rules_of("MedicationRequest.medication[x]"), "open");
  EXPECT_EQ(text("MedicationRequest.medication[x]:medicationReference", "min"), "1");
}

TEST_F(SnapshotTest, ASliceOfAChoiceThatStandsAloneClosesIt) {
  make(profile("Observation",
               R"({"path":"Observation.value[x]","sliceName":"valueQuantity",
                   "type":[{"code":"Quantity"}]})"));

  EXPECT_EQ(rules_of("Observation.value[x]"), "closed");
  EXPECT_THAT(types_of("Observation.value[x]"), SizeIs(11));
}

TEST_F(SnapshotTest, SpeakingOfASlicedChoiceAgainClosesIt) {
  source_.add(profile("Observation", kSlicedChoice, {}, "http://example.org/base"));

  make(profile("Observation",
               R"(
      {"path":"Observation.value[x]","slicing":{"rules":"open"}},
      {"path":"Observation.value[x]","sliceName":"valueString","type":[{"code":"string"}]})",
               "http://example.org/base"));

  EXPECT_EQ(rules_of("Observation.value[x]"), "closed");
  EXPECT_THAT(types_of("Observation.value[x]"), SizeIs(11));
  EXPECT_THAT(ids_under("Observation.value"),
              ElementsAre("Observation.value[x]",
                          "Observation.value[x]:valueString",
                          "Observation.value[x]:valueQuantity"));
}

TEST_F(SnapshotTest, ASlicedChoiceOfWhichNothingIsSaidStaysOpen) {
  source_.add(profile("Observation", kSlicedChoice, {}, "http://example.org/base"));

  make(profile("Observation",
               R"({"path":"Observation.code","mustSupport":true})",
               "http://example.org/base"));

  EXPECT_EQ(rules_of("Observation.value[x]"), "open");
}

TEST_F(SnapshotTest, ATypeThatMustBeThereExcludesTheOthersOfASlicedChoice) {
  source_.add(profile("Observation", kSlicedChoice, {}, "http://example.org/base"));

  make(profile(
      "Observation", R"({"path":"Observation.valueString","min":1})", "http://example.org/base"));

  EXPECT_THAT(types_of("Observation.value[x]"), ElementsAre("string"));
  EXPECT_EQ(rules_of("Observation.value[x]"), "closed");
}

TEST_F(SnapshotTest, AnOutcomeHasAProfileOfOperationOutcome) {
  make(profile("Bundle", R"({"path":"Bundle.entry.response.outcome","type":[{"code":"Resource",
      "profile":["http://hl7.org/fhir/StructureDefinition/OperationOutcome"]}]})"));

  EXPECT_THAT(findings_.issues(), IsEmpty());
}

TEST_F(SnapshotTest, DropsTheBindingOfATypeThatHasNone) {
  make(profile("MedicationRequest", R"({"path":"MedicationRequest.medicationReference"})"));

  EXPECT_TRUE(element("MedicationRequest.medication[x]").child("binding"));
  EXPECT_FALSE(element("MedicationRequest.medication[x]:medicationReference").child("binding"));
}

TEST_F(SnapshotTest, BuildsOnAProfileWhoseSnapshotIsMadeFirst) {
  source_.add(
      profile("Patient", R"({"path":"Patient.gender","min":1})", {}, "http://example.org/a"));
  make(profile("Patient", R"({"path":"Patient.birthDate","min":1})", "http://example.org/a"));

  EXPECT_EQ(text("Patient.gender", "min"), "1");
  EXPECT_EQ(text("Patient.birthDate", "min"), "1");
}

TEST_F(SnapshotTest, ReportsCardinalitiesThatAreWider) {
  make(profile("Observation",
               R"({"path":"Observation.status","min":0},{"path":"Observation.code","max":"*"})"));

  ASSERT_THAT(findings_.issues(), SizeIs(2));
  EXPECT_EQ(findings_.issues()[1].id, "SNAPSHOT-CARDINALITY");
  EXPECT_EQ(findings_.issues()[1].expression, "StructureDefinition.differential.element[1]");
}

TEST_F(SnapshotTest, ReportsASliceOfWhatIsClosed) {
  source_.add(profile("Patient", kClosedIdentifiers, {}, "http://example.org/base"));

  make(profile("Patient",
               R"(
      {"path":"Patient.identifier","sliceName":"a","min":1},
      {"path":"Patient.identifier","sliceName":"a/x"},
      {"path":"Patient.identifier","sliceName":"c"})",
               "http://example.org/base"));

  ASSERT_THAT(findings_.issues(), SizeIs(1));
  EXPECT_EQ(findings_.issues()[0].id, "SNAPSHOT-SLICING");
  EXPECT_EQ(findings_.issues()[0].severity, fhir::Severity::error);
  EXPECT_EQ(findings_.issues()[0].expression, "StructureDefinition.differential.element[2]");
}

struct Slicing {
  std::string_view name;
  std::string_view stated;  // on top of kClosedIdentifiers
  std::size_t findings;
};
void PrintTo(const Slicing& row, std::ostream* out) {
  *out << row.name;
}

class SnapshotSlicingTest : public SnapshotTest, public testing::WithParamInterface<Slicing> {};

TEST_P(SnapshotSlicingTest, IsNotLooserThanInTheBase) {
  source_.add(profile("Patient", kClosedIdentifiers, {}, "http://example.org/base"));

  make(profile("Patient",
               R"({"path":"Patient.identifier","slicing":)" + std::string(GetParam().stated) + "}",
               "http://example.org/base"));

  ASSERT_THAT(findings_.issues(), SizeIs(GetParam().findings));
  for (const fhir::Issue& issue : findings_.issues())
    EXPECT_EQ(issue.id, "SNAPSHOT-SLICING");
}

INSTANTIATE_TEST_SUITE_P(
    Rules,
    SnapshotSlicingTest,
    testing::Values(
        Slicing{
            "same", R"({"discriminator":[{"type":"value","path":"system"}],"rules":"closed"})", 0},
        Slicing{"rules_only", R"({"rules":"closed"})", 0},
        Slicing{"one_discriminator_more",
                R"({"discriminator":[{"type":"value","path":"system"},
                    {"type":"value","path":"use"}],"rules":"closed"})",
                0},
        Slicing{"another_path",
                R"({"discriminator":[{"type":"value","path":"use"}],"rules":"closed"})",
                1},
        Slicing{"another_type",
                R"({"discriminator":[{"type":"exists","path":"system"}],"rules":"closed"})",
                1},
        Slicing{"open_at_end", R"({"rules":"openAtEnd"})", 1},
        Slicing{"open", R"({"rules":"open"})", 1},
        Slicing{"in_any_order", R"({"ordered":false,"rules":"closed"})", 1}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(SnapshotTest, ReportsElementsThatAreNotThereAndLeavesThemOut) {
  make(profile("Patient", R"({"path":"Patient.horse"},{"path":"Patient.id.id.id"})"));

  ASSERT_THAT(findings_.issues(), SizeIs(2));
  EXPECT_EQ(findings_.issues()[0].id, "SNAPSHOT-ELEMENT");
  EXPECT_EQ(findings_.issues()[0].expression, "StructureDefinition.differential.element[0]");
  EXPECT_EQ(findings_.issues()[1].expression, "StructureDefinition.differential.element[1]");
}

TEST_F(SnapshotTest, RefusesAProfileThatBuildsOnItself) {
  const Resource own = profile("Patient", R"({"path":"Patient"})", kUrl);
  EXPECT_EQ(refusal(own), "SNAPSHOT-CYCLE StructureDefinition.baseDefinition");

  source_.add(profile("Patient", R"({"path":"Patient"})", kUrl, "http://example.org/a"));
  const Resource round = profile("Patient", R"({"path":"Patient"})", "http://example.org/a");
  source_.add(round);
  EXPECT_EQ(refusal(round), "SNAPSHOT-DEPENDENCY StructureDefinition.baseDefinition");
}

TEST_F(SnapshotTest, RefusesWhenProfilesNeedEachOtherTooDeep) {
  const auto name = [](std::size_t i) { return "http://example.org/" + std::to_string(i); };
  source_.add(profile("Patient", R"({"path":"Patient"})", {}, name(0)));
  const auto chain_of = [&](std::size_t length) {
    for (std::size_t i = 1; i < length; ++i)
      source_.add(profile("Patient", R"({"path":"Patient"})", name(i - 1), name(i)));
    return profile("Patient", R"({"path":"Patient"})", name(length - 1));
  };
  // The one that is made is the last of the chain.
  EXPECT_EQ(refusal(chain_of(SnapshotGenerator::kMaxNesting)),
            "SNAPSHOT-DEPENDENCY StructureDefinition.baseDefinition");
  EXPECT_EQ(refusal(chain_of(SnapshotGenerator::kMaxNesting - 1)), "made");
}

TEST_F(SnapshotTest, RefusesMoreElementsThanTheLimit) {
  const auto with_slices = [](std::size_t count) {
    std::string elements = R"({"path":"Patient.identifier","slicing":{
        "discriminator":[{"type":"value","path":"system"}],"rules":"open"}})";
    for (std::size_t i = 0; i < count; ++i)
      elements += R"(,{"path":"Patient.identifier","sliceName":")" + std::to_string(i) +
                  R"("},{"path":"Patient.identifier.use","min":1})";
    return profile("Patient", elements);
  };
  // Patient has 45 elements, a slice with its children 10.
  EXPECT_EQ(refusal(with_slices(1995)), "made");
  EXPECT_EQ(refusal(with_slices(1996)), AT("SNAPSHOT-LIMIT", 3991));
}

struct Refused {
  std::string_view name;
  std::string_view type;
  std::string_view elements;
  std::string_view why;
};

void PrintTo(const Refused& row, std::ostream* out) {
  *out << row.name;
}

class SnapshotRefusalTest : public SnapshotTest, public testing::WithParamInterface<Refused> {};

TEST_P(SnapshotRefusalTest, IsLocatedInTheDifferential) {
  EXPECT_EQ(refusal(profile(GetParam().type, GetParam().elements)), GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(
    Differentials,
    SnapshotRefusalTest,
    testing::Values(
        Refused{"another_type", "Patient", R"({"path":"Observation"})", AT("SNAPSHOT-PATH", 0)},
        Refused{"two_roots",
                "Patient",
                R"({"path":"Patient"},{"path":"Observation"})",
                AT("SNAPSHOT-PATH", 1)},
        Refused{"type_not_allowed",
                "Patient",
                R"({"path":"Patient.gender","type":[{"code":"string"}]})",
                AT("SNAPSHOT-TYPE", 0)},
        Refused{"pattern_of_another_type",
                "Observation",
                R"({"path":"Observation.code","patternString":"x"})",
                AT("SNAPSHOT-TYPE", 0)},
        Refused{"profile_of_another_type",
                "Patient",
                R"({"path":"Patient.name","type":[{"code":"HumanName",
                "profile":["http://hl7.org/fhir/StructureDefinition/SimpleQuantity"]}]})",
                AT("SNAPSHOT-PROFILE", 0)},
        Refused{"outcome_with_a_profile_of_another_type",
                "Bundle",
                R"({"path":"Bundle.entry.response.outcome","type":[{"code":"Resource",
                "profile":["http://hl7.org/fhir/StructureDefinition/Patient"]}]})",
                AT("SNAPSHOT-PROFILE", 0)},
        Refused{"type_that_must_be_there_beside_another",
                "Observation",
                R"({"path":"Observation.valueString","mustSupport":true},
                   {"path":"Observation.valueQuantity","min":1})",
                AT("SNAPSHOT-SLICING", 1)},
        Refused{"slices_without_slicing",
                "Patient",
                R"({"path":"Patient.name","sliceName":"a"},
                   {"path":"Patient.name","sliceName":"b"})",
                AT("SNAPSHOT-SLICING", 0)},
        Refused{"slices_of_one",
                "Patient",
                R"({"path":"Patient.gender","slicing":{"rules":"open"}},
                   {"path":"Patient.gender","sliceName":"a"})",
                AT("SNAPSHOT-SLICING", 0)},
        Refused{"twice",
                "Patient",
                R"({"path":"Patient.name","min":1},{"path":"Patient.name"})",
                AT("SNAPSHOT-SLICING", 1)},
        Refused{"type_slice_with_another_name",
                "Observation",
                R"({"path":"Observation.value[x]","slicing":{"rules":"open"}},
                   {"path":"Observation.value[x]","sliceName":"q","type":[{"code":"Quantity"}]})",
                AT("SNAPSHOT-SLICING", 1)}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(SnapshotTest, RefusesToTakeMustSupportAway) {
  source_.add(profile(
      "Patient", R"({"path":"Patient.name","mustSupport":true})", {}, "http://example.org/a"));
  EXPECT_EQ(
      refusal(profile(
          "Patient", R"({"path":"Patient.name","mustSupport":false})", "http://example.org/a")),
      AT("SNAPSHOT-MUST-SUPPORT", 0));
}

TEST_F(SnapshotTest, RefusesADefinitionThatBuildsOnNothing) {
  EXPECT_EQ(refusal(profile("Patient", R"({"path":"Patient"})", "http://example.org/none")),
            "SNAPSHOT-BASE StructureDefinition.baseDefinition");
}

}  // namespace
}  // namespace gateway::conformance
