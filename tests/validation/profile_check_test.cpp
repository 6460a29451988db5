// Resources against profiles.
// Source: FHIR R4, profiling.html, conformance-rules.html, defining-extensions.html#context.
#include "gateway/validation/profile/profile_check.hpp"

#include <optional>
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
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
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

class ProfileCheckTest : public testing::Test {
 protected:
  using Findings = std::vector<std::pair<std::string, std::string>>;  // id, expression

  ProfileCheckTest() : source_(definitions()), profiles_(source_, definitions().types()) {}

  // `elements` are the items of differential.element; `more` goes before the differential.
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

  // Errors only.
  Findings errors_of(const std::string& json, std::optional<std::string> profile = std::nullopt) {
    const std::vector<std::string> asked =
        profile ? std::vector<std::string>{*profile} : std::vector<std::string>();
    log_ = fhir::IssueLog();
    check_profiles(
        read(json), {.profiles = profiles_, .definitions = definitions(), .log = log_}, asked);
    Findings found;
    for (const fhir::Issue& issue : log_.issues()) {
      if (issue.severity == fhir::Severity::error) found.emplace_back(issue.id, issue.expression);
    }
    return found;
  }
  Findings against(const std::string& json) { return errors_of(json, std::string(kUrl)); }

  test::PackageSource source_;
  ProfileSet profiles_;
  fhir::IssueLog log_;
};

constexpr std::string_view kNamed = R"({"resourceType":"Patient","name":[{"family":"A"}]})";

TEST_F(ProfileCheckTest, AcceptsWhatTheTypeAllows) {
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient","active":true,"birthDate":"2012-05-01",
      "name":[{"family":"A","given":["B"],"period":{"start":"2012","end":"2013"}}]})"),
              IsEmpty());
}

TEST_F(ProfileCheckTest, EvaluatesTheConstraintsOfDataTypes) {
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient",
      "name":[{"family":"A"},{"period":{"start":"2013","end":"2012"}}]})"),
              ElementsAre(Pair("VAL-INVARIANT", "Patient.name[1].period")));
  EXPECT_THAT(log_.issues().back().text, HasSubstr("per-1"));
}

TEST_F(ProfileCheckTest, EvaluatesTheConstraintsOfContainedResources) {
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient","contact":[{"gender":"male"}],
      "managingOrganization":{"reference":"#o"},
      "contained":[{"resourceType":"Organization","id":"o"}]})"),
              ElementsAre(Pair("VAL-INVARIANT", "Patient.contained[0]"),
                          Pair("VAL-INVARIANT", "Patient.contact[0]")));
}

TEST_F(ProfileCheckTest, FindsTheContainedResourceThatAReferenceNames) {
  const std::string before = R"({"resourceType":"Patient","contained":[
      {"resourceType":"Organization","id":"o","name":"O"}],"managingOrganization":{"reference":")";
  EXPECT_THAT(errors_of(before + R"(#o"}})"), IsEmpty());
  EXPECT_THAT(errors_of(before + R"(#x"}})"),
              Contains(Pair("VAL-INVARIANT", "Patient.managingOrganization")));
}

TEST_F(ProfileCheckTest, CountsWhatTheProfileCounts) {
  define("Patient",
         R"({"path":"Patient.name","min":1,"max":"1"},{"path":"Patient.active","max":"0"})");
  EXPECT_THAT(against(std::string(kNamed)), IsEmpty());
  EXPECT_THAT(against(R"({"resourceType":"Patient","active":true})"),
              ElementsAre(Pair("VAL-PROFILE-MAX", "Patient"), Pair("VAL-PROFILE-MIN", "Patient")));
}

TEST_F(ProfileCheckTest, ComparesFixedValuesAndPatterns) {
  define("Patient", R"({"path":"Patient.gender","fixedCode":"other"},
      {"path":"Patient.maritalStatus","patternCodeableConcept":{"coding":[{"code":"M"}]}})");
  EXPECT_THAT(against(R"({"resourceType":"Patient","gender":"other",
      "maritalStatus":{"text":"m","coding":[{"code":"S"},{"code":"M","display":"d"}]}})"),
              IsEmpty());
  EXPECT_THAT(against(R"({"resourceType":"Patient","gender":"male",
      "maritalStatus":{"coding":[{"code":"S"}]}})"),
              ElementsAre(Pair("VAL-FIXED", "Patient.gender"),
                          Pair("VAL-PATTERN", "Patient.maritalStatus")));
}

TEST_F(ProfileCheckTest, ComparesBounds) {
  define("Patient", R"({"path":"Patient.birthDate","minValueDate":"2000-01-01",
      "maxValueDate":"2020-12-31"},{"path":"Patient.name.family","maxLength":3})");
  const auto born = [&](const std::string& date, const std::string& family) {
    return against(R"({"resourceType":"Patient","birthDate":")" + date +
                   R"(","name":[{"family":")" + family + R"("}]})");
  };
  EXPECT_THAT(born("2000-01-01", "Åsa"), IsEmpty());
  EXPECT_THAT(born("1999-12-31", "Åsan"),
              ElementsAre(Pair("VAL-LENGTH", "Patient.name[0].family"),
                          Pair("VAL-MIN-VALUE", "Patient.birthDate")));
  EXPECT_THAT(born("2021-01-01", "A"), ElementsAre(Pair("VAL-MAX-VALUE", "Patient.birthDate")));
}

TEST_F(ProfileCheckTest, AllowsTheTypesOfAChoiceThatAreLeft) {
  define("Observation", R"({"path":"Observation.value[x]","type":[{"code":"string"}]})");
  const std::string before =
      R"({"resourceType":"Observation","status":"final","code":{"text":"c"},)";
  EXPECT_THAT(against(before + R"("valueString":"v"})"), IsEmpty());
  EXPECT_THAT(against(before + R"("valueBoolean":true})"),
              ElementsAre(Pair("VAL-PROFILE-TYPE", "Observation")));
}

TEST_F(ProfileCheckTest, EvaluatesTheConstraintsOfAProfile) {
  define("Patient", R"J({"path":"Patient","constraint":[{"key":"p-1","severity":"error",
      "human":"A name","expression":"name.exists()"}]})J");
  EXPECT_THAT(against(std::string(kNamed)), IsEmpty());
  EXPECT_THAT(against(R"({"resourceType":"Patient"})"),
              ElementsAre(Pair("VAL-INVARIANT", "Patient")));
}

TEST_F(ProfileCheckTest, FollowsTheProfilesThatTheResourceNames) {
  define("Patient", R"({"path":"Patient.name","min":1})");
  EXPECT_THAT(
      errors_of(R"({"resourceType":"Patient","meta":{"profile":["http://example.org/p"]}})"),
      ElementsAre(Pair("VAL-PROFILE-MIN", "Patient")));
}

TEST_F(ProfileCheckTest, WarnsOfAProfileThatIsNotHere) {
  EXPECT_THAT(
      errors_of(R"({"resourceType":"Patient","meta":{"profile":["http://example.org/x"]}})"),
      IsEmpty());
  EXPECT_THAT(log_.issues(), Contains(Field(&fhir::Issue::id, "VAL-PROFILE-UNKNOWN")));
}

TEST_F(ProfileCheckTest, SaysAFindingOnceHoweverManyProfilesSayIt) {
  define("Patient", R"({"path":"Patient.name","min":1})");
  EXPECT_THAT(against(R"({"resourceType":"Patient","meta":{"profile":["http://example.org/p"]}})"),
              ElementsAre(Pair("VAL-PROFILE-MIN", "Patient")));
}

TEST_F(ProfileCheckTest, ComparesTheTargetOfAReferenceByTypeAndByProfile) {
  define("Patient", R"({"path":"Patient.name","min":1})", "http://example.org/named");
  define("Observation", R"({"path":"Observation.subject","type":[{"code":"Reference",
      "targetProfile":["http://example.org/named"]}]})");
  const auto about = [&](const std::string& reference, const std::string& contained = "") {
    return against(R"({"resourceType":"Observation","status":"final","code":{"text":"c"},)" +
                   contained + R"("subject":{"reference":")" + reference + R"("}})");
  };
  const std::string named =
      R"("contained":[{"resourceType":"Patient","id":"p","name":[{"text":"A"}]}],)";
  const std::string unnamed = R"("contained":[{"resourceType":"Patient","id":"p"}],)";
  EXPECT_THAT(about("Patient/1"), IsEmpty());
  EXPECT_THAT(about("urn:uuid:00000000-0000-4000-8000-000000000001"), IsEmpty());
  EXPECT_THAT(about("#p", named), IsEmpty());
  EXPECT_THAT(about("Group/1"), ElementsAre(Pair("VAL-PROFILE-TARGET", "Observation.subject")));
  EXPECT_THAT(about("#p", unnamed), ElementsAre(Pair("VAL-PROFILE-TARGET", "Observation.subject")));
}

TEST_F(ProfileCheckTest, EndsWhereResourcesReferToEachOtherInACircle) {
  define("Patient", R"J({"path":"Patient.link","constraint":[{"key":"p-1","severity":"error",
      "human":"The other follows it too",
      "expression":"other.resolve().conformsTo('http://example.org/p')"}]},
      {"path":"Patient.name","min":1})J");
  const auto bundle = [](const std::string& second) {
    return R"({"resourceType":"Bundle","type":"collection","entry":[
        {"fullUrl":"urn:uuid:00000000-0000-4000-8000-000000000001","resource":{
         "resourceType":"Patient","meta":{"profile":["http://example.org/p"]},"name":[{"family":"A"}],
         "link":[{"type":"seealso","other":{
           "reference":"urn:uuid:00000000-0000-4000-8000-000000000002"}}]}},
        {"fullUrl":"urn:uuid:00000000-0000-4000-8000-000000000002","resource":{
         "resourceType":"Patient",)" +
           second + R"("link":[{"type":"seealso","other":{
           "reference":"urn:uuid:00000000-0000-4000-8000-000000000001"}}]}}]})";
  };
  EXPECT_THAT(errors_of(bundle(R"("name":[{"family":"B"}],)")), IsEmpty());
  EXPECT_THAT(errors_of(bundle("")),
              ElementsAre(Pair("VAL-INVARIANT", "Bundle.entry[0].resource.link[0]")));
}

// --- slices ---

class SliceTest : public ProfileCheckTest {
 protected:
  // Slices of Patient.identifier by system: a exactly once, b as often as they like.
  void slice(std::string_view rules, std::string_view ordered = "false") {
    define(
        "Patient",
        R"({"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],
               "rules":")" +
            std::string(rules) + R"(","ordered":)" + std::string(ordered) + R"(}},
              {"path":"Patient.identifier","sliceName":"a","min":1,"max":"1"},
              {"path":"Patient.identifier.system","fixedUri":"urn:a"},
              {"path":"Patient.identifier.value","min":1},
              {"path":"Patient.identifier","sliceName":"b"},
              {"path":"Patient.identifier.system","fixedUri":"urn:b"})");
  }
  Findings with(const std::vector<std::string>& systems) {
    std::string json = R"({"resourceType":"Patient","identifier":[)";
    for (const std::string& system : systems)
      json += std::string(json.back() == '[' ? "" : ",") + R"({"system":"urn:)" + system +
              R"(","value":"1"})";
    return against(json + "]}");
  }
};

TEST_F(SliceTest, CountsTheItemsOfEachSlice) {
  slice("open");
  EXPECT_THAT(with({"a", "b", "b", "c"}), IsEmpty());
  EXPECT_THAT(with({"b"}), ElementsAre(Pair("VAL-PROFILE-MIN", "Patient")));
  EXPECT_THAT(with({"a", "a"}), ElementsAre(Pair("VAL-PROFILE-MAX", "Patient")));
}

TEST_F(SliceTest, ComparesAnItemWithItsSlice) {
  slice("open");
  EXPECT_THAT(against(R"({"resourceType":"Patient","identifier":[{"system":"urn:a"}]})"),
              ElementsAre(Pair("VAL-PROFILE-MIN", "Patient.identifier[0]")));
}

TEST_F(SliceTest, RefusesWhatIsInNoSliceWhereTheyAreClosed) {
  slice("closed");
  EXPECT_THAT(with({"a", "c"}), ElementsAre(Pair("VAL-SLICE-CLOSED", "Patient.identifier[1]")));
}

TEST_F(SliceTest, WantsTheRestAtTheEndWhereTheyAreOpenThere) {
  slice("openAtEnd");
  EXPECT_THAT(with({"a", "c"}), IsEmpty());
  EXPECT_THAT(with({"c", "a"}), ElementsAre(Pair("VAL-SLICE-ORDER", "Patient.identifier[1]")));
}

TEST_F(SliceTest, WantsTheOrderOfTheProfileWhereItCounts) {
  slice("open", "true");
  EXPECT_THAT(with({"a", "b"}), IsEmpty());
  EXPECT_THAT(with({"b", "a"}), ElementsAre(Pair("VAL-SLICE-ORDER", "Patient.identifier[1]")));
}

TEST_F(SliceTest, TellsSlicesApartByType) {
  define("Observation", R"({"path":"Observation.value[x]","slicing":{"discriminator":[
      {"type":"type","path":"$this"}],"rules":"open"}},
      {"path":"Observation.value[x]","sliceName":"valueQuantity","type":[{"code":"Quantity"}]},
      {"path":"Observation.value[x].unit","min":1})");
  const std::string before =
      R"({"resourceType":"Observation","status":"final","code":{"text":"c"},)";
  EXPECT_THAT(against(before + R"("valueString":"v"})"), IsEmpty());
  EXPECT_THAT(against(before + R"("valueQuantity":{"value":1}})"),
              ElementsAre(Pair("VAL-PROFILE-MIN", "Observation.value.ofType(Quantity)")));
}

TEST_F(SliceTest, TellsSlicesApartByWhatIsThere) {
  define("Patient", R"({"path":"Patient.name","slicing":{"discriminator":[
      {"type":"exists","path":"period"}],"rules":"closed"}},
      {"path":"Patient.name","sliceName":"old"},{"path":"Patient.name.period","min":1},
      {"path":"Patient.name.family","min":1},
      {"path":"Patient.name","sliceName":"now"},{"path":"Patient.name.period","max":"0"})");
  EXPECT_THAT(against(R"({"resourceType":"Patient","name":[{"text":"a"},
      {"text":"b","period":{"start":"2012"}}]})"),
              ElementsAre(Pair("VAL-PROFILE-MIN", "Patient.name[1]")));
}

TEST_F(SliceTest, TellsSlicesApartByTheProfileOfTheirTarget) {
  define("Patient", R"({"path":"Patient.name","min":1})", "http://example.org/named");
  define("Bundle", R"({"path":"Bundle.entry","slicing":{"discriminator":[
      {"type":"profile","path":"resource"}],"rules":"open"}},
      {"path":"Bundle.entry","sliceName":"child","min":1},
      {"path":"Bundle.entry.resource","type":[{"code":"Patient",
       "profile":["http://example.org/named"]}]})");
  const std::string before =
      R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:oid:1.3.1","resource":)";
  EXPECT_THAT(against(before + std::string(kNamed) + "}]}"), IsEmpty());
  EXPECT_THAT(against(before + R"({"resourceType":"Patient"}}]})"),
              ElementsAre(Pair("VAL-PROFILE-MIN", "Bundle")));
}

// --- extensions ---

constexpr std::string_view kExtension = "http://example.org/ext";

TEST_F(ProfileCheckTest, ComparesAnExtensionWithItsDefinition) {
  define("Extension",
         R"({"path":"Extension.url","fixedUri":"http://example.org/ext"},
      {"path":"Extension.value[x]","min":1,"type":[{"code":"string"}]})",
         kExtension);
  const std::string before =
      R"({"resourceType":"Patient","extension":[{"url":"http://example.org/ext",)";
  EXPECT_THAT(errors_of(before + R"("valueString":"v"}]})"), IsEmpty());
  EXPECT_THAT(errors_of(before + R"("valueBoolean":true}]})"),
              ElementsAre(Pair("VAL-PROFILE-TYPE", "Patient.extension[0]")));
}

TEST_F(ProfileCheckTest, WarnsOfAnExtensionWhoseDefinitionIsNotHere) {
  EXPECT_THAT(errors_of(R"({"resourceType":"Patient","extension":[
      {"url":"http://example.org/x","valueString":"v"}]})"),
              IsEmpty());
  EXPECT_THAT(log_.issues(), Contains(Field(&fhir::Issue::id, "VAL-EXTENSION-UNKNOWN")));
}

struct ContextCase {
  std::string_view type;
  std::string_view expression;
  bool on_patient;
  bool on_name;
};

class ExtensionContextTest : public ProfileCheckTest,
                             public testing::WithParamInterface<ContextCase> {};

TEST_P(ExtensionContextTest, AllowsAnExtensionWhereItsDefinitionSays) {
  define("Extension",
         R"({"path":"Extension.url","fixedUri":"http://example.org/ext"})",
         kExtension,
         R"("context":[{"type":")" + std::string(GetParam().type) + R"(","expression":")" +
             std::string(GetParam().expression) + R"("}],)");
  const std::string extension =
      R"("extension":[{"url":"http://example.org/ext","valueString":"v"}])";
  const bool on_patient = errors_of(R"({"resourceType":"Patient",)" + extension + "}").empty();
  const bool on_name =
      errors_of(R"({"resourceType":"Patient","name":[{"family":"A",)" + extension + "}]}").empty();
  EXPECT_EQ(on_patient, GetParam().on_patient);
  EXPECT_EQ(on_name, GetParam().on_name);
}

INSTANTIATE_TEST_SUITE_P(
    Contexts,
    ExtensionContextTest,
    testing::Values(ContextCase{"element", "Patient", true, false},
                    ContextCase{"element", "Patient.name", false, true},
                    ContextCase{"element", "HumanName", false, true},
                    ContextCase{"element", "DomainResource", true, false},
                    ContextCase{"element", "Element", true, true},
                    ContextCase{"element", "Observation", false, false},
                    ContextCase{"fhirpath", "Patient.name", false, true},
                    ContextCase{"element", "Resource", true, false},
                    ContextCase{"element", "Base", true, true},
                    ContextCase{"element", "DataType", false, true},
                    ContextCase{"element", "PrimitiveType", false, false},
                    ContextCase{"element", "BackboneElement", false, false},
                    ContextCase{"element", "CanonicalResource", false, false},
                    ContextCase{"element", "MetadataResource", false, false},
                    ContextCase{"extension", "http://example.org/other", false, false}));

// R4 does not have all types that definitions for it name; Source: FHIR R5, types.html,
// canonicalresource.html, metadataresource.html.
struct SupertypeCase {
  std::string_view context;
  std::string_view resource;  // EXT is where the extension stands
  bool is_allowed;
};

class ExtensionSupertypeTest : public ProfileCheckTest,
                               public testing::WithParamInterface<SupertypeCase> {};

TEST_P(ExtensionSupertypeTest, AllowsAnExtensionOnWhatIsOfTheType) {
  define("Extension",
         R"({"path":"Extension.url","fixedUri":"http://example.org/ext"})",
         kExtension,
         R"("context":[{"type":"element","expression":")" + std::string(GetParam().context) +
             R"("}],)");
  std::string resource(GetParam().resource);
  resource.replace(resource.find("EXT"),
                   3,
                   R"("extension":[{"url":"http://example.org/ext","valueString":"v"}])");

  const Findings found = errors_of(resource);

  EXPECT_EQ(found.empty(), GetParam().is_allowed) << resource;
  for (const auto& [id, expression] : found)
    EXPECT_EQ(id, "VAL-EXTENSION-CONTEXT");
}

constexpr std::string_view kValueSet =
    R"({"resourceType":"ValueSet","name":"V","status":"draft",EXT})";
constexpr std::string_view kValueSetName =
    R"({"resourceType":"ValueSet","name":"V","_name":{EXT},"status":"draft"})";
constexpr std::string_view kTestScript =
    R"({"resourceType":"TestScript","url":"http://example.org","name":"T","status":"draft",EXT})";
constexpr std::string_view kSpecimenDefinition = R"({"resourceType":"SpecimenDefinition",EXT})";
constexpr std::string_view kContact =
    R"({"resourceType":"Patient","contact":[{"gender":"male","name":{"text":"N"},EXT}]})";
constexpr std::string_view kOnset =
    R"({"resourceType":"Condition","subject":{"display":"d"},"onsetAge":{
        "value":1,"unit":"a","system":"http://unitsofmeasure.org","code":"a",EXT},
        "clinicalStatus":{"text":"c"}})";
constexpr std::string_view kGender =
    R"({"resourceType":"Patient","gender":"male","_gender":{EXT}})";
constexpr std::string_view kTiming =
    R"({"resourceType":"ServiceRequest","status":"draft","intent":"order",
        "subject":{"display":"d"},"occurrenceTiming":{"event":["2020"],EXT}})";

INSTANTIATE_TEST_SUITE_P(
    Supertypes,
    ExtensionSupertypeTest,
    testing::Values(SupertypeCase{"CanonicalResource", kValueSet, true},
                    SupertypeCase{"CanonicalResource", kTestScript, true},
                    SupertypeCase{"CanonicalResource", kSpecimenDefinition, false},
                    SupertypeCase{"CanonicalResource", kValueSetName, false},
                    SupertypeCase{"CanonicalResource.name", kValueSetName, true},
                    SupertypeCase{"CanonicalResource.title", kValueSetName, false},
                    SupertypeCase{"MetadataResource", kValueSet, true},
                    SupertypeCase{"MetadataResource", kTestScript, false},
                    SupertypeCase{"BackboneElement", kContact, true},
                    SupertypeCase{"BackboneType", kContact, false},
                    SupertypeCase{"BackboneType", kTiming, true},
                    SupertypeCase{"DataType", kTiming, true},
                    SupertypeCase{"DataType", kContact, false},
                    SupertypeCase{"DataType", kGender, true},
                    SupertypeCase{"PrimitiveType", kGender, true},
                    SupertypeCase{"PrimitiveType", kOnset, false},
                    SupertypeCase{"string", kGender, true},
                    SupertypeCase{"Quantity", kOnset, true},
                    SupertypeCase{"Age", kOnset, true},
                    SupertypeCase{"Duration", kOnset, false}));

}  // namespace
}  // namespace gateway::validation
