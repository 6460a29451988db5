// The file of definitions is replaced by a whole one or stays as it was.
#include "gateway/conformance/definition_writer.hpp"

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <span>
#include <string>

#include <gmock/gmock.h>

#include "gateway/conformance/definitions.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::conformance {
namespace {

class DefinitionWriterTest : public testing::Test {
 protected:
  DefinitionWriterTest() {
    whole_.file = test::read_text_file(GATEWAY_DEFINITIONS);
    const auto content = from_file(std::as_bytes(std::span(whole_.file)));
    whole_.file.resize(whole_.file.size() - content->rest.size());
  }

  std::ptrdiff_t file_count() const {
    return std::distance(std::filesystem::directory_iterator(folder_.path()), {});
  }

  test::TemporaryFolder folder_;
  const std::filesystem::path target_ = folder_ / "definitions.bin";
  CompiledDefinitions whole_;
};

TEST_F(DefinitionWriterTest, WritesAFileThatLoads) {
  ASSERT_THAT(replace_definitions(whole_, target_), test::IsOk());

  EXPECT_THAT(Definitions::load(target_), test::IsOk());
  EXPECT_EQ(file_count(), 1);
}

TEST_F(DefinitionWriterTest, LeavesTheOldFileToWhoHasItMapped) {
  ASSERT_THAT(replace_definitions(whole_, target_), test::IsOk());
  const auto old = Definitions::load(target_);
  ASSERT_THAT(old, test::IsOk());

  ASSERT_THAT(replace_definitions(whole_, target_), test::IsOk());

  EXPECT_NE((*old)->types().find_type("Patient"), fhir::kNoType);
  EXPECT_EQ(file_count(), 1);
}

TEST_F(DefinitionWriterTest, RefusesAPackageThatLacksSomething) {
  folder_.write("definitions.bin", "old");
  whole_.missing = {"Patient"};

  EXPECT_THAT(replace_definitions(whole_, target_), test::FailsWithId("PACKAGE-INCOMPLETE"));

  EXPECT_EQ(test::read_text_file(target_), "old");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(DefinitionWriterTest, RefusesTheDefinitionsOfAnEmptyPackage) {
  const test::TemporaryFolder package;
  package.write("package.json", R"({"name": "a", "version": "1.0.0"})");
  folder_.write("definitions.bin", "old");
  const auto compiled = compile_package(package.path());
  ASSERT_THAT(compiled, test::IsOk());

  EXPECT_THAT(replace_definitions(*compiled, target_), test::FailsWithId("DEFS-INCOMPLETE"));

  EXPECT_EQ(test::read_text_file(target_), "old");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(DefinitionWriterTest, RefusesAFileItCouldNotLoad) {
  folder_.write("definitions.bin", "old");
  whole_.file.pop_back();

  EXPECT_THAT(replace_definitions(whole_, target_), test::FailsWithId("DEFS-DAMAGED"));

  EXPECT_EQ(test::read_text_file(target_), "old");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(DefinitionWriterTest, SaysThatItCannotWrite) {
  EXPECT_THAT(replace_definitions(whole_, folder_ / "none" / "definitions.bin"),
              test::FailsWithId("DEFS-WRITE"));
}

TEST_F(DefinitionWriterTest, LeavesNothingBesideWhatItCannotReplace) {
  std::filesystem::create_directory(target_);

  EXPECT_THAT(replace_definitions(whole_, target_), test::FailsWithId("DEFS-WRITE"));

  EXPECT_EQ(file_count(), 1);
}

}  // namespace
}  // namespace gateway::conformance
