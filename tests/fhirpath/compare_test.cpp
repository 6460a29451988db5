// Equality and equivalence of text, elements and durations.
// Source of the expected answers: FHIRPath 2.0, #equality, #time-valued-quantities.
#include <gtest/gtest.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

TEST(CompareTest, FindsTextEquivalentWhateverItsCaseAndWhiteSpace) {
  EXPECT_EQ(answer("'Åsa Ström' ~ 'åSA\\tSTRÖM'"), "true");
  EXPECT_EQ(answer("'a\\u00a0b' ~ 'A b'"), "true");
  EXPECT_EQ(answer("'a  b' ~ 'a b'"), "false");
  EXPECT_EQ(answer("'ab' ~ 'abc'"), "false");
  EXPECT_EQ(answer("'Åsa' = 'åsa'"), "false");
}

// Two names that differ in their ids.
fhir::Resource named_twice() {
  fhir::Builder b(gateway::test::small_types(), "Patient");
  for (const std::string_view id : {"1", "2"}) {
    b.begin("name");
    b.add("id", id);
    b.add("family", "Berg");
    b.end();
  }
  return std::move(b).finish();
}

TEST(CompareTest, CountsIdsForEqualityAndNotForEquivalence) {
  const fhir::Resource names = named_twice();
  EXPECT_EQ(answer("name[0] = name[1]", names), "false");
  EXPECT_EQ(answer("name[0] ~ name[1]", names), "true");
  EXPECT_EQ(answer("name[0] = name[0]", names), "true");
}

TEST(CompareTest, KnowsTheLengthsOfTheCalendar) {
  EXPECT_EQ(answer("1 year = 12 months"), "true");
  EXPECT_EQ(answer("1 month = 30 days"), "true");
  EXPECT_EQ(answer("1 year > 364 days"), "true");
  EXPECT_EQ(answer("2 weeks = 14 days"), "true");
  EXPECT_EQ(answer("1 week = 7 'd'"), "true");
}

TEST(CompareTest, DoesNotCompareYearsAndMonthsOfTheCalendarWithThoseOfUcum) {
  EXPECT_EQ(answer("1 year = 1 'a'"), "{}");
  EXPECT_EQ(answer("1 year > 1 's'"), "{}");
  EXPECT_EQ(answer("1 'a' > 1 day"), "{}");
  EXPECT_EQ(answer("1 'mo' = 30 days"), "{}");
  EXPECT_EQ(answer("12 'mo' = 1 'a'"), "true");
}

TEST(CompareTest, FindsAYearOfTheCalendarEquivalentToOneOfUcum) {
  EXPECT_EQ(answer("1 year ~ 1 'a'"), "true");
  EXPECT_EQ(answer("12 months ~ 1 'a'"), "true");
  EXPECT_EQ(answer("1 month ~ 1 'mo'"), "true");
  EXPECT_EQ(answer("2 years ~ 1 'a'"), "false");
}

TEST(CompareTest, TakesTheUnitOfAnElementForWhatTheOtherSideHas) {
  const auto year = observation("1", "a");
  EXPECT_EQ(answer("value = 1 year", year), "true");
  EXPECT_EQ(answer("value = 1 'a'", year), "true");
  EXPECT_EQ(answer("value < 13 months", year), "true");
}

}  // namespace
}  // namespace gateway::fhirpath::test
