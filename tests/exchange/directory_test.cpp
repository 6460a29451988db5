// Who calls, and for whom. architecture.md, 5d; security.md, T4.
#include "tests/exchange/exchange_fixture.hpp"

namespace gateway::exchange::test {
namespace {

security::ClientIdentity identity(std::string issuer, std::string hsa_id) {
  return {std::move(issuer), std::move(hsa_id), "f00d", {}};
}

TEST(DirectoryTest, ASystemOfOneUnitActsForItWithoutNamingIt) {
  const auto caller = make_directory()->identify(identity("CN=Test CA", "SE2321000016-BUPSYS"), "");

  ASSERT_THAT(caller, IsOk());
  EXPECT_EQ(caller->org, kBup);
  EXPECT_EQ(caller->organization_id, "bup");
  EXPECT_EQ(caller->certificate, "f00d");
  EXPECT_FALSE(caller->person.has_value());
}

TEST(DirectoryTest, ASystemOfSeveralUnitsNamesOne) {
  const auto directory = make_directory();
  const auto system = identity("CN=Test CA", "SE2120000142-SYS1");

  EXPECT_THAT(directory->identify(system, ""), FailsWith(ErrorKind::invalid));
  ASSERT_THAT(directory->identify(system, "SE2120000142-SOC1"), IsOk());
  EXPECT_EQ(directory->identify(system, "SE2120000142-SOC1")->org, kSocial);
}

TEST(DirectoryTest, AUnitThatIsNotListedIsForbidden) {
  EXPECT_THAT(
      make_directory()->identify(identity("CN=Test CA", "SE2120000142-SYS1"), "SE2321000016-BUP1"),
      FailsWith(ErrorKind::forbidden));
}

TEST(DirectoryTest, TheIssuerIsPartOfTheIdentity) {
  EXPECT_THAT(make_directory()->identify(identity("CN=Other CA", "SE2321000016-BUPSYS"), ""),
              FailsWith(ErrorKind::unauthenticated));
}

TEST(DirectoryTest, AServiceMeansItsUnit) {
  const auto directory = make_directory();

  EXPECT_EQ(directory->find_by_reference("HealthcareService/bup-service")->key, kBup);
  EXPECT_EQ(directory->find_by_reference("Organization/school")->key, kSchool);
  EXPECT_EQ(directory->find_by_reference("Organization/"), nullptr);
  EXPECT_EQ(directory->find_by_reference("Practitioner/bup"), nullptr);
}

}  // namespace
}  // namespace gateway::exchange::test
