// Compiled packages: what was published comes back, and a damaged file is refused.
#include "gateway/conformance/packages/package_image.hpp"

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/codec/json_writer.hpp"
#include "gateway/conformance/array_file.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/packages/package_cache.hpp"
#include "gateway/conformance/packages/package_compiler.hpp"

#include "tests/conformance/package_files.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::conformance {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kManifest =
    R"({"name": "a.b", "version": "1.2.0", "dependencies": {"hl7.fhir.r4.core": "4.0.1"}})";
constexpr std::string_view kValueSet =
    R"({"resourceType": "ValueSet", "id": "v", "url": "urn:v", "version": "1", "status": "draft",
        "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">v</div>"},
        "_name": {"extension": [{"url": "urn:e", "valueDecimal": 1.50}]},
        "compose": {"include": [{"system": "urn:s", "concept": [{"code": "a"}, {"code": "a"}]}]}})";
constexpr std::string_view kSupplement =
    R"({"resourceType": "CodeSystem", "url": "urn:s", "status": "draft", "content": "supplement"})";
constexpr std::string_view kProfile =
    R"({"resourceType": "StructureDefinition", "url": "urn:p", "name": "P", "status": "draft",
        "kind": "resource", "abstract": false, "type": "Patient", "derivation": "constraint",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
        "differential": {"element": [{"id": "Patient.name", "path": "Patient.name", "min": 1}]}})";

class PackageImageTest : public testing::Test {
 protected:
  PackageImageTest() : definitions_(Definitions::load(GATEWAY_DEFINITIONS).value()) {}

  static std::string packed(std::string_view manifest = kManifest) {
    return test::tgz({{"package.json", std::string(manifest)},
                      {"v.json", std::string(kValueSet)},
                      {"s.json", std::string(kSupplement)},
                      {"p.json", std::string(kProfile)}});
  }
  std::string image_of(const Package& package) const {
    return compile_alone(package, definitions_->types(), definitions_->checksum()).value().image;
  }
  // The bytes live as long as what is read from them.
  Result<std::shared_ptr<const PackageImage>> open(std::string_view image) const {
    const auto memory = std::make_shared<std::vector<std::uint64_t>>(image.size() / 8 + 1);
    std::memcpy(memory->data(), image.data(), image.size());
    return PackageImage::open(
        std::as_bytes(std::span(*memory)).first(image.size()), memory, definitions_->checksum());
  }
  std::string json(const Package& package, const PackageEntry& entry) const {
    fhir::IssueLog findings;
    return codec::to_json(package.read(entry, definitions_->types(), findings).value());
  }

  std::unique_ptr<const Definitions> definitions_;
};

TEST_F(PackageImageTest, GivesBackWhatWasPublishedButForItsNarrative) {
  const Package published = Package::from_tgz(packed(), "a.tgz").value();
  const auto image = open(image_of(published));
  ASSERT_THAT(image, test::IsOk());
  const auto compiled = (*image)->package(0);

  ASSERT_THAT(compiled, test::IsOk());
  EXPECT_EQ(compiled->manifest().id(), "a.b#1.2.0");
  ASSERT_THAT(compiled->manifest().dependencies, SizeIs(1));
  ASSERT_EQ(compiled->entries().size(), published.entries().size());
  for (std::size_t i = 0; i < published.entries().size(); ++i) {
    EXPECT_EQ(compiled->entries()[i].key.url, published.entries()[i].key.url);
    EXPECT_EQ(compiled->entries()[i].file, published.entries()[i].file);
  }
  EXPECT_EQ(compiled->find("CodeSystem", "urn:s").front().key.content, "supplement");
  const std::string value_set = json(*compiled, compiled->find("ValueSet", "urn:v").front());
  EXPECT_THAT(value_set, HasSubstr(R"("valueDecimal":1.50)"));
  EXPECT_THAT(value_set, HasSubstr(R"([{"code":"a"},{"code":"a"}])"));
  EXPECT_THAT(value_set, Not(HasSubstr("narrative")));
  EXPECT_THAT(value_set, Not(HasSubstr("div")));
  EXPECT_EQ(json(*compiled, compiled->find("StructureDefinition", "urn:p").front()),
            json(published, published.find("StructureDefinition", "urn:p").front()));
}

TEST_F(PackageImageTest, ResourceOutlivesItsPackageAndItsImage) {
  std::optional<fhir::Resource> kept;
  {
    const auto image = open(image_of(Package::from_tgz(packed(), "a.tgz").value()));
    const Package package = (*image)->package(0).value();
    fhir::IssueLog findings;
    kept = package.read(package.find("ValueSet", "urn:v").front(), definitions_->types(), findings)
               .value();
  }

  EXPECT_EQ(kept->root().child("url").value(), "urn:v");
}

TEST_F(PackageImageTest, SameContentGivesTheSameBytes) {
  const Package package = Package::from_tgz(packed(), "a.tgz").value();

  EXPECT_EQ(image_of(package), image_of(package));
}

TEST_F(PackageImageTest, PackageMadeForOtherDefinitionsIsRefused) {
  const Package package = Package::from_tgz(packed(), "a.tgz").value();
  const auto other =
      compile_alone(package, definitions_->types(), definitions_->checksum() + 1).value().image;

  EXPECT_THAT(open(other), test::FailsWithId("DEFS-VERSION"));
}

TEST_F(PackageImageTest, EverySingleChangedByteAndEveryCutIsRefused) {
  const std::string image = image_of(Package::from_tgz(packed(), "a.tgz").value());
  for (std::size_t at = 0; at < image.size(); ++at) {
    std::string changed = image;
    changed[at] = static_cast<char>(changed[at] ^ 0x40);
    EXPECT_FALSE(open(changed).has_value()) << at;
    EXPECT_FALSE(open(std::string_view(image).substr(0, at)).has_value()) << at;
  }
}

// Changes with a checksum that fits: refused when the file is opened or a tree is read, or read
// without leading outside, which the sanitizers would show.
TEST_F(PackageImageTest, StaysInsideWhateverTheRowsHold) {
  const std::string image = image_of(Package::from_tgz(packed(), "a.tgz").value());
  std::mt19937 random(20261123);
  std::size_t refused = 0;
  std::size_t read = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string changed = image;
    constexpr std::size_t kHeader = sizeof(ArrayFileHeader);
    for (int change = 0; change < 3; ++change)
      changed[kHeader + random() % (image.size() - kHeader)] = static_cast<char>(random());
    const auto sum = checksum_of(std::as_bytes(std::span(changed)).subspan(kChecksummedFrom));
    std::memcpy(changed.data() + offsetof(ArrayFileHeader, checksum), &sum, sizeof(sum));

    const auto opened = open(changed);
    for (std::size_t i = 0; opened && i < (*opened)->size(); ++i) {
      const auto package = (*opened)->package(i);
      for (std::size_t at = 0; package && at < package->entries().size(); ++at) {
        fhir::IssueLog findings;
        const auto resource =
            package->read(package->entries()[at], definitions_->types(), findings);
        ++(resource ? read : refused);
        EXPECT_TRUE(resource || resource.error().id == "DEFS-DAMAGED");
      }
    }
  }
  EXPECT_GT(refused, 0U);
  EXPECT_GT(read, 0U);
}

// Small as it is, it would be as large as its size says.
TEST_F(PackageImageTest, ElementThatIsBelowItselfIsRefused) {
  const fhir::TypeTable& types = definitions_->types();
  const TreeRow row{.children = 0,
                    .child_count = 1,
                    .name = types.find_name("contact"),
                    .type = types.find_type("Patient.contact")};
  const std::vector<TreeRow> rows = {row};
  fhir::Arena arena(types);

  EXPECT_THAT(read_tree({rows, ""}, row, kMaxTreeElements, arena),
              test::FailsWithId("DEFS-DAMAGED"));
  EXPECT_LT(arena.bytes(), 100'000U);
}

TEST_F(PackageImageTest, DefinitionsHoldThePackagesThatTheyWereMadeOf) {
  const auto packages = definitions_->packages();

  ASSERT_THAT(packages, test::IsOk());
  ASSERT_THAT(*packages, SizeIs(4));
  EXPECT_EQ(packages->front().manifest().id(), "hl7.fhir.r4.corexml#4.0.1");
  const auto ours = packages->back().of_type("StructureDefinition");
  ASSERT_FALSE(ours.empty());
  for (const PackageEntry& entry : ours) {
    fhir::IssueLog findings;
    const auto profile = packages->back().read(entry, definitions_->types(), findings);
    ASSERT_THAT(profile, test::IsOk());
    EXPECT_TRUE(profile->root().child("snapshot")) << entry.file;
  }
}

// What was published and what was compiled, resource by resource.
TEST_F(PackageImageTest, CoreOfR4ComesBackWhole) {
  const Package published = Package::open(GATEWAY_CORE_PACKAGE).value();
  const auto packages = definitions_->packages();
  ASSERT_THAT(packages, test::IsOk());
  const Package& compiled = packages->front();
  ASSERT_EQ(compiled.entries().size(), published.entries().size());

  for (std::size_t i = 0; i < published.entries().size(); i += 97) {
    fhir::IssueLog findings;
    const PackageEntry& entry = published.entries()[i];
    const auto before = published.read(entry, definitions_->types(), findings);
    const auto after = compiled.read(compiled.entries()[i], definitions_->types(), findings);
    ASSERT_THAT(before, test::IsOk());
    ASSERT_THAT(after, test::IsOk());
    for (const fhir::Node part : before->root().children()) {
      if (part.name() == "text") continue;
      const auto same = after->root().children(part.name_id());
      ASSERT_FALSE(same.empty()) << entry.file << ' ' << part.name();
      EXPECT_EQ(same.size(), before->root().children(part.name_id()).size()) << entry.file;
    }
  }
}

class PackageCacheTest : public PackageImageTest {
 protected:
  Result<Package> open_here(std::string_view tgz) const {
    return open_cached(folder_.write("a.tgz", tgz), *definitions_, cache_);
  }
  std::vector<std::filesystem::path> kept() const {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(cache_, error))
      files.push_back(file.path());
    return files;
  }

  test::TemporaryFolder folder_;
  const std::filesystem::path cache_ = folder_ / "kept" / "packages";
};

TEST_F(PackageCacheTest, PackageIsCompiledOnceForItsContent) {
  ASSERT_THAT(open_here(packed()), test::IsOk());
  ASSERT_THAT(kept(), SizeIs(1));
  const auto written = std::filesystem::last_write_time(kept().front());

  const auto again = open_here(packed());

  ASSERT_THAT(again, test::IsOk());
  EXPECT_THAT(again->find("ValueSet", "urn:v"), SizeIs(1));
  EXPECT_EQ(std::filesystem::last_write_time(kept().front()), written);
  ASSERT_THAT(open_here(packed(R"({"name": "a.b", "version": "2.0.0"})")), test::IsOk());
  EXPECT_THAT(kept(), SizeIs(2));
}

TEST_F(PackageCacheTest, DamagedFileIsMadeAgain) {
  ASSERT_THAT(open_here(packed()), test::IsOk());
  const auto file = kept().front();
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);

  const auto again = open_here(packed());

  ASSERT_THAT(again, test::IsOk());
  EXPECT_THAT(again->find("ValueSet", "urn:v"), SizeIs(1));
  EXPECT_THAT(open(test::read_text_file(file)), test::IsOk());
}

TEST_F(PackageCacheTest, PackageIsUsedWhereNothingCanBeWritten) {
  folder_.write("kept", "a file where the folder should be");

  const auto package = open_here(packed());

  ASSERT_THAT(package, test::IsOk());
  EXPECT_THAT(package->find("ValueSet", "urn:v"), SizeIs(1));
}

TEST_F(PackageCacheTest, PackageWithSomethingAmissIsToldOfEachTime) {
  const std::string tgz = test::tgz({{"package.json", std::string(kManifest)}, {"a.json", "{"}});

  for (int round = 0; round < 2; ++round) {
    const auto package = open_here(tgz);
    ASSERT_THAT(package, test::IsOk());
    EXPECT_THAT(package->issues().issues(), SizeIs(1));
  }
  EXPECT_THAT(kept(), IsEmpty());
}

}  // namespace
}  // namespace gateway::conformance
