// Which resource a canonical URL means when many packages are loaded.
// Sources: FHIR R4, references.html#canonical; FHIR R5, the same page (partial versions).
#include "gateway/conformance/packages/package_set.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"

#include "tests/conformance/package_files.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A value set that says in its name where it comes from.
std::string value_set(std::string_view url, std::string_view version, std::string_view name) {
  std::string text = R"({"resourceType": "ValueSet", "status": "draft", "url": ")";
  text.append(url).append(R"(", "version": ")").append(version);
  return text.append(R"(", "name": ")").append(name).append("\"}");
}

std::string manifest(std::string_view name,
                     std::string_view version,
                     std::string_view dependencies = "",
                     std::string_view more = "") {
  std::string text = R"({"name": ")";
  text.append(name).append(R"(", "version": ")").append(version).append("\"").append(more);
  return text.append(R"(, "dependencies": {)").append(dependencies).append("}}");
}

class PackageSetTest : public testing::Test {
 protected:
  PackageSetTest() : definitions_(Definitions::load(GATEWAY_DEFINITIONS).value()) {}

  void add(const std::string& package_json, std::initializer_list<std::string> resources) {
    std::vector<std::pair<std::string, std::string>> files{{"package.json", package_json}};
    for (const std::string& text : resources)
      files.emplace_back("r" + std::to_string(files.size()) + ".json", text);
    auto package = Package::from_tgz(test::tgz(files), "test.tgz");
    ASSERT_THAT(package, test::IsOk());
    ASSERT_THAT(set_.add(std::move(*package)), test::IsOk());
  }

  fhir::Resource resource(const std::string& json) {
    fhir::IssueLog findings;
    return codec::read_json(json, definitions_->types(), {}, findings).value();
  }

  // The name of what is found; "none" for nothing.
  static std::string found(DefinitionSource& source, std::string_view canonical) {
    const auto result = source.find("ValueSet", canonical);
    if (!result) return std::string(result.error().id);
    return *result ? std::string((*result)->root().child("name").value()) : "none";
  }
  std::string found(std::string_view canonical) { return found(set_, canonical); }
  std::string found_within(std::string_view package, std::string_view canonical) {
    auto view = set_.within(package);
    return view ? found(*view, canonical) : std::string(view.error().id);
  }

  std::vector<fhir::Issue> missing_dependencies() const {
    std::vector<fhir::Issue> missing;
    for (const auto& package : set_.packages())
      std::ranges::copy(set_.missing_dependencies(*package), std::back_inserter(missing));
    return missing;
  }

  std::unique_ptr<const Definitions> definitions_;
  PackageSet set_{definitions_->types()};
};

TEST_F(PackageSetTest, FindsByUrlAndType) {
  add(manifest("a", "1.0.0"), {value_set("urn:v", "1.0.0", "V")});

  EXPECT_EQ(found("urn:v"), "V");
  EXPECT_EQ(found("urn:v#part"), "V");
  EXPECT_EQ(found("urn:w"), "none");
  EXPECT_EQ(found(""), "none");
  EXPECT_FALSE(set_.find("CodeSystem", "urn:v").value().has_value());
}

// As code systems of HL7 v2 in R4 have it.
TEST_F(PackageSetTest, FindsAResourceThatHasABarInItsOwnUrl) {
  add(manifest("a", "1.0.0"),
      {value_set("urn:v|2.1", "1.0.0", "Barred"), value_set("urn:v", "2.1", "Plain")});

  EXPECT_EQ(found("urn:v|2.1"), "Barred");
  EXPECT_EQ(found("urn:v"), "Plain");
}

TEST_F(PackageSetTest, PrefersTheNewestWithoutAVersion) {
  add(manifest("a", "1.0.0"), {value_set("urn:v", "1.9.0", "Old")});
  add(manifest("a", "2.0.0"), {value_set("urn:v", "1.10.0", "New")});
  add(manifest("b", "1.0.0"), {value_set("urn:v", "1.10.0-beta", "Beta")});

  EXPECT_EQ(found("urn:v"), "New");
}

TEST_F(PackageSetTest, PrefersTheNewerPackageForResourcesOfOneVersion) {
  add(manifest("a", "1.10.0"), {value_set("urn:v", "1", "New")});
  add(manifest("a", "1.9.0"), {value_set("urn:v", "1", "Old")});

  EXPECT_EQ(found("urn:v"), "New");
}

TEST_F(PackageSetTest, FindsTheVersionAskedFor) {
  add(manifest("a", "1.0.0"),
      {value_set("urn:v", "4.0.1", "V401"), value_set("urn:v", "4.0", "V40")});
  add(manifest("a", "2.0.0"),
      {value_set("urn:v", "4.0.10", "V4010"), value_set("urn:v", "4.3.0", "V43")});

  EXPECT_EQ(found("urn:v|4.0.1"), "V401");
  EXPECT_EQ(found("urn:v|4.0"), "V40");
  EXPECT_EQ(found("urn:v|4.0.x"), "V4010");
  EXPECT_EQ(found("urn:v|4"), "V43");
  EXPECT_EQ(found("urn:v|5.0"), "none");
}

TEST_F(PackageSetTest, LooksIntoThePackageItselfFirst) {
  add(manifest("a", "1.0.0"), {value_set("urn:v", "1.0.0", "Own")});
  add(manifest("b", "1.0.0"), {value_set("urn:v", "2.0.0", "Newer")});

  EXPECT_EQ(found("urn:v"), "Newer");
  EXPECT_EQ(found_within("a", "urn:v"), "Own");
  EXPECT_EQ(found_within("a#1.0.0", "urn:v|2.0"), "Newer");
}

TEST_F(PackageSetTest, LooksIntoNearerDependenciesFirst) {
  add(manifest("a", "1.0.0", R"("b": "1.0.0")"), {});
  add(manifest("b", "1.0.0", R"("c": "1.x")"), {value_set("urn:v", "1.0.0", "Near")});
  add(manifest("c", "1.5.0"),
      {value_set("urn:v", "2.0.0", "Far"), value_set("urn:w", "1.0.0", "Far")});
  add(manifest("d", "1.0.0"),
      {value_set("urn:v", "3.0.0", "Strange"),
       value_set("urn:w", "3.0.0", "Strange"),
       value_set("urn:x", "3.0.0", "Strange")});

  EXPECT_EQ(found_within("a", "urn:v"), "Near");
  EXPECT_EQ(found_within("a", "urn:w"), "Far");
  EXPECT_EQ(found_within("a", "urn:x"), "Strange");
}

TEST_F(PackageSetTest, TakesTheVersionOfThePackageThatIsDependedOn) {
  add(manifest("t", "1.0.0"), {value_set("urn:v", "1.0.0", "T1")});
  add(manifest("t", "2.0.0"), {value_set("urn:v", "2.0.0", "T2")});
  add(manifest("a", "1.0.0", R"("t": "1.0.0")"), {});
  add(manifest("b", "1.0.0", R"("t": "latest")"), {});

  EXPECT_EQ(found_within("a", "urn:v"), "T1");
  EXPECT_EQ(found_within("b", "urn:v"), "T2");
  EXPECT_EQ(found_within("t", "urn:v"), "T2");
}

TEST_F(PackageSetTest, EndsWhenPackagesDependOnEachOther) {
  add(manifest("a", "1.0.0", R"("b": "1.0.0")"), {});
  add(manifest("b", "1.0.0", R"("a": "1.0.0", "b": "1.0.0")"), {value_set("urn:v", "1.0.0", "V")});

  EXPECT_EQ(found_within("a", "urn:v"), "V");
  EXPECT_THAT(missing_dependencies(), IsEmpty());
}

TEST_F(PackageSetTest, LooksIntoTheCoreOfItsFhirVersionBeforeOthers) {
  constexpr std::string_view kR4 = R"(, "type": "fhir.core", "fhirVersions": ["4.0.1"])";
  constexpr std::string_view kR5 = R"(, "type": "fhir.core", "fhirVersions": ["5.0.0"])";
  add(manifest("hl7.fhir.r4.corexml", "4.0.1", "", kR4), {value_set("urn:v", "4.0.1", "R4")});
  add(manifest("hl7.fhir.r5.corexml", "5.0.0", "", kR5), {value_set("urn:v", "5.0.0", "R5")});
  add(manifest("a", "1.0.0", "", R"(, "fhirVersions": ["4.0.1"])"), {});

  EXPECT_EQ(found("urn:v"), "R5");
  EXPECT_EQ(found_within("a", "urn:v"), "R4");
}

TEST_F(PackageSetTest, TakesTheCoreInXmlForTheCore) {
  add(manifest("hl7.fhir.r4.corexml", "4.0.1"), {});
  add(manifest("a", "1.0.0", R"("hl7.fhir.r4.core": "4.0.1")"), {});

  EXPECT_THAT(missing_dependencies(), IsEmpty());
}

TEST_F(PackageSetTest, SaysWhichPackageIsMissing) {
  add(manifest("a", "1.0.0", R"("b": "2.0.0", "c": "1.0.0")"), {});
  add(manifest("b", "1.0.0"), {});
  add(manifest("c", "1.0.0"), {});

  const auto missing = missing_dependencies();

  ASSERT_THAT(missing, SizeIs(1));
  EXPECT_EQ(missing[0].id, "PACKAGE-DEPENDENCY");
  EXPECT_THAT(missing[0].text, HasSubstr("a#1.0.0 depends on the package b#2.0.0"));
}

TEST_F(PackageSetTest, SaysThatAPackageIsNotLoadedOrTwice) {
  add(manifest("a", "1.0.0"), {});

  EXPECT_EQ(found_within("b", "urn:v"), "PACKAGE-NOT-LOADED");
  EXPECT_EQ(found_within("a#2.0.0", "urn:v"), "PACKAGE-NOT-LOADED");
  auto again = Package::from_tgz(test::tgz({{"package.json", manifest("a", "1.0.0")}}), "a.tgz");
  EXPECT_THAT(set_.add(std::move(*again)), test::FailsWithId("PACKAGE-TWICE"));
}

TEST_F(PackageSetTest, PutsLooseResourcesInFront) {
  add(manifest("a", "1.0.0"), {value_set("urn:v", "2.0.0", "Packed")});
  const fhir::Resource loose[] = {resource(value_set("urn:v", "0.9.0", "Older")),
                                  resource(value_set("urn:v", "1.0.0", "Loose"))};
  set_.loose(loose);

  EXPECT_EQ(found("urn:v"), "Loose");
  EXPECT_EQ(found_within("a", "urn:v"), "Loose");
  EXPECT_EQ(found("urn:v|0.9"), "Older");
  EXPECT_EQ(found("urn:v|2.0.0"), "Packed");
}

TEST_F(PackageSetTest, ReplacesALooseResourceOfTheSameVersion) {
  const fhir::Resource first[] = {resource(value_set("urn:v", "1.0.0", "First"))};
  const fhir::Resource second[] = {resource(value_set("urn:v", "1.0.0", "Second"))};
  set_.loose(first);
  set_.loose(second);

  EXPECT_EQ(found("urn:v|1.0.0"), "Second");
}

TEST_F(PackageSetTest, NotesWhatIsWrongWithAResourceItReads) {
  add(manifest("a", "1.0.0"),
      {R"({"resourceType": "ValueSet", "url": "urn:v", "name": "V", "colour": "red"})"});

  EXPECT_EQ(found("urn:v"), "V");
  ASSERT_THAT(set_.findings().issues(), SizeIs(1));
  EXPECT_EQ(set_.findings().issues()[0].id, "JSON-UNKNOWN-ELEMENT");
  EXPECT_THAT(set_.findings().issues()[0].text, testing::StartsWith("a#1.0.0/r1.json: "));
}

TEST_F(PackageSetTest, ReadsAResourceOnceAsLongAsItIsKept) {
  add(manifest("a", "1.0.0"), {value_set("urn:v", "1.0.0", "V")});

  const auto first = set_.find("ValueSet", "urn:v").value();
  const auto second = set_.find("ValueSet", "urn:v").value();

  EXPECT_EQ(first->arena(), second->arena());
}

TEST_F(PackageSetTest, KeepsTheResourcesAskedForLastWithinItsBytes) {
  const fhir::Resource a = resource(value_set("urn:a", "1", "A"));
  const fhir::Resource b = resource(value_set("urn:b", "1", "B"));
  const fhir::Resource c = resource(value_set("urn:c", "1", "C"));
  ResourceCache cache(2 * a.arena()->bytes());
  ASSERT_EQ(a.arena()->bytes(), b.arena()->bytes());
  cache.put(1, a);
  cache.put(2, b);
  EXPECT_TRUE(cache.find(1).has_value());

  cache.put(3, c);

  EXPECT_TRUE(cache.find(1).has_value());
  EXPECT_FALSE(cache.find(2).has_value());
  EXPECT_TRUE(cache.find(3).has_value());
  EXPECT_EQ(cache.bytes(), 2 * a.arena()->bytes());
}

TEST_F(PackageSetTest, DoesNotKeepAResourceLargerThanAllOfTheCache) {
  const fhir::Resource a = resource(value_set("urn:a", "1", "A"));
  ResourceCache cache(a.arena()->bytes() - 1);

  cache.put(1, a);

  EXPECT_FALSE(cache.find(1).has_value());
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST_F(PackageSetTest, ReadsDefinitionsOfTheCore) {
  auto core = Package::open(GATEWAY_CORE_PACKAGE);
  ASSERT_THAT(core, test::IsOk());
  ASSERT_THAT(set_.add(std::move(*core)), test::IsOk());

  const auto patient =
      set_.find("StructureDefinition", "http://hl7.org/fhir/StructureDefinition/Patient|4.0");

  ASSERT_THAT(patient, test::IsOk());
  ASSERT_TRUE(patient->has_value());
  EXPECT_EQ((*patient)->root().child("type").value(), "Patient");
  EXPECT_TRUE(set_.findings().empty());
}

TEST_F(PackageSetTest, FindsEveryResourceOfTheCoreByItsUrlWithoutAFinding) {
  auto core = Package::open(GATEWAY_CORE_PACKAGE);
  ASSERT_THAT(core, test::IsOk());
  ASSERT_THAT(set_.add(std::move(*core)), test::IsOk());
  std::vector<std::string> not_found;

  for (const PackageEntry& entry : set_.packages()[0]->entries()) {
    const auto result = set_.find(entry.key.type, entry.key.url);
    const bool has_url = !entry.key.url.empty();
    if (has_url && (!result || !result->has_value())) not_found.push_back(entry.file);
  }

  EXPECT_THAT(not_found, IsEmpty());
  EXPECT_THAT(set_.findings().issues(), IsEmpty());
}

}  // namespace
}  // namespace gateway::conformance
