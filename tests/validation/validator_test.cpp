// What terminology says of the codes in a resource.
// Source: FHIR R4, terminologies.html#strength; datatypes.html#Coding.
#include "gateway/validation/validator.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"

#include "tests/support/package_source.hpp"

namespace gateway::validation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

constexpr std::string_view kUrl = "http://example.org/p";

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

class ValidatorTest : public testing::Test {
 protected:
  using Findings = std::vector<std::pair<std::string, std::string>>;  // id, expression

  ValidatorTest() : source_(definitions()) {
    source_.add(read(R"({"resourceType":"CodeSystem","url":"http://example.org/cs","version":"2",
        "status":"active","content":"complete","caseSensitive":true,"concept":[
        {"code":"a","display":"Alpha"},{"code":"b","display":"Beta"}]})"));
    source_.add(read(R"({"resourceType":"ValueSet","url":"http://example.org/vs","status":"active",
        "compose":{"include":[{"system":"http://example.org/cs","concept":[{"code":"a"}]}]}})"));
    source_.add(read(R"({"resourceType":"ValueSet","url":"http://example.org/elsewhere",
        "status":"active","compose":{"include":[{"system":"http://loinc.org"}]}})"));
    source_.add(read(R"({"resourceType":"CodeSystem","url":"http://example.org/more",
        "status":"active","content":"supplement","supplements":"http://example.org/cs",
        "concept":[{"code":"a","designation":[{"language":"sv","value":"Alfa"}]}]})"));
  }

  // A profile on Observation with these items of differential.element.
  void define(const std::string& elements) {
    source_.add(read(R"({"resourceType":"StructureDefinition","url":")" + std::string(kUrl) +
                     R"(","name":"P","status":"draft","kind":"resource","abstract":false,
             "type":"Observation","derivation":"constraint",
             "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Observation",
             "differential":{"element":[)" +
                     elements + "]}}"));
  }

  void bind(std::string_view strength, std::string_view value_set) {
    define(R"({"path":"Observation.code","binding":{"strength":")" + std::string(strength) +
           R"(","valueSet":")" + std::string(value_set) + R"("}})");
  }

  // All findings but those of the level of a hint about narrative.
  Findings of(const std::string& code) {
    Validator validator(definitions(), source_);
    if (has_supplement_)
      validator.add_supplement(**source_.find("CodeSystem", "http://example.org/more"));
    fhir::IssueLog log;
    const std::vector<std::string> profiles{std::string(kUrl)};
    validator.validate(
        read(R"({"resourceType":"Observation","status":"final","code":)" + code + "}"),
        {.profiles = profiles},
        log);
    Findings found;
    for (const fhir::Issue& issue : log.issues()) {
      if (issue.id != "VAL-INVARIANT-WARNING") found.emplace_back(issue.id, issue.expression);
    }
    return found;
  }

  static std::string coding(std::string_view code,
                            std::string_view system = "http://example.org/cs",
                            std::string_view more = "") {
    return R"({"coding":[{"system":")" + std::string(system) + R"(","code":")" + std::string(code) +
           "\"" + std::string(more) + "}]}";
  }

  test::PackageSource source_;
  bool has_supplement_ = false;
};

TEST_F(ValidatorTest, RefusesACodeOutsideOfARequiredValueSet) {
  bind("required", "http://example.org/vs");
  EXPECT_THAT(of(coding("a")), IsEmpty());
  EXPECT_THAT(of(coding("b")), ElementsAre(Pair("VAL-PROFILE-BINDING", "Observation.code")));
}

TEST_F(ValidatorTest, RefusesATextAloneWhereACodeIsRequired) {
  bind("required", "http://example.org/vs");
  EXPECT_THAT(of(R"({"text":"t"})"), ElementsAre(Pair("VAL-PROFILE-BINDING", "Observation.code")));
}

TEST_F(ValidatorTest, WarnsOfACodeOutsideOfAnExtensibleValueSetButNotOfATextAlone) {
  bind("extensible", "http://example.org/vs");
  EXPECT_THAT(of(coding("b")), ElementsAre(Pair("VAL-BINDING-EXTENSIBLE", "Observation.code")));
  EXPECT_THAT(of(R"({"text":"t"})"), IsEmpty());
}

TEST_F(ValidatorTest, RemarksOnACodeOutsideOfAPreferredValueSet) {
  bind("preferred", "http://example.org/vs");
  EXPECT_THAT(of(coding("b")), ElementsAre(Pair("VAL-BINDING-PREFERRED", "Observation.code")));
}

TEST_F(ValidatorTest, RefusesACodeOutsideOfTheMaximum) {
  define(R"({"path":"Observation.code","binding":{"extension":[{"url":
      "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet",
      "valueCanonical":"http://example.org/vs"}],"strength":"example"}})");
  EXPECT_THAT(of(coding("a")), IsEmpty());
  EXPECT_THAT(of(coding("b")), ElementsAre(Pair("VAL-BINDING-MAX", "Observation.code")));
}

TEST_F(ValidatorTest, SaysThatARequiredValueSetCannotBeChecked) {
  bind("required", "http://example.org/elsewhere");
  const auto unchecked = ElementsAre(Pair("VAL-BINDING-UNCHECKED", "Observation.code"));
  EXPECT_THAT(of(coding("1234-5", "http://loinc.org")), unchecked);
  bind("required", "http://example.org/not-here");
  EXPECT_THAT(of(coding("1234-5", "http://loinc.org")), unchecked);
}

TEST_F(ValidatorTest, KnowsTheCodesOfACodeSystemThatIsHereAsAWhole) {
  bind("example", "http://example.org/vs");
  EXPECT_THAT(of(coding("c")),
              ElementsAre(Pair("VAL-CODE-UNKNOWN", "Observation.code.coding[0].code")));
  EXPECT_THAT(of(coding("c", "http://example.org/unknown")), IsEmpty());
  EXPECT_THAT(of(coding("c", "http://example.org/cs", R"(,"version":"1")")), IsEmpty());
}

TEST_F(ValidatorTest, OnlyWarnsOfACodeThatATableOfHl7DoesNotHave) {
  bind("example", "http://example.org/vs");
  EXPECT_THAT(of(coding("no-such", "http://terminology.hl7.org/CodeSystem/v2-0203")),
              ElementsAre(Pair("VAL-CODE-UNLISTED", "Observation.code.coding[0].code")));
}

TEST_F(ValidatorTest, RefusesADisplayThatIsNoneOfTheCode) {
  bind("example", "http://example.org/vs");
  EXPECT_THAT(of(coding("a", "http://example.org/cs", R"(,"display":"alpha")")), IsEmpty());
  EXPECT_THAT(of(coding("a", "http://example.org/cs", R"(,"display":"Beta")")),
              ElementsAre(Pair("VAL-CODE-DISPLAY", "Observation.code.coding[0].display")));
}

TEST_F(ValidatorTest, TakesTheDisplaysOfASupplement) {
  bind("example", "http://example.org/vs");
  const std::string swedish = coding("a", "http://example.org/cs", R"(,"display":"Alfa")");
  EXPECT_THAT(of(swedish), Not(IsEmpty()));
  has_supplement_ = true;
  EXPECT_THAT(of(swedish), IsEmpty());
}

TEST_F(ValidatorTest, RefusesWhatIsNoCodeSystemAsTheSystem) {
  bind("example", "http://example.org/vs");
  EXPECT_THAT(of(coding("a", "http://example.org/vs")),
              ElementsAre(Pair("VAL-SYSTEM-VALUE-SET", "Observation.code.coding[0].system")));
  EXPECT_THAT(of(coding("a", "http://example.org/more")),
              ElementsAre(Pair("VAL-SYSTEM-SUPPLEMENT", "Observation.code.coding[0].system")));
}

TEST_F(ValidatorTest, AnswersMemberOfInAConstraint) {
  const auto constrain = [&](const std::string& value_set) {
    define(R"json({"path":"Observation.code","constraint":[{"key":"m-1","severity":"error",
        "human":"h","expression":"memberOf(')json"
           "http://example.org/" +
           value_set + R"json(')"}]})json");
  };
  constrain("vs");
  EXPECT_THAT(of(coding("a")), IsEmpty());
  EXPECT_THAT(of(coding("b")), ElementsAre(Pair("VAL-INVARIANT", "Observation.code")));
  constrain("not-here");
  EXPECT_THAT(of(coding("a")), ElementsAre(Pair("VAL-INVARIANT-UNKNOWN", "Observation.code")));
}

TEST_F(ValidatorTest, SaysOnceWhatTheStructureCheckSays) {
  define(R"({"path":"Observation","min":0})");
  Validator validator(definitions(), source_);
  fhir::IssueLog log;
  validator.validate(
      read(R"({"resourceType":"Observation","status":"nonsense","code":{"text":"t"}})"), {}, log);
  std::vector<std::string> ids;
  for (const fhir::Issue& issue : log.issues()) {
    if (issue.severity == fhir::Severity::error) ids.emplace_back(issue.id);
  }
  EXPECT_THAT(ids, ElementsAre("VAL-BINDING"));
}

}  // namespace
}  // namespace gateway::validation
