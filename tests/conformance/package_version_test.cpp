// Which version is newer, and which one a reference or a dependency means.
// Sources: semver.org 2.0.0, section 11; FHIR R5, references.html#canonical.
#include "gateway/conformance/packages/package_version.hpp"

#include <string_view>
#include <vector>

#include <gmock/gmock.h>

namespace gateway::conformance {
namespace {

TEST(PackageVersionTest, OrdersVersionsFromOldToNew) {
  const std::vector<std::string_view> ordered{
      "",           "10-x",         "2019-11-01",    "2020-02-30",    "a",
      "b",          "0.9",          "1.0.0-alpha",   "1.0.0-alpha.1", "1.0.0-alpha.beta",
      "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",    "1.0.0",
      "1.0.1",      "1.2",          "1.10.0",        "4.0.1",         "99999999999999999999999.0"};

  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(compare_versions(ordered[i], ordered[j]), i <=> j)
          << ordered[i] << " and " << ordered[j];
    }
  }
}

TEST(PackageVersionTest, ComparesPlainNumbersByTheirValue) {
  EXPECT_TRUE(compare_versions("9", "10") < 0);
  EXPECT_TRUE(compare_versions("20201231", "20210101") < 0);
}

TEST(PackageVersionTest, TakesAMissingNumberForZeroAndIgnoresBuilds) {
  EXPECT_TRUE(compare_versions("1.0", "1.0.0") == 0);
  EXPECT_TRUE(compare_versions("1.0.0+build.5", "1.0.0") == 0);
}

struct MatchRow {
  std::string_view asked;
  std::string_view version;
  bool matches;
};

TEST(PackageVersionTest, MatchesAVersionByItsBeginning) {
  constexpr MatchRow kRows[] = {
      {"4.0.1", "4.0.1", true},
      {"4.0", "4.0.1", true},
      {"4", "4.0.1", true},
      {"4.0", "4.01.1", false},
      {"4.0", "4.1.0", false},
      {"4.0.1", "4.0", false},
      {"4.0.x", "4.0.1", true},
      {"4.*", "4.3.0", true},
      {"4.x.1", "4.3.2", false},
      {"4.0.1", "4.0.10", false},
      {"4.0.1", "4.0.1-ci", false},
      {"4.0", "4.0.1-ci", true},
      {"", "4.0.1", true},
      {"4.0.1", "", false},
      {"20", "2020-01-01", false},
  };

  for (const MatchRow& row : kRows) {
    EXPECT_EQ(version_matches(row.asked, row.version), row.matches)
        << row.asked << " and " << row.version;
  }
}

TEST(PackageVersionTest, MatchesDependenciesAsNpmDoes) {
  constexpr MatchRow kRows[] = {
      {"latest", "1.0.0", true},
      {"current", "1.0.0", true},
      {"", "1.0.0", true},
      {"*", "1.0.0", true},
      {"1.0.x", "1.0.7", true},
      {"^1.2.0", "1.9.0", true},
      {"^1.2.0", "1.1.0", false},
      {"^1.2.0", "2.0.0", false},
      {"^0.2.0", "0.2.5", true},
      {"^0.2.0", "0.3.0", false},
      {"~1.2.3", "1.2.9", true},
      {"~1.2.3", "1.3.0", false},
      {"~1.2", "1.2.0", true},
      {">=1.2.0", "3.0.0", true},
      {">= 1.2.0", "1.1.9", false},
      {"1.2.0", "1.3.0", false},
      {"file:../here", "1.0", false},
  };

  for (const MatchRow& row : kRows) {
    EXPECT_EQ(dependency_matches(row.asked, row.version), row.matches)
        << row.asked << " and " << row.version;
  }
}

TEST(PackageVersionTest, TakesACanonicalApart) {
  const Canonical whole = split_canonical("http://a/b|1.0#part");
  EXPECT_EQ(whole.url, "http://a/b");
  EXPECT_EQ(whole.version, "1.0");
  EXPECT_EQ(whole.fragment, "part");

  const Canonical bare = split_canonical("http://a/b");
  EXPECT_EQ(bare.url, "http://a/b");
  EXPECT_EQ(bare.version, "");
}

}  // namespace
}  // namespace gateway::conformance
