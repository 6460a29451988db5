// The folder of a FHIR package: what it finds, and that it notices who writes in it.
#include "gateway/conformance/package_folder.hpp"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::conformance {
namespace {

class PackageFolderTest : public testing::Test {
 protected:
  PackageFolderTest() {
    folder_.write("package.json", "{}");
    folder_.write("ValueSet-a.xml", R"(<ValueSet><url value="urn:a"/></ValueSet>)");
    folder_.write("ValueSet-b.xml", R"(<ValueSet><url value="urn:b"/></ValueSet>)");
  }

  test::TemporaryFolder folder_;
};

TEST_F(PackageFolderTest, FindsAResourceByItsUrl) {
  auto package = PackageFolder::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());

  EXPECT_EQ(package->find("ValueSet", "urn:b").value(), folder_ / "ValueSet-b.xml");
  EXPECT_EQ(package->find("ValueSet", "urn:c").value(), std::filesystem::path());
  EXPECT_EQ(package->find("CodeSystem", "urn:b").value(), std::filesystem::path());
}

TEST_F(PackageFolderTest, SaysWhichFileVanishedWhileItWasSearched) {
  auto package = PackageFolder::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());
  std::filesystem::remove(folder_ / "ValueSet-a.xml");

  EXPECT_THAT(package->find("ValueSet", "urn:b"), test::FailsWithId("PACKAGE-FILE-MISSING"));
}

TEST_F(PackageFolderTest, IsUnchangedWhenNobodyWritesInIt) {
  const auto package = PackageFolder::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());

  EXPECT_THAT(package->check_unchanged(), test::IsOk());
}

TEST_F(PackageFolderTest, NoticesAFileThatIsAdded) {
  const auto package = PackageFolder::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());
  folder_.write("ValueSet-c.xml", "<ValueSet/>");

  EXPECT_THAT(package->check_unchanged(), test::FailsWithId("PACKAGE-CHANGED"));
}

TEST_F(PackageFolderTest, NoticesAFileThatIsRemoved) {
  const auto package = PackageFolder::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());
  std::filesystem::remove(folder_ / "ValueSet-a.xml");

  EXPECT_THAT(package->check_unchanged(), test::FailsWithId("PACKAGE-CHANGED"));
}

TEST_F(PackageFolderTest, NoticesAFileThatGrows) {
  const auto package = PackageFolder::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());
  folder_.write("ValueSet-a.xml", R"(<ValueSet><url value="urn:a"/><name value="A"/></ValueSet>)");

  EXPECT_THAT(package->check_unchanged(), test::FailsWithId("PACKAGE-CHANGED"));
}

TEST_F(PackageFolderTest, NoticesThatTheFolderIsGone) {
  const auto package = PackageFolder::open(folder_.path());
  ASSERT_THAT(package, test::IsOk());
  std::filesystem::remove(folder_ / "package.json");

  EXPECT_THAT(package->check_unchanged(), test::FailsWithId("PACKAGE-MISSING"));
}

}  // namespace
}  // namespace gateway::conformance
