// One FHIR package in each of the forms that exist.
// Source: FHIR Package Specification; npm, package.json.
#include "gateway/conformance/packages/package.hpp"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>

#include "gateway/conformance/definitions.hpp"

#include "tests/conformance/package_files.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kManifest =
    R"({"name": "a.b", "version": "1.2.0", "type": "IG", "fhirVersions": ["4.0.1"],
        "canonical": "urn:c", "dependencies": {"hl7.fhir.r4.core": "4.0.1", "x.y": "2.x"}})";
constexpr std::string_view kJsonSet =
    R"({"resourceType": "ValueSet", "id": "j", "url": "urn:j", "version": "1", "status": "draft"})";
constexpr std::string_view kXmlSet =
    R"(<ValueSet xmlns="http://hl7.org/fhir"><id value="x"/><url value="urn:x"/><version value="2"/>)"
    R"(<status value="draft"/></ValueSet>)";

std::vector<std::string> urls(const Package& package) {
  std::vector<std::string> urls;
  for (const PackageEntry& entry : package.entries())
    urls.push_back(entry.key.url);
  return urls;
}

Result<fhir::Resource> read_of(const Package& package, const PackageEntry& entry) {
  static const auto definitions = Definitions::load(GATEWAY_DEFINITIONS).value();
  fhir::IssueLog findings;
  return package.read(entry, definitions->types(), findings);
}

TEST(PackageManifestTest, ReadsWhatFhirAddsToNpm) {
  const auto manifest = read_manifest(kManifest);

  ASSERT_THAT(manifest, test::IsOk());
  EXPECT_EQ(manifest->id(), "a.b#1.2.0");
  EXPECT_EQ(manifest->type, "IG");
  EXPECT_EQ(manifest->canonical, "urn:c");
  EXPECT_THAT(manifest->fhir_versions, ElementsAre("4.0.1"));
  ASSERT_THAT(manifest->dependencies, SizeIs(2));
  EXPECT_EQ(manifest->dependencies[1].name, "x.y");
  EXPECT_EQ(manifest->dependencies[1].version, "2.x");
}

TEST(PackageManifestTest, ReadsTheOlderListOfVersions) {
  const auto manifest = read_manifest(
      "\xEF\xBB\xBF"
      R"({"name": "a", "version": "1", "fhir-version-list": ["3.0.1", "4.0.0"]})");

  ASSERT_THAT(manifest, test::IsOk());
  EXPECT_THAT(manifest->fhir_versions, ElementsAre("3.0.1", "4.0.0"));
  EXPECT_THAT(manifest->dependencies, IsEmpty());
}

TEST(PackageManifestTest, TakesAliasesForTheVersionsOfOnePackage) {
  const auto manifest = read_manifest(
      R"({"name": "a", "version": "1", "dependencies": {
          "c": "3.0.0", "v2@npm:c": "2.0.0", "old": "npm:c@1.0.0"}})");

  ASSERT_THAT(manifest, test::IsOk());
  std::vector<std::string> dependencies;
  for (const auto& [name, version] : manifest->dependencies)
    dependencies.push_back(name + "#" + version);
  EXPECT_THAT(dependencies, ElementsAre("c#3.0.0", "c#2.0.0", "c#1.0.0"));
}

TEST(PackageManifestTest, RefusesWhatIsNoManifest) {
  for (const std::string text : {"",
                                 "{",
                                 "[]",
                                 "{}",
                                 R"({"name": "a"})",
                                 R"({"version": "1"})",
                                 R"({"name": "a", "version": 1})",
                                 R"({"name": "a", "name": "b", "version": "1"})",
                                 R"({"name": "a", "version": "1", "dependencies": {"b": {}}})"}) {
    EXPECT_THAT(read_manifest(text), test::FailsWithId("PACKAGE-MANIFEST")) << text;
  }
}

TEST(PackageManifestTest, LimitsSizeAndDependencies) {
  const auto with = [](std::size_t count) {
    std::string text = R"({"name": "a", "version": "1", "dependencies": {)";
    for (std::size_t i = 0; i < count; ++i)
      text += (i > 0 ? ",\"d" : "\"d") + std::to_string(i) + "\":\"1\"";
    return text + "}}";
  };
  std::string text(kManifest);
  text.resize(kMaxManifestBytes, ' ');

  EXPECT_THAT(read_manifest(with(kMaxDependencies)), test::IsOk());
  EXPECT_THAT(read_manifest(with(kMaxDependencies + 1)), test::FailsWithId("PACKAGE-SIZE"));
  EXPECT_THAT(read_manifest(text), test::IsOk());
  EXPECT_THAT(read_manifest(text + " "), test::FailsWithId("PACKAGE-SIZE"));
}

class PackageTest : public testing::Test {
 protected:
  void write(const std::string& inside) {
    std::filesystem::create_directories(folder_ / (inside + "example"));
    folder_.write(inside + "package.json", kManifest);
    folder_.write(inside + ".index.json", R"({"files": [{"filename": "gone.json"}]})");
    folder_.write(inside + "ValueSet-j.json", kJsonSet);
    folder_.write(inside + "anything.xml", kXmlSet);
    folder_.write(inside + "Patient-p.json", R"({"resourceType": "Patient"})");
    folder_.write(inside + "readme.txt", "text");
    folder_.write(inside + "example/ValueSet-e.json", kJsonSet);
  }

  test::TemporaryFolder folder_;
};

TEST_F(PackageTest, OpensNpmsForm) {
  write("");
  const auto package = Package::open(folder_.path());

  ASSERT_THAT(package, test::IsOk());
  EXPECT_EQ(package->manifest().id(), "a.b#1.2.0");
  EXPECT_THAT(urls(*package), ElementsAre("urn:j", "urn:x"));
  EXPECT_TRUE(package->issues().empty());
}

TEST_F(PackageTest, OpensTheFormOfFhirsCache) {
  write("package/");
  const auto package = Package::open(folder_.path());

  ASSERT_THAT(package, test::IsOk());
  EXPECT_THAT(urls(*package), ElementsAre("urn:j", "urn:x"));
}

TEST_F(PackageTest, OpensATgz) {
  const std::string tgz = test::tgz({{"package.json", std::string(kManifest)},
                                     {"ValueSet-j.json", std::string(kJsonSet)},
                                     {"example/ValueSet-e.json", std::string(kJsonSet)},
                                     {"Patient-p.json", R"({"resourceType": "Patient"})"},
                                     {"anything.xml", std::string(kXmlSet)}});
  const auto package = Package::open(folder_.write("a.b-1.2.0.tgz", tgz));

  ASSERT_THAT(package, test::IsOk());
  EXPECT_EQ(package->manifest().id(), "a.b#1.2.0");
  EXPECT_THAT(urls(*package), ElementsAre("urn:j", "urn:x"));
  const auto read = read_of(*package, package->entries()[1]);
  ASSERT_THAT(read, test::IsOk());
  EXPECT_EQ(read->id(), "x");
}

TEST_F(PackageTest, OpensATgzWhoseFolderHasAnotherName) {
  const std::string tgz =
      test::gzip(test::tar_entry("other/ValueSet-o.json", kJsonSet) +
                 test::tar_entry("repo-1.0/ValueSet-j.json", kJsonSet) +
                 test::tar_entry("repo-1.0/package.json", kManifest) + test::tar_end());
  const auto package = Package::from_tgz(tgz, "repo.tgz");

  ASSERT_THAT(package, test::IsOk());
  EXPECT_THAT(urls(*package), ElementsAre("urn:j"));
}

TEST_F(PackageTest, RefusesWhatHoldsNoManifest) {
  EXPECT_THAT(Package::open(folder_ / "nowhere"), test::FailsWithId("PACKAGE-MISSING"));
  EXPECT_THAT(Package::open(folder_.path()), test::FailsWithId("PACKAGE-MISSING"));
  EXPECT_THAT(Package::from_tgz(test::tgz({{"a.json", "{}"}}), "a.tgz"),
              test::FailsWithId("PACKAGE-MISSING"));
  EXPECT_THAT(Package::from_tgz(test::tgz({{"package.json", "{}"}}), "a.tgz"),
              test::FailsWithId("PACKAGE-MANIFEST"));
  EXPECT_THAT(Package::from_tgz("text", "a.tgz"), test::FailsWithId("ARCHIVE-DAMAGED"));
}

TEST_F(PackageTest, FindsResourcesByTypeAndUrl) {
  write("");
  folder_.write("b.json", R"({"resourceType": "CodeSystem", "url": "urn:j", "status": "draft"})");
  const auto package = Package::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());

  EXPECT_THAT(package->of_type("ValueSet"), SizeIs(2));
  ASSERT_THAT(package->find("ValueSet", "urn:j"), SizeIs(1));
  EXPECT_EQ(package->find("ValueSet", "urn:j")[0].file, "ValueSet-j.json");
  EXPECT_EQ(package->find("CodeSystem", "urn:j")[0].file, "b.json");
  EXPECT_THAT(package->find("CodeSystem", "urn:x"), IsEmpty());
  EXPECT_THAT(package->of_type("ConceptMap"), IsEmpty());
}

TEST_F(PackageTest, NotesFilesThatItCannotLookInto) {
  write("");
  folder_.write("ValueSet-broken.json", "{");
  const auto package = Package::open(folder_.path());

  ASSERT_THAT(package, test::IsOk());
  ASSERT_THAT(package->issues().issues(), SizeIs(1));
  EXPECT_EQ(package->issues().issues()[0].id, "PACKAGE-FILE");
  EXPECT_THAT(package->issues().issues()[0].text, testing::HasSubstr("ValueSet-broken.json"));
  EXPECT_FALSE(package->issues().has_errors());
}

TEST_F(PackageTest, ReadsResourcesOfBothFormats) {
  write("");
  const auto definitions = Definitions::load(GATEWAY_DEFINITIONS);
  const auto package = Package::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());

  fhir::IssueLog findings;
  const auto json = package->read(package->entries()[0], (*definitions)->types(), findings);
  const auto xml = package->read(package->entries()[1], (*definitions)->types(), findings);

  ASSERT_THAT(json, test::IsOk());
  ASSERT_THAT(xml, test::IsOk());
  EXPECT_EQ(json->root().child("url").value(), "urn:j");
  EXPECT_EQ(xml->root().child("url").value(), "urn:x");
  EXPECT_TRUE(findings.empty());
}

TEST_F(PackageTest, SaysWhichFileIsNoResource) {
  write("");
  folder_.write("ValueSet-cut.xml", "<ValueSet><url value='urn:cut'/><status value='draft'/>");
  const auto definitions = Definitions::load(GATEWAY_DEFINITIONS);
  const auto package = Package::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());

  fhir::IssueLog findings;
  const auto cut =
      package->read(package->find("ValueSet", "urn:cut")[0], (*definitions)->types(), findings);

  ASSERT_THAT(cut, test::FailsWithId("DEFS-RESOURCE"));
  EXPECT_THAT(cut.error().message, testing::HasSubstr("ValueSet-cut.xml"));
}

TEST_F(PackageTest, PassesOverAFolderThatIsNamedLikeAFile) {
  write("");
  std::filesystem::create_directory(folder_ / "ValueSet-folder.json");

  EXPECT_THAT(Package::open(folder_.path()), test::IsOk());
}

TEST_F(PackageTest, IsUnchangedWhenNobodyWritesInIt) {
  write("");
  const auto package = Package::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());

  EXPECT_THAT(package->check_unchanged(), test::IsOk());
}

TEST_F(PackageTest, NoticesAFileThatIsAdded) {
  write("");
  const auto package = Package::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());
  folder_.write("ValueSet-new.json", kJsonSet);

  EXPECT_THAT(package->check_unchanged(), test::FailsWithId("PACKAGE-CHANGED"));
}

TEST_F(PackageTest, NoticesAFileThatIsRemoved) {
  write("");
  const auto package = Package::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());
  std::filesystem::remove(folder_ / "anything.xml");

  EXPECT_THAT(package->check_unchanged(), test::FailsWithId("PACKAGE-CHANGED"));
}

TEST_F(PackageTest, NoticesAFileThatGrows) {
  write("package/");
  const auto package = Package::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());
  folder_.write("package/anything.xml", std::string(kXmlSet) + "\n");

  EXPECT_THAT(package->check_unchanged(), test::FailsWithId("PACKAGE-CHANGED"));
}

TEST_F(PackageTest, NoticesThatTheFolderIsGone) {
  write("");
  const auto package = Package::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());
  std::filesystem::remove(folder_ / "package.json");

  EXPECT_THAT(package->check_unchanged(), test::FailsWithId("PACKAGE-MISSING"));
}

TEST_F(PackageTest, SaysWhichFileVanished) {
  write("");
  const auto package = Package::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());
  std::filesystem::remove(folder_ / "anything.xml");

  EXPECT_THAT(read_of(*package, package->find("ValueSet", "urn:x")[0]),
              test::FailsWithId("PACKAGE-FILE-MISSING"));
}

TEST(CorePackageTest, HasEveryDefinitionOfR4) {
  const auto package = Package::open(GATEWAY_CORE_PACKAGE);

  ASSERT_THAT(package, test::IsOk());
  EXPECT_EQ(package->manifest().id(), "hl7.fhir.r4.corexml#4.0.1");
  EXPECT_TRUE(package->issues().empty());
  EXPECT_THAT(package->of_type("StructureDefinition"), SizeIs(658));
  EXPECT_THAT(package->of_type("ValueSet"), SizeIs(1316));
  EXPECT_THAT(package->of_type("CodeSystem"), SizeIs(1062));
  EXPECT_THAT(package->of_type("SearchParameter"), SizeIs(1400));
  const auto patient =
      package->find("StructureDefinition", "http://hl7.org/fhir/StructureDefinition/Patient");
  ASSERT_THAT(patient, SizeIs(1));
  EXPECT_EQ(patient[0].key.defined_type, "Patient");
  EXPECT_EQ(patient[0].key.kind, "resource");
  EXPECT_EQ(patient[0].key.derivation, "specialization");
}

}  // namespace
}  // namespace gateway::conformance
