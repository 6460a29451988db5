// FHIRPath 2.0, #math-1; boundaries and precision: continuous build.
#include <gtest/gtest.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

TEST(MathFunctionTest, GivesTheSizeOfNumbersAndQuantities) {
  EXPECT_EQ(answer("(-5).abs()"), "5");
  EXPECT_EQ(answer("(-5).abs().is(Integer)"), "true");
  EXPECT_EQ(answer("(-5.50).abs()"), "5.50");
  EXPECT_EQ(answer("(-5.5 'mg').abs()"), "5.5 'mg'");
  EXPECT_EQ(answer("(-2147483648).abs()"), "{}");
}

TEST(MathFunctionTest, GoesToTheNextInteger) {
  EXPECT_EQ(answer("1.1.ceiling()"), "2");
  EXPECT_EQ(answer("(-1.1).ceiling()"), "-1");
  EXPECT_EQ(answer("(-2.1).floor()"), "-3");
  EXPECT_EQ(answer("(-1.56).truncate()"), "-1");
  EXPECT_EQ(answer("1.1.ceiling().is(Integer)"), "true");
  EXPECT_EQ(answer("3.floor()"), "3");
}

TEST(MathFunctionTest, KeepsTheUnitOfAQuantity) {
  EXPECT_EQ(answer("(1.1 'kg').ceiling()"), "2 'kg'");
  EXPECT_EQ(answer("(2.5 days).floor()"), "2 days");
  EXPECT_EQ(answer("(-1.56 's').truncate()"), "-1 's'");
  EXPECT_EQ(answer("(2.315 's').round(2)"), "2.32 's'");
}

TEST(MathFunctionTest, HasNoIntegerBeyond32Bits) {
  EXPECT_EQ(answer("2147483647.5.floor()"), "2147483647");
  EXPECT_EQ(answer("2147483647.5.ceiling()"), "{}");
}

TEST(MathFunctionTest, Rounds) {
  EXPECT_EQ(answer("3.14159.round(3)"), "3.142");
  EXPECT_EQ(answer("(-1.5).round()"), "-2");
  EXPECT_EQ(answer("1.round().is(Decimal)"), "true");
  EXPECT_EQ(answer("1.25.round({})"), "1");
  EXPECT_EQ(answer("1.25.round(2147483647)"), "1.25");
  EXPECT_EQ(answer("1.25.round(-1)"), "FHIRPATH-OPERAND");
}

TEST(MathFunctionTest, TakesRootsAndLogarithms) {
  EXPECT_EQ(answer("81.sqrt()"), "9");
  EXPECT_EQ(answer("(-1).sqrt()"), "{}");
  EXPECT_EQ(answer("0.exp()"), "1");
  EXPECT_EQ(answer("1.ln()"), "0");
  EXPECT_EQ(answer("0.ln()"), "{}");
  EXPECT_EQ(answer("16.log(2)"), "4");
  EXPECT_EQ(answer("100.0.log(10.0)"), "2");
  EXPECT_EQ(answer("16.log({})"), "{}");
  EXPECT_EQ(answer("16.log(0)"), "{}");
}

TEST(MathFunctionTest, RaisesToAPower) {
  EXPECT_EQ(answer("2.power(3)"), "8");
  EXPECT_EQ(answer("2.power(3).is(Integer)"), "true");
  EXPECT_EQ(answer("2.5.power(2)"), "6.25");
  EXPECT_EQ(answer("2.power(-1)"), "0.5");
  EXPECT_EQ(answer("2.power(40)"), "1099511627776");
  EXPECT_EQ(answer("(-1).power(0.5)"), "{}");
  EXPECT_EQ(answer("2.power({})"), "{}");
}

TEST(MathFunctionTest, RefusesWhatIsNoNumber) {
  EXPECT_EQ(answer("'1'.abs()"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("true.floor()"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("(4 'm').sqrt()"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("(4 'm').power(2)"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("4.log('2')"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("(1 | 2).abs()"), "FHIRPATH-SINGLETON");
}

TEST(MathFunctionTest, GivesNothingForNothing) {
  EXPECT_EQ(answer("{}.abs()"), "{}");
  EXPECT_EQ(answer("{}.round(2)"), "{}");
  EXPECT_EQ(answer("{}.power(2)"), "{}");
  EXPECT_EQ(answer("Patient.name.given[0].sqrt()"), "{}");
  EXPECT_EQ(answer("2.power(Patient.name.given[0])"), "{}");
}

TEST(BoundaryFunctionTest, GivesTheBoundariesOfANumber) {
  EXPECT_EQ(answer("1.587.lowBoundary()"), "1.58650000");
  EXPECT_EQ(answer("1.587.highBoundary(6)"), "1.587500");
  EXPECT_EQ(answer("1.highBoundary()"), "1.50000000");
  EXPECT_EQ(answer("1.587.lowBoundary(28).precision()"), "28");
  EXPECT_EQ(answer("1.587.lowBoundary(29)"), "{}");
  EXPECT_EQ(answer("1.587.lowBoundary(-1)"), "{}");
}

TEST(BoundaryFunctionTest, GivesTheBoundariesOfAQuantity) {
  EXPECT_EQ(answer("(1.587 'm').highBoundary(8)"), "1.58750000 'm'");
  EXPECT_EQ(answer("(2 days).lowBoundary(1)"), "1.5 days");
}

TEST(BoundaryFunctionTest, GivesTheBoundariesOfADate) {
  EXPECT_EQ(answer("@2014.lowBoundary(6)"), "2014-01");
  EXPECT_EQ(answer("@2014-02.highBoundary()"), "2014-02-28");
  EXPECT_EQ(answer("@T10:30.highBoundary(9)"), "10:30:59.999");
  EXPECT_EQ(answer("@2014.lowBoundary(5)"), "{}");
  EXPECT_EQ(answer("Patient.birthDate.highBoundary()"), "1974-12-31");
}

TEST(BoundaryFunctionTest, CountsDigits) {
  EXPECT_EQ(answer("1.58700.precision()"), "5");
  EXPECT_EQ(answer("100.precision()"), "0");
  EXPECT_EQ(answer("@2014-01-05T10:30:00.000.precision()"), "17");
  EXPECT_EQ(answer("@T10:30.precision()"), "4");
  EXPECT_EQ(answer("{}.precision()"), "{}");
}

TEST(BoundaryFunctionTest, RefusesText) {
  EXPECT_EQ(answer("'2014'.lowBoundary()"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("'2014'.precision()"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("true.highBoundary()"), "FHIRPATH-OPERAND");
}

TEST(ComparableTest, HoldsForUnitsOfOneKind) {
  EXPECT_EQ(answer("(1 'cm').comparable(1 '[in_i]')"), "true");
  EXPECT_EQ(answer("(1 'cm').comparable(1 's')"), "false");
  EXPECT_EQ(answer("1.comparable(2 'kg/kg')"), "true");
  EXPECT_EQ(answer("(1 'no-unit').comparable(2 'no-unit')"), "true");
  EXPECT_EQ(answer("(1 'no-unit').comparable(2 'other-unit')"), "false");
}

TEST(ComparableTest, HoldsOnTheCalendarAndForWeeksOfUcum) {
  EXPECT_EQ(answer("(1 year).comparable(1 second)"), "true");
  EXPECT_EQ(answer("(1 'wk').comparable(1 day)"), "true");
  EXPECT_EQ(answer("(1 'a').comparable(1 second)"), "false");
  EXPECT_EQ(answer("(1 year).comparable(1 's')"), "false");
}

TEST(ComparableTest, TakesTheUnitOfAnElementForUcumOrTheCalendar) {
  const fhir::Resource months = observation("185", "mo");

  EXPECT_EQ(answer("Observation.value.comparable(2 years)", months), "true");
  EXPECT_EQ(answer("(2 years).comparable(Observation.value)", months), "true");
  EXPECT_EQ(answer("Observation.value.comparable(2 'a')", months), "true");
  EXPECT_EQ(answer("Observation.value.comparable(2 'kg')", months), "false");
}

TEST(ComparableTest, DoesNotHoldForWhatHasNoValue) {
  EXPECT_EQ(answer("Patient.name.given[0].comparable(1 's')"), "false");
  EXPECT_EQ(answer("{}.comparable(1 's')"), "{}");
}

}  // namespace
}  // namespace gateway::fhirpath::test
