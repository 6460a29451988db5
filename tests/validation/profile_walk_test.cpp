// What the walk says does not depend on what it has seen before.
// Source: FHIR R4, profiling.html, references.html.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/validation/profile/child_runs.hpp"
#include "gateway/validation/profile/profile_check.hpp"

#include "tests/support/package_source.hpp"

namespace gateway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Pair;
using testing::UnorderedElementsAre;

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

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

constexpr std::string_view kFirst = "urn:uuid:00000000-0000-4000-8000-000000000001";
constexpr std::string_view kSecond = "urn:uuid:00000000-0000-4000-8000-000000000002";

// A Bundle of two entries.
std::string bundle(const std::string& first, const std::string& second) {
  return R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":)" + quoted(kFirst) +
         R"(,"resource":)" + first + R"(},{"fullUrl":)" + quoted(kSecond) + R"(,"resource":)" +
         second + "}]}";
}

class ProfileWalkTest : public testing::Test {
 protected:
  using Findings = std::vector<std::pair<std::string, std::string>>;  // id, expression

  ProfileWalkTest() : source_(definitions()), profiles_(source_, definitions().types()) {}

  void define(std::string_view type, std::string_view url, std::string_view elements) {
    source_.add(
        read(R"({"resourceType":"StructureDefinition","url":)" + quoted(url) +
             R"(,"name":"P","status":"draft","kind":"resource","abstract":false,"type":)" +
             quoted(type) + R"(,"baseDefinition":"http://hl7.org/fhir/StructureDefinition/)" +
             std::string(type) + R"(","derivation":"constraint","differential":{"element":[)" +
             std::string(elements) + "]}}"));
  }

  void define_extension(std::string_view url, std::string_view context) {
    source_.add(read(
        R"({"resourceType":"StructureDefinition","url":)" + quoted(url) +
        R"(,"name":"E","status":"draft","kind":"complex-type","abstract":false,"type":"Extension",
            "context":[{"type":"element","expression":)" +
        quoted(context) +
        R"(}],"baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension",
            "derivation":"constraint","differential":{"element":[{"path":"Extension.url",
            "fixedUri":)" +
        quoted(url) + "}]}}"));
  }

  // A Patient with a name, which an Observation is about.
  void define_named_subject() {
    define("Patient", "http://example.org/named", R"({"path":"Patient.name","min":1})");
    define("Observation",
           "http://example.org/seen",
           R"({"path":"Observation.subject","type":[{"code":"Reference",
               "targetProfile":["http://example.org/named"]}]})");
  }

  Findings errors_of(const std::string& json, std::optional<std::string> profile = std::nullopt) {
    const std::vector<std::string> asked =
        profile ? std::vector<std::string>{*profile} : std::vector<std::string>();
    fhir::IssueLog log;
    check_profiles(
        read(json), {.profiles = profiles_, .definitions = definitions(), .log = log}, asked);
    Findings found;
    for (const fhir::Issue& issue : log.issues()) {
      if (issue.severity == fhir::Severity::error) found.emplace_back(issue.id, issue.expression);
    }
    return found;
  }

  test::PackageSource source_;
  ProfileSet profiles_;
};

std::string patient(const std::string& name) {
  return R"({"resourceType":"Patient","meta":{"profile":["http://example.org/named"]})" + name +
         "}";
}

std::string observation(std::string_view subject) {
  return R"({"resourceType":"Observation","meta":{"profile":["http://example.org/seen"]},
      "status":"final","code":{"text":"c"},"subject":{"reference":)" +
         quoted(subject) + "}}";
}

TEST_F(ProfileWalkTest, JudgesATargetTheSameBeforeAndAfterItsOwnEntry) {
  define_named_subject();
  const std::string named = patient(R"(,"name":[{"family":"A"}])");
  EXPECT_THAT(errors_of(bundle(named, observation(kFirst))), IsEmpty());
  EXPECT_THAT(errors_of(bundle(observation(kSecond), named)), IsEmpty());
  EXPECT_THAT(errors_of(bundle(patient(""), observation(kFirst))),
              UnorderedElementsAre(Pair("VAL-PROFILE-MIN", "Bundle.entry[0].resource"),
                                   Pair("VAL-PROFILE-TARGET", "Bundle.entry[1].resource.subject")));
  EXPECT_THAT(errors_of(bundle(observation(kSecond), patient(""))),
              UnorderedElementsAre(Pair("VAL-PROFILE-MIN", "Bundle.entry[1].resource"),
                                   Pair("VAL-PROFILE-TARGET", "Bundle.entry[0].resource.subject")));
}

TEST_F(ProfileWalkTest, DoesNotBlameATargetForWhatItsOtherProfilesSay) {
  define_named_subject();
  define("Patient", "http://example.org/born", R"({"path":"Patient.birthDate","min":1})");
  const std::string named_only =
      R"({"resourceType":"Patient","name":[{"family":"A"}],
          "meta":{"profile":["http://example.org/born","http://example.org/named"]}})";
  EXPECT_THAT(errors_of(bundle(named_only, observation(kFirst))),
              ElementsAre(Pair("VAL-PROFILE-MIN", "Bundle.entry[0].resource")));
}

// A Patient that says which other one it is linked to.
std::string linked(std::string_view to, const std::string& name) {
  return R"({"resourceType":"Patient","meta":{"profile":["http://example.org/linked"]})" + name +
         R"(,"link":[{"type":"seealso","other":{"reference":)" + quoted(to) + "}}]}";
}

TEST_F(ProfileWalkTest, BlamesTheOneThatIsAtFaultAndItsReferrerWhereTwoReferToEachOther) {
  define("Patient",
         "http://example.org/linked",
         R"({"path":"Patient.name","min":1},
            {"path":"Patient.link.other","type":[{"code":"Reference",
              "targetProfile":["http://example.org/linked"]}]})");
  const std::string name = R"(,"name":[{"family":"A"}])";
  EXPECT_THAT(errors_of(bundle(linked(kSecond, name), linked(kFirst, name))), IsEmpty());
  EXPECT_THAT(errors_of(bundle(linked(kSecond, ""), linked(kFirst, name))),
              IsSupersetOf({Pair("VAL-PROFILE-MIN", "Bundle.entry[0].resource"),
                            Pair("VAL-PROFILE-TARGET", "Bundle.entry[1].resource.link[0].other")}));
  EXPECT_THAT(errors_of(bundle(linked(kSecond, name), linked(kFirst, ""))),
              IsSupersetOf({Pair("VAL-PROFILE-TARGET", "Bundle.entry[0].resource.link[0].other"),
                            Pair("VAL-PROFILE-MIN", "Bundle.entry[1].resource")}));
}

// An extension inside another may stand only where the outer one is on a Patient. Tried alone, the
// outer one does not show that; its verdict is not taken for that of its place, nor the other way.
TEST_F(ProfileWalkTest, JudgesTheContextOfAnExtensionInAnExtensionWhereItStands) {
  define_extension("http://example.org/inner", "Patient.extension");
  define_extension("http://example.org/outer", "Element");
  define("Patient",
         "http://example.org/p",
         R"({"path":"Patient.extension","sliceName":"o","type":[{"code":"Extension",
              "profile":["http://example.org/outer"]}]})");
  define("Practitioner",
         "http://example.org/q",
         R"({"path":"Practitioner.extension","sliceName":"o","type":[{"code":"Extension",
              "profile":["http://example.org/outer"]}]})");
  const std::string extended = R"(,"extension":[{"url":"http://example.org/outer","extension":[
      {"url":"http://example.org/inner","valueString":"v"}]}]})";
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient")" + extended, "http://example.org/p"),
              IsEmpty());
  EXPECT_THAT(errors_of(R"({"resourceType":"Practitioner")" + extended, "http://example.org/q"),
              ElementsAre(Pair("VAL-EXTENSION-CONTEXT", "Practitioner.extension[0]")));
}

TEST_F(ProfileWalkTest, FindsWhatAnElementWithoutChildrenHasTooFewOf) {
  define("Patient",
         "http://example.org/p",
         R"({"path":"Patient.birthDate.extension","min":1},{"path":"Patient.gender","max":"1"})");
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient","birthDate":"2012"})", "http://example.org/p"),
              ElementsAre(Pair("VAL-PROFILE-MIN", "Patient.birthDate")));
}

TEST_F(ProfileWalkTest, FindsTheSliceThatAnElementWithoutChildrenHasTooFewOf) {
  define("Patient",
         "http://example.org/p",
         R"({"path":"Patient.birthDate.extension","slicing":{"rules":"open",
              "discriminator":[{"type":"value","path":"url"}]}},
            {"path":"Patient.birthDate.extension","sliceName":"t","min":1,"type":[{"code":"Extension",
              "profile":["http://hl7.org/fhir/StructureDefinition/patient-birthTime"]}]})");
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient","birthDate":"2012"})", "http://example.org/p"),
              ElementsAre(Pair("VAL-PROFILE-MIN", "Patient.birthDate")));
}

TEST_F(ProfileWalkTest, RepeatsAConstraintWhereTheResourceIsAnotherOne) {
  const std::string_view constraint = R"("constraint":[{"key":"p-1","severity":"error",
      "human":"Inside a Bundle","expression":"%resource is Bundle"}])";
  define("Patient",
         "http://example.org/p",
         R"({"path":"Patient.name",)" + std::string(constraint) + "}");
  define("Bundle",
         "http://example.org/b",
         R"({"path":"Bundle.entry.resource.name",)" + std::string(constraint) + "}");
  const std::string named = R"({"resourceType":"Patient","name":[{"family":"A"}],
      "meta":{"profile":["http://example.org/p"]}})";
  EXPECT_THAT(errors_of(bundle(named, named), "http://example.org/b"),
              ElementsAre(Pair("VAL-INVARIANT", "Bundle.entry[0].resource.name[0]"),
                          Pair("VAL-INVARIANT", "Bundle.entry[1].resource.name[0]")));
}

TEST_F(ProfileWalkTest, LooksForNoEntryWhereTheEntryHasNoBase) {
  define_named_subject();
  EXPECT_THAT(errors_of(bundle(patient(""), observation("Patient/1"))),
              ElementsAre(Pair("VAL-PROFILE-MIN", "Bundle.entry[0].resource")));
}

// --- ChildRuns ---

ProfileElement rule_of(std::string_view name, bool is_choice = false) {
  ProfileElement rule;
  rule.name = name;
  rule.name_id = definitions().types().find_name(name);
  rule.is_choice = is_choice;
  return rule;
}

TEST(ChildRunsTest, FindsTheItemsOfEachNameInAnyOrder) {
  const fhir::Resource seen =
      read(R"({"resourceType":"Patient","active":true,"name":[{"text":"A"},{"text":"B"}],
               "gender":"other","deceasedBoolean":true})");
  ChildRuns runs(seen.root());
  EXPECT_EQ(runs.of(rule_of("gender")).size(), 1U);
  EXPECT_EQ(runs.of(rule_of("name")).size(), 2U);
  EXPECT_EQ(runs.of(rule_of("active")).size(), 1U);
  EXPECT_EQ(runs.of(rule_of("deceased", true)).size(), 1U);
  EXPECT_EQ(runs.of(rule_of("active")).size(), 1U);
  EXPECT_TRUE(runs.of(rule_of("telecom")).empty());
  EXPECT_TRUE(runs.of(rule_of("noSuchElement")).empty());
}

TEST(ChildRunsTest, TakesAChoiceByItsOwnNameOnly) {
  const fhir::Resource seen = read(R"({"resourceType":"Patient","deceasedBoolean":true})");
  ChildRuns runs(seen.root());
  EXPECT_TRUE(runs.of(rule_of("deceasedBoolean")).empty());
  EXPECT_TRUE(runs.of(rule_of("deceased")).empty());
}

TEST(ChildRunsTest, CountsTheItemsOfOneName) {
  const fhir::Resource seen =
      read(R"({"resourceType":"Patient","name":[{"text":"A"},{"text":"B"}]})");
  const Location root(seen.root());
  ChildRuns runs(seen.root());
  std::vector<std::string> found;
  runs.for_each(root, runs.of(rule_of("name")), [&found](const Location& at) {
    found.push_back(at.expression());
  });
  EXPECT_THAT(found, ElementsAre("Patient.name[0]", "Patient.name[1]"));
}

}  // namespace
}  // namespace gateway::validation
