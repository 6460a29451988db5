// Sums, products and quotients of quantities, and of dates with them; numbers of 64 bits.
// Source of the expected answers: FHIRPath 2.0, #math, #datetime-arithmetic.
#include <gtest/gtest.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

TEST(QuantityArithmeticTest, AddsInTheFinerUnit) {
  EXPECT_EQ(answer("3 'm' + 3 'cm'"), "303 'cm'");
  EXPECT_EQ(answer("3 'cm' + 3 'm'"), "303 'cm'");
  EXPECT_EQ(answer("1 year - 6 months"), "6 months");
  EXPECT_EQ(answer("12 hours + 7 days"), "180 hours");
  EXPECT_EQ(answer("1 'wk' + 1 day = 8 days"), "true");
}

TEST(QuantityArithmeticTest, AddsNothingThatDoesNotGoTogether) {
  EXPECT_EQ(answer("1 'm' + 1 's'"), "{}");
  EXPECT_EQ(answer("1 year + 1 'a'"), "{}");
  EXPECT_EQ(answer("1 'year' + 1 month"), "{}");
  EXPECT_EQ(answer("1 'Cel' + 1 'Cel'"), "{}");
  EXPECT_EQ(answer("1 'no-unit' + 1 'm'"), "{}");
}

TEST(QuantityArithmeticTest, MultipliesDurationsOfTheCalendarByNumbersOnly) {
  EXPECT_EQ(answer("2 years * 3"), "6 years");
  EXPECT_EQ(answer("3 * 2 years"), "6 years");
  EXPECT_EQ(answer("1 year / 2 = 6 months"), "true");
  EXPECT_EQ(answer("1 year * (2000 'g' / 1 'kg') = 2 years"), "true");
  EXPECT_EQ(answer("1 year * 1 'm'"), "{}");
  EXPECT_EQ(answer("1 / 1 year"), "{}");
  EXPECT_EQ(answer("1 second / 1 's'"), "{}");
  EXPECT_EQ(answer("1 year / 0"), "{}");
}

TEST(QuantityArithmeticTest, DividesWithoutRestWhatHasNoDimension) {
  EXPECT_EQ(answer("5 '1' div 2"), "2");
  EXPECT_EQ(answer("5 '1' mod 2L"), "1");
  EXPECT_EQ(answer("5 'm' div 2"), "FHIRPATH-OPERAND");
}

TEST(QuantityArithmeticTest, AddsTheYearsOfAnElementToADate) {
  const auto year = observation("1", "a");
  EXPECT_EQ(answer("@2025 + value", year), "2026");
  EXPECT_EQ(answer("@2025 + value * 2", year), "2027");
  EXPECT_EQ(answer("@2025-01 + (value / 2).toQuantity('month')", year), "2025-07");
  EXPECT_EQ(answer("value + 1 year", year), "2 year");
  EXPECT_EQ(answer("@2025 + (value + 1 'a')", year), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("@2025 + 1 'a'", year), "FHIRPATH-OPERAND");
}

TEST(QuantityArithmeticTest, AddsNothingLongerThanHoursToATime) {
  EXPECT_EQ(answer("@T23:00 + 2 hours"), "01:00");
  EXPECT_EQ(answer("@T23:00 + 2 days"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("@T23:00 + 2 years"), "FHIRPATH-OPERAND");
}

TEST(LongTest, CalculatesInSixtyFourBits) {
  EXPECT_EQ(answer("2147483647L + 1"), "2147483648");
  EXPECT_EQ(answer("2L * 3 is Long"), "true");
  EXPECT_EQ(answer("7L div 2 | -7L mod 2"), "3|-1");
  EXPECT_EQ(answer("7L / 2"), "3.5");
  EXPECT_EQ(answer("2L * 0.5 is Decimal"), "true");
  EXPECT_EQ(answer("(-5L).abs() is Long"), "true");
  EXPECT_EQ(answer("5L.floor()"), "5");
}

TEST(LongTest, IsEmptyBeyondSixtyFourBits) {
  EXPECT_EQ(answer("9223372036854775807L + 1"), "{}");
  EXPECT_EQ(answer("-9223372036854775807L - 1L"), "-9223372036854775808");
  EXPECT_EQ(answer("-9223372036854775807L - 2L"), "{}");
  EXPECT_EQ(answer("-(-9223372036854775807L - 1L)"), "{}");
  EXPECT_EQ(answer("(-9223372036854775807L - 1L) div -1"), "{}");
  EXPECT_EQ(answer("(-9223372036854775807L - 1L) mod -1"), "{}");
  EXPECT_EQ(answer("4611686018427387904L * 2"), "{}");
  EXPECT_EQ(answer("1L div 0"), "{}");
  EXPECT_EQ(answer("9223372036854775808L"), "FHIRPATH-NUMBER");
}

TEST(LongTest, ComparesWithOtherNumbers) {
  EXPECT_EQ(answer("2L = 2 and 2 ~ 2L and 2L < 2.5 and 3 > 2L"), "true");
  EXPECT_EQ(answer("5L is Long and (5 is Long).not() and (5L is Integer).not()"), "true");
  EXPECT_EQ(answer("'abc'.substring(1L)"), "FHIRPATH-OPERAND");
}

}  // namespace
}  // namespace gateway::fhirpath::test
