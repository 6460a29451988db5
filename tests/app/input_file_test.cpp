#include "gateway/app/cli/input_file.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/small_types.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::app {
namespace {

using codec::Format;
using test::FailsWithId;
using test::IsOk;
using test::TemporaryFolder;
using ::testing::ElementsAre;

class InputFileTest : public ::testing::Test {
 protected:
  void write(const std::string& name, std::string_view text = "{}") {
    std::filesystem::create_directories((folder_ / name).parent_path());
    folder_.write(name, text);
  }
  // Names below the folder, and the ids of those that are refused.
  std::vector<std::string> listed(const std::string& below = "") {
    const std::string top = below.empty() ? folder_.path().string() : (folder_ / below).string();
    std::vector<std::string> names;
    for (const Input& input : list_inputs({&top, 1})) {
      names.push_back(input.refused
                          ? std::string(input.refused->id)
                          : std::filesystem::relative(input.name, folder_.path()).string());
    }
    return names;
  }

  TemporaryFolder folder_;
  std::istringstream no_input_;
};

TEST_F(InputFileTest, FolderGivesItsJsonAndXmlFilesSortedByPath) {
  for (const char* name : {"b.xml", "a.json", "inner/deep/c.JSON", "inner/d.xml", "z.txt", "noend"})
    write(name);

  EXPECT_THAT(listed(), ElementsAre("a.json", "b.xml", "inner/d.xml", "inner/deep/c.JSON"));
}

TEST_F(InputFileTest, FilesOfNpmAndHiddenOnesArePassedOver) {
  for (const char* name : {"package.json",
                           "package-lock.json",
                           ".index.json",
                           ".git/a.json",
                           "node_modules/x/a.json",
                           "a.json"})
    write(name);

  EXPECT_THAT(listed(), ElementsAre("a.json"));
}

TEST_F(InputFileTest, FolderWithoutSuchFilesIsAnError) {
  write("readme.txt");

  EXPECT_THAT(listed(), ElementsAre("CLI-FOLDER-EMPTY"));
}

TEST_F(InputFileTest, LinkToAFolderAboveIsNotFollowed) {
  write("inner/a.json");
  std::filesystem::create_directory_symlink(folder_.path(), folder_ / "inner" / "loop");

  EXPECT_THAT(listed(), ElementsAre("inner/a.json"));
}

TEST_F(InputFileTest, PipeInAFolderIsPassedOver) {
  write("a.json");
  ASSERT_EQ(::mkfifo((folder_ / "pipe.json").c_str(), 0600), 0);

  EXPECT_THAT(listed(), ElementsAre("a.json"));
}

TEST_F(InputFileTest, LinkThatLeadsNowhereIsTakenSoThatItIsReported) {
  std::filesystem::create_symlink(folder_ / "missing.json", folder_ / "link.json");

  const std::string top = folder_.path().string();
  const auto inputs = list_inputs({&top, 1});

  ASSERT_EQ(inputs.size(), 1U);
  EXPECT_THAT(read_input(inputs[0].name, no_input_), FailsWithId("CLI-FILE"));
}

TEST_F(InputFileTest, FolderOfAsManyFilesAsTheLimitIsTaken) {
  for (const char* name : {"a.json", "b.json", "inner/c.json"})
    write(name);
  const std::string top = folder_.path().string();

  EXPECT_EQ(list_inputs({&top, 1}, 3).size(), 3U);
}

TEST_F(InputFileTest, FolderOfOneFileMoreIsRefused) {
  for (const char* name : {"a.json", "b.json", "inner/c.json"})
    write(name);
  const std::string top = folder_.path().string();

  const auto inputs = list_inputs({&top, 1}, 2);

  ASSERT_EQ(inputs.size(), 1U);
  ASSERT_TRUE(inputs[0].refused);
  EXPECT_EQ(inputs[0].refused->id, "CLI-FOLDER");
}

TEST_F(InputFileTest, FileIsTakenAsItIsNamed) {
  write("resource.txt");

  EXPECT_THAT(listed("resource.txt"), ElementsAre("resource.txt"));
  EXPECT_THAT(listed("missing.json"), ElementsAre("missing.json"));
}

TEST_F(InputFileTest, ReadsAFile) {
  write("a.json", "{\"a\":1}");

  EXPECT_EQ(read_input((folder_ / "a.json").string(), no_input_).value(), "{\"a\":1}");
}

TEST_F(InputFileTest, ReadsStandardInput) {
  std::istringstream in("<Patient/>");

  EXPECT_EQ(read_input("-", in).value(), "<Patient/>");
}

TEST_F(InputFileTest, MissingFileAndFolderAreRefused) {
  EXPECT_THAT(read_input((folder_ / "missing.json").string(), no_input_), FailsWithId("CLI-FILE"));
  EXPECT_THAT(read_input(folder_.path().string(), no_input_), FailsWithId("CLI-FILE"));
}

TEST_F(InputFileTest, FileOfJustTheLimitIsRead) {
  write("large.json", " ");
  std::filesystem::resize_file(folder_ / "large.json", kMaxInputBytes);

  const auto text = read_input((folder_ / "large.json").string(), no_input_);

  ASSERT_THAT(text, IsOk());
  EXPECT_EQ(text->size(), kMaxInputBytes);
}

TEST_F(InputFileTest, FileOfOneByteMoreIsRefused) {
  write("large.json", " ");
  std::filesystem::resize_file(folder_ / "large.json", kMaxInputBytes + 1);

  EXPECT_THAT(read_input((folder_ / "large.json").string(), no_input_), FailsWithId("CLI-SIZE"));
}

TEST_F(InputFileTest, AnotherLimitMaySetHowLargeAFileIs) {
  write("a.json", "abcd");

  EXPECT_TRUE(read_input((folder_ / "a.json").string(), no_input_, 4));
  EXPECT_THAT(read_input((folder_ / "a.json").string(), no_input_, 3), FailsWithId("CLI-SIZE"));
}

TEST_F(InputFileTest, FileWithoutEndIsRefused) {
  EXPECT_THAT(read_input("/dev/zero", no_input_), FailsWithId("CLI-SIZE"));
}

TEST(FormatOfTest, TheFirstCharacterDecides) {
  EXPECT_EQ(format_of(" \r\n\t{\"a\":1}", "a.xml"), Format::json);
  EXPECT_EQ(format_of("\xEF\xBB\xBF\n<?xml", "a.json"), Format::xml);
}

TEST(FormatOfTest, TheNameDecidesWhereTheTextDoesNot) {
  EXPECT_EQ(format_of("", "a.JSON"), Format::json);
  EXPECT_EQ(format_of("resource", "a.xml"), Format::xml);
  EXPECT_EQ(format_of("resource", "-"), std::nullopt);
}

TEST(ReadResourceTest, ReadsBothFormats) {
  fhir::IssueLog findings;

  const auto json =
      read_resource(R"({"resourceType":"Patient"})", "-", test::small_types(), findings);
  const auto xml = read_resource(
      R"(<Patient xmlns="http://hl7.org/fhir"/>)", "-", test::small_types(), findings);

  ASSERT_THAT(json, IsOk());
  EXPECT_EQ(json->format, Format::json);
  ASSERT_THAT(xml, IsOk());
  EXPECT_EQ(xml->format, Format::xml);
  EXPECT_TRUE(findings.empty());
}

TEST(ReadResourceTest, TextThatIsNeitherIsRefused) {
  fhir::IssueLog findings;

  EXPECT_THAT(read_resource("hello", "-", test::small_types(), findings),
              FailsWithId("CLI-FORMAT"));
}

}  // namespace
}  // namespace gateway::app
