// Profiles: where a value differs, bounds of time, targets of references, extensions and their
// parts, vital signs.
// Source: FHIR R4, elementdefinition.html, profiling.html, defining-extensions.html.
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/validation/profile/profile_check.hpp"

#include "tests/support/package_source.hpp"

namespace gateway::validation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

constexpr std::string_view kUrl = "http://example.org/p";
constexpr std::string_view kExtension = "http://example.org/ext";
// 2026-11-23T12:00:00Z.
constexpr Instant kNow{std::chrono::seconds(1'795'435'200)};

const conformance::Definitions& definitions() {
  static const auto loaded = conformance::Definitions::load(GATEWAY_DEFINITIONS);
  return **loaded;
}

fhir::Resource read(const std::string& json) {
  fhir::IssueLog findings;
  auto resource = codec::read_json(json, definitions().types(), {}, findings);
  EXPECT_TRUE(resource && findings.empty()) << json;
  return *resource;
}

class ProfileValuesTest : public testing::Test {
 protected:
  using Findings = std::vector<std::pair<std::string, std::string>>;  // id, expression

  ProfileValuesTest() : source_(definitions()), profiles_(source_, definitions().types()) {}

  void define(std::string_view type,
              std::string_view elements,
              std::string_view url = kUrl,
              std::string_view more = {}) {
    source_.add(
        read(R"({"resourceType":"StructureDefinition","url":")" + std::string(url) +
             R"(","name":"P","status":"draft","kind":"resource","abstract":false,"type":")" +
             std::string(type) + R"(","baseDefinition":"http://hl7.org/fhir/StructureDefinition/)" +
             std::string(type) + R"(","derivation":"constraint",)" + std::string(more) +
             R"("differential":{"element":[)" + std::string(elements) + "]}}"));
  }

  // Errors in `json`, which names its profile itself.
  Findings errors_of(const std::string& json) {
    fhir::IssueLog log;
    check_profiles(read(json),
                   {.profiles = profiles_,
                    .definitions = definitions(),
                    .log = log,
                    .now = kNow,
                    .policy = policy_,
                    .entry_profiles = entry_profiles_},
                   {});
    Findings found;
    for (const fhir::Issue& issue : log.issues()) {
      if (issue.severity == fhir::Severity::error) found.emplace_back(issue.id, issue.expression);
    }
    return found;
  }
  Findings patient(std::string_view members) {
    return errors_of(R"({"resourceType":"Patient","meta":{"profile":[")" + std::string(kUrl) +
                     R"("]},)" + std::string(members) + "}");
  }

  ValidationPolicy policy_;
  std::vector<EntryProfile> entry_profiles_;
  test::PackageSource source_;
  ProfileSet profiles_;
};

TEST_F(ProfileValuesTest, NamesTheElementsInWhichAFixedValueDiffers) {
  define("Patient", R"({"path":"Patient.telecom","fixedContactPoint":{"use":"home","rank":1}})");
  EXPECT_THAT(patient(R"("telecom":[{"use":"home","rank":1}])"), IsEmpty());
  EXPECT_THAT(patient(R"("telecom":[{"system":"phone","use":"work"}])"),
              ElementsAre(Pair("VAL-FIXED", "Patient.telecom[0].system"),
                          Pair("VAL-FIXED", "Patient.telecom[0].use"),
                          Pair("VAL-FIXED", "Patient.telecom[0].rank")));
}

TEST_F(ProfileValuesTest, NamesTheElementsInWhichAPatternIsNotThere) {
  define("Patient",
         R"({"path":"Patient.name","patternHumanName":{"use":"official","given":["A"]}})");
  EXPECT_THAT(patient(R"("name":[{"use":"official","family":"F","given":["B","A"]}])"), IsEmpty());
  EXPECT_THAT(patient(R"("name":[{"use":"old","given":["A"]}])"),
              ElementsAre(Pair("VAL-PATTERN", "Patient.name[0].use")));
  EXPECT_THAT(patient(R"("name":[{"use":"official","given":["B"]}])"),
              ElementsAre(Pair("VAL-PATTERN", "Patient.name[0]")));
}

TEST_F(ProfileValuesTest, ComparesDatesWithATimeBeforeNow) {
  define("Patient", R"({"path":"Patient.birthDate","minValueQuantity":{"value":100,"code":"a",
      "system":"http://unitsofmeasure.org"}})");
  EXPECT_THAT(patient(R"("birthDate":"1926-11-23")"), IsEmpty());
  EXPECT_THAT(patient(R"("birthDate":"1926-11-22")"),
              ElementsAre(Pair("VAL-MIN-VALUE", "Patient.birthDate")));
}

TEST_F(ProfileValuesTest, ComparesDatesWithATimeAfterNow) {
  define("Patient", R"({"path":"Patient.deceased[x]","type":[{"code":"dateTime"}],
      "maxValueQuantity":{"value":2,"code":"d","system":"http://unitsofmeasure.org"}})");
  EXPECT_THAT(patient(R"("deceasedDateTime":"2026-11-25T12:00:00Z")"), IsEmpty());
  EXPECT_THAT(patient(R"("deceasedDateTime":"2026-11-25T12:00:01Z")"),
              ElementsAre(Pair("VAL-MAX-VALUE", "Patient.deceased.ofType(dateTime)")));
}

TEST_F(ProfileValuesTest, WantsTheTargetWhereTheProfileHasIt) {
  define("Patient", R"({"path":"Patient.managingOrganization","type":[{"code":"Reference",
      "targetProfile":["http://hl7.org/fhir/StructureDefinition/Organization"],
      "aggregation":["contained"]}]})");
  EXPECT_THAT(patient(R"("contained":[{"resourceType":"Organization","id":"o","name":"O"}],
      "managingOrganization":{"reference":"#o"})"),
              IsEmpty());
  EXPECT_THAT(patient(R"("managingOrganization":{"reference":"Organization/1"})"),
              ElementsAre(Pair("VAL-AGGREGATION", "Patient.managingOrganization")));
  EXPECT_THAT(patient(R"("managingOrganization":{"display":"O"})"), IsEmpty());
}

TEST_F(ProfileValuesTest, TakesTheTypeOfAReferenceForWhatItSaysOnlyIfAsked) {
  define("Observation", R"({"path":"Observation.subject","type":[{"code":"Reference",
      "targetProfile":["http://hl7.org/fhir/StructureDefinition/Patient"]}]})");
  const std::string json = R"({"resourceType":"Observation","status":"final","code":{"text":"c"},
      "meta":{"profile":["http://example.org/p"]},"subject":{"reference":"Group/1"}})";
  EXPECT_THAT(errors_of(json), ElementsAre(Pair("VAL-PROFILE-TARGET", "Observation.subject")));
  policy_.trusts_reference_types = false;
  EXPECT_THAT(errors_of(json), IsEmpty());
}

TEST_F(ProfileValuesTest, CannotJudgeATargetWithoutItsProfile) {
  define("Patient", R"({"path":"Patient.managingOrganization","type":[{"code":"Reference",
      "targetProfile":["http://example.org/nowhere"]}]})");
  EXPECT_THAT(patient(R"("contained":[{"resourceType":"Organization","id":"o","name":"O"}],
      "managingOrganization":{"reference":"#o"})"),
              ElementsAre(Pair("VAL-PROFILE-TARGET-UNKNOWN", "Patient.managingOrganization")));
  EXPECT_THAT(patient(R"("managingOrganization":{"reference":"Organization/1"})"), IsEmpty());
}

TEST_F(ProfileValuesTest, TellsSlicesApartByTheSlicesInThem) {
  define("Patient", R"({"path":"Patient.contact","slicing":{"discriminator":[
      {"type":"value","path":"relationship.coding.code"}],"rules":"open"}},
      {"path":"Patient.contact","sliceName":"kin","min":1},
      {"path":"Patient.contact.relationship.coding","slicing":{"discriminator":[
      {"type":"value","path":"system"}],"rules":"open"}},
      {"path":"Patient.contact.relationship.coding","sliceName":"k","min":1},
      {"path":"Patient.contact.relationship.coding.code","fixedCode":"N"})");
  const std::string contact = R"("contact":[{"name":{"text":"a"},"relationship":[{"coding":[
      {"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":")";
  EXPECT_THAT(patient(contact + R"(N"}]}]}])"), Not(Contains(Pair("VAL-PROFILE-MIN", "Patient"))));
  EXPECT_THAT(patient(contact + R"(C"}]}]}])"), Contains(Pair("VAL-PROFILE-MIN", "Patient")));
}

TEST_F(ProfileValuesTest, TakesNothingIntoASliceThatMustNotBeThere) {
  define("Patient", R"({"path":"Patient.deceased[x]","slicing":{"discriminator":[
      {"type":"type","path":"$this"}],"rules":"closed"}},
      {"path":"Patient.deceased[x]","sliceName":"deceasedBoolean","max":"0",
      "type":[{"code":"boolean"}]})");
  EXPECT_THAT(patient(R"("deceasedBoolean":true)"),
              Contains(Pair("VAL-SLICE-CLOSED", "Patient.deceased.ofType(boolean)")));
}

// --- extensions ---

class ExtensionRuleTest : public ProfileValuesTest {
 protected:
  void define_extension(std::string_view elements, std::string_view more = {}) {
    define(
        "Extension",
        R"({"path":"Extension.url","fixedUri":"http://example.org/ext"})" + std::string(elements),
        kExtension,
        more);
  }
  static std::string with(std::string_view name, std::string_view members) {
    return R"({"resourceType":"Patient",")" + std::string(name) +
           R"(":[{"url":"http://example.org/ext",)" + std::string(members) + "}]}";
  }
};

TEST_F(ExtensionRuleTest, HasThePartsOfItsDefinition) {
  define("Extension",
         R"({"path":"Extension.extension","sliceName":"a","min":0},
      {"path":"Extension.extension.url","fixedUri":"a"},
      {"path":"Extension.url","fixedUri":"http://example.org/ext"})",
         kExtension);
  EXPECT_THAT(errors_of(with("extension", R"("extension":[{"url":"a","valueCode":"c"}])")),
              IsEmpty());
  EXPECT_THAT(errors_of(with("extension", R"("extension":[{"url":"b","valueCode":"c"}])")),
              ElementsAre(Pair("VAL-EXTENSION-PART", "Patient.extension[0].extension[0]")));
}

TEST_F(ExtensionRuleTest, IsAModifierIfItsDefinitionSaysSo) {
  define_extension(R"(,{"path":"Extension.value[x]","min":1})");
  EXPECT_THAT(errors_of(with("extension", R"("valueCode":"c")")), IsEmpty());
  EXPECT_THAT(errors_of(with("modifierExtension", R"("valueCode":"c")")),
              ElementsAre(Pair("VAL-EXTENSION-MODIFIER", "Patient.modifierExtension[0]")));
}

TEST_F(ExtensionRuleTest, StandsWhereTheInvariantOfItsContextHolds) {
  define_extension("", R"x("contextInvariant":["active.not()"],)x");
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient","active":false,
      "extension":[{"url":"http://example.org/ext","valueCode":"c"}]})"),
              IsEmpty());
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient","active":true,
      "extension":[{"url":"http://example.org/ext","valueCode":"c"}]})"),
              ElementsAre(Pair("VAL-EXTENSION-INVARIANT", "Patient")));
}

TEST_F(ExtensionRuleTest, MayStandInTheValueOfTheExtensionThatItsContextNames) {
  define_extension("", R"("context":[{"type":"extension","expression":"http://example.org/a"}],)");
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient","extension":[{"url":"http://example.org/a",
      "valueString":"v","_valueString":{"extension":[
      {"url":"http://example.org/ext","valueCode":"c"}]}}]})"),
              IsEmpty());
}

TEST_F(ExtensionRuleTest, MayStandWhereR4ItselfUsesIt) {
  EXPECT_THAT(errors_of(R"({"resourceType":"CodeSystem","status":"active","content":"complete",
      "extension":[{"url":
      "http://hl7.org/fhir/StructureDefinition/structuredefinition-normative-version",
      "valueCode":"4.0.0"}]})"),
              IsEmpty());
}

TEST_F(ExtensionRuleTest, MayStandInWhatADefinitionFixes) {
  define_extension("", R"("context":[{"type":"element","expression":"Patient.name"}],)");
  const auto definition = [this](std::string_view member) {
    return errors_of(R"({"resourceType":"StructureDefinition","url":"http://a/p","name":"P",
        "status":"draft","kind":"resource","abstract":false,"type":"Patient","baseDefinition":
        "http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
        "differential":{"element":[{"id":"Patient.name","path":"Patient.name",)" +
                     std::string(member) +
                     R"({"text":"t","extension":[{"url":"http://example.org/ext",
        "valueCode":"c"}]}}]}})");
  };
  EXPECT_THAT(definition(R"("patternHumanName":)"),
              Not(Contains(Pair("VAL-EXTENSION-CONTEXT", testing::_))));
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient","contact":[{"name":{"text":"t",
      "extension":[{"url":"http://example.org/ext","valueCode":"c"}]}}]})"),
              Contains(Pair("VAL-EXTENSION-CONTEXT", "Patient.contact[0].name")));
}

TEST_F(ExtensionRuleTest, IsAnErrorIfNobodyKnowsItAndTheCallerWantsThat) {
  policy_.refuses_unknown_extensions = true;
  const auto unknown = [this](std::string_view url) {
    return errors_of(R"({"resourceType":"Patient","extension":[{"url":")" + std::string(url) +
                     R"(","valueCode":"c"}]})");
  };
  EXPECT_THAT(unknown("http://a.se/x"),
              ElementsAre(Pair("VAL-EXTENSION-FOREIGN", "Patient.extension[0]")));
  for (const char* url : {"http://example.org/x",
                          "http://hl7.org/fhir/StructureDefinition/of-a-later-package",
                          "http://hl7.org/fhir/5.0/StructureDefinition/extension-Patient.x"}) {
    EXPECT_THAT(unknown(url), IsEmpty()) << url;
  }
  policy_.allows_example_urls = false;
  EXPECT_THAT(unknown("http://example.org/x"),
              Contains(Pair("VAL-EXTENSION-FOREIGN", "Patient.extension[0]")));
}

// --- profiles that nobody names ---

TEST_F(ProfileValuesTest, HoldsAVitalSignToItsProfile) {
  const std::string before = R"({"resourceType":"Observation","status":"final",
      "subject":{"reference":"Patient/1"},"code":{"coding":[{"system":")";
  for (const char* code : {R"(http://loinc.org","code":"29463-7"}]}})",
                           R"(http://snomed.info/sct","code":"735395000"}]}})"}) {
    EXPECT_THAT(errors_of(before + code), Contains(Pair("VAL-PROFILE-MIN", "Observation"))) << code;
  }
  EXPECT_THAT(errors_of(before + R"(http://loinc.org","code":"718-7"}]}})"), IsEmpty());
}

TEST_F(ProfileValuesTest, HoldsEntriesOfABundleToTheProfilesAskedFor) {
  define("Patient", R"({"path":"Patient.name","min":1})");
  const std::string json = R"({"resourceType":"Bundle","type":"collection","entry":[
      {"fullUrl":"http://a/Group/1","resource":{"resourceType":"Group","id":"1","type":"person",
      "actual":true}},
      {"fullUrl":"http://a/Patient/1","resource":{"resourceType":"Patient","id":"1"}},
      {"fullUrl":"http://a/Patient/2","resource":{"resourceType":"Patient","id":"2"}}]})";
  EXPECT_THAT(errors_of(json), IsEmpty());
  entry_profiles_ = {{.type = "Patient", .index = 1, .profile = std::string(kUrl)}};
  EXPECT_THAT(errors_of(json), ElementsAre(Pair("VAL-PROFILE-MIN", "Bundle.entry[2].resource")));
  entry_profiles_ = {{.type = "Patient", .profile = std::string(kUrl)}};
  EXPECT_THAT(errors_of(json),
              ElementsAre(Pair("VAL-PROFILE-MIN", "Bundle.entry[1].resource"),
                          Pair("VAL-PROFILE-MIN", "Bundle.entry[2].resource")));
}

}  // namespace
}  // namespace gateway::validation
