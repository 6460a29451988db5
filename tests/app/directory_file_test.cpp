#include "gateway/app/directory_file.hpp"

#include <fstream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::app {
namespace {

using test::FailsWithId;
using test::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kWhole = R"(units:
  - hsa_id: SE2321000016-BUP1
    id: org-bup
    name: BUP
    kind: bup
    secrecy: region
    services: [service-bup]
    endpoint:
      url: https://bup.example/fhir/$process-message
      system: SE2321000016-SYS1
  - hsa_id: SE2120000142-SKO1
    id: org-school
    name: Skolan
    kind: school
    secrecy: school
systems:
  - issuer: CN=X
    hsa_id: SE2321000016-SYS1
    units: [SE2321000016-BUP1]
)";

class DirectoryFileTest : public ::testing::Test {
 protected:
  Result<DirectoryFile> load(std::string_view text) {
    std::ofstream(folder_.path() / "directory.yaml") << text;
    return load_directory(folder_.path() / "directory.yaml");
  }
  // The whole file with one thing replaced.
  Result<DirectoryFile> load_with(std::string_view what, std::string_view with) {
    std::string text(kWhole);
    text.replace(text.find(what), what.size(), with);
    return load(text);
  }

  test::TemporaryFolder folder_;
};

TEST_F(DirectoryFileTest, ReadsUnitsEndpointsAndSystems) {
  const auto directory = load(kWhole);

  ASSERT_THAT(directory, IsOk());
  ASSERT_EQ(directory->units.size(), 2U);
  EXPECT_EQ(directory->units[0].endpoint->system_hsa_id, "SE2321000016-SYS1");
  EXPECT_FALSE(directory->units[1].endpoint.has_value());
  EXPECT_THAT(directory->systems[0].units, ElementsAre("SE2321000016-BUP1"));
}

struct BadFile {
  std::string_view name;
  std::string_view what;
  std::string_view with;
};
class DirectoryBadFileTest : public DirectoryFileTest,
                             public ::testing::WithParamInterface<BadFile> {};

TEST_P(DirectoryBadFileTest, IsRefused) {
  EXPECT_THAT(load_with(GetParam().what, GetParam().with), FailsWithId("DIRECTORY-FILE"));
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    DirectoryBadFileTest,
    ::testing::Values(
        BadFile{"NoHsaId", "SE2120000142-SKO1\n", "skolan\n"},
        BadFile{"HsaIdTwice", "SE2120000142-SKO1", "SE2321000016-BUP1"},
        BadFile{"IdTwice", "org-school", "org-bup"},
        BadFile{"UnknownKind", "kind: school", "kind: skola"},
        BadFile{"UnknownSecrecy", "secrecy: school", "secrecy: none"},
        BadFile{"UnknownKey", "name: Skolan", "nmae: Skolan"},
        BadFile{"MissingName", "    name: Skolan\n", ""},
        BadFile{"PlainHttp", "https://bup", "http://bup"},
        BadFile{"UnknownUnitOfASystem", "units: [SE2321000016-BUP1]", "units: [SE2321000016-BUP9]"},
        BadFile{"NotYaml", "units:\n", "units: [\n"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(DirectoryFileTest, SaysInWhichLineAnUnknownKeyStands) {
  const auto directory = load_with("name: Skolan", "nmae: Skolan\n    name: S");

  ASSERT_THAT(directory, FailsWithId("DIRECTORY-FILE"));
  EXPECT_THAT(directory.error().message, HasSubstr("directory.yaml:13: unknown key"));
}

}  // namespace
}  // namespace gateway::app
