#include "gateway/rivta/person_id.hpp"

#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"

namespace gateway::rivta {
namespace {

using test::FailsWithId;
using test::IsOk;

constexpr std::string_view kPersonnummer = "1.2.752.129.2.1.3.1";
constexpr std::string_view kSamordningsnummer = "1.2.752.129.2.1.3.3";

// The public test persons of HL7 Sweden and Skatteverket.
class TestPersonTest : public testing::TestWithParam<const char*> {};

TEST_P(TestPersonTest, IsAccepted) {
  const auto id = read_person_id(kPersonnummer, GetParam());

  ASSERT_THAT(id, IsOk());
  EXPECT_EQ(id->system, "http://electronichealth.se/identifier/personnummer");
  EXPECT_EQ(id->value, GetParam());
  EXPECT_FALSE(id->is_temporary);
}

INSTANTIATE_TEST_SUITE_P(PersonIdTest,
                         TestPersonTest,
                         testing::Values("195009072553",
                                         "196101182803",
                                         "189002029800",
                                         "200302022389",
                                         "199002222397",
                                         "200001252386",
                                         "189602029812",
                                         "191212121212"));

TEST(PersonIdTest, TellsTheBirthDate) {
  EXPECT_EQ(read_person_id(kPersonnummer, "200302022389")->birth_date, "2003-02-02");
}

TEST(PersonIdTest, TakesSixtyOffTheDayOfASamordningsnummer) {
  const auto id = read_person_id(kSamordningsnummer, "197010632391");

  ASSERT_THAT(id, IsOk());
  EXPECT_EQ(id->system, "http://electronichealth.se/identifier/samordningsnummer");
  EXPECT_EQ(id->birth_date, "1970-10-03");
}

TEST(PersonIdTest, RefusesAWrongCheckDigit) {
  EXPECT_THAT(read_person_id(kPersonnummer, "191212121213"),
              FailsWithId("RIVTA-PERSON-ID-CHECK-DIGIT"));
  EXPECT_THAT(read_person_id(kSamordningsnummer, "196109732394"),
              FailsWithId("RIVTA-PERSON-ID-CHECK-DIGIT"));
}

TEST(PersonIdTest, RefusesADateThatDoesNotExist) {
  EXPECT_THAT(read_person_id(kPersonnummer, "201302302383"), FailsWithId("RIVTA-PERSON-ID-FORM"));
  EXPECT_THAT(read_person_id(kPersonnummer, "170001011234"), FailsWithId("RIVTA-PERSON-ID-FORM"));
}

TEST(PersonIdTest, RefusesANumberOfTheOtherKind) {
  EXPECT_THAT(read_person_id(kSamordningsnummer, "191212121212"),
              FailsWithId("RIVTA-PERSON-ID-FORM"));
  EXPECT_THAT(read_person_id(kPersonnummer, "196109732393"), FailsWithId("RIVTA-PERSON-ID-FORM"));
}

TEST(PersonIdTest, RefusesOtherLengthsRootsAndCharacters) {
  EXPECT_THAT(read_person_id(kPersonnummer, "19121212121"), FailsWithId("RIVTA-PERSON-ID-FORM"));
  EXPECT_THAT(read_person_id(kPersonnummer, "19121212-121"), FailsWithId("RIVTA-PERSON-ID-FORM"));
  EXPECT_THAT(read_person_id("1.2.752.74.9.1", "191212121212"),
              FailsWithId("RIVTA-PERSON-ID-FORM"));
}

TEST(PersonIdTest, KeepsATemporaryNumberUnderItsOid) {
  const auto id = read_person_id(kPersonnummer, "19121212T121");

  ASSERT_THAT(id, IsOk());
  EXPECT_TRUE(id->is_temporary);
  EXPECT_EQ(id->system, "urn:oid:1.2.752.129.2.1.3.1");
  EXPECT_EQ(id->birth_date, "");
}

TEST(PersonIdTest, RepeatsNoDigitInTheError) {
  const auto id = read_person_id(kPersonnummer, "191212121213");

  ASSERT_FALSE(id.has_value());
  EXPECT_EQ(id.error().message.find("1912"), std::string::npos);
}

}  // namespace
}  // namespace gateway::rivta
