// FHIRPath 2.0, #conversion.
#include <gtest/gtest.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

TEST(ConversionTest, ReadsBooleans) {
  EXPECT_EQ(answer("'T'.toBoolean()"), "true");
  EXPECT_EQ(answer("'yes'.toBoolean()"), "true");
  EXPECT_EQ(answer("'0.0'.toBoolean()"), "false");
  EXPECT_EQ(answer("1.00.toBoolean()"), "true");
  EXPECT_EQ(answer("0.toBoolean()"), "false");
  EXPECT_EQ(answer("true.toBoolean()"), "true");
}

TEST(ConversionTest, ReadsNoBooleansFromOtherValues) {
  EXPECT_EQ(answer("'hello'.toBoolean()"), "{}");
  EXPECT_EQ(answer("2.toBoolean()"), "{}");
  EXPECT_EQ(answer("1.1.toBoolean()"), "{}");
  EXPECT_EQ(answer("@2015.toBoolean()"), "{}");
  EXPECT_EQ(answer("(1 'mg').toBoolean()"), "{}");
  EXPECT_EQ(answer("''.convertsToBoolean()"), "false");
}

TEST(ConversionTest, ReadsIntegers) {
  EXPECT_EQ(answer("'+12'.toInteger()"), "12");
  EXPECT_EQ(answer("'-2147483648'.toInteger()"), "-2147483648");
  EXPECT_EQ(answer("true.toInteger()"), "1");
  EXPECT_EQ(answer("5.toInteger()"), "5");
}

TEST(ConversionTest, ReadsNoIntegersFromOtherValues) {
  EXPECT_EQ(answer("'2147483648'.toInteger()"), "{}");
  EXPECT_EQ(answer("'1.0'.toInteger()"), "{}");
  EXPECT_EQ(answer("' 1'.toInteger()"), "{}");
  EXPECT_EQ(answer("'+-1'.toInteger()"), "{}");
  EXPECT_EQ(answer("''.toInteger()"), "{}");
  EXPECT_EQ(answer("1.0.toInteger()"), "{}");
  EXPECT_EQ(answer("'a'.convertsToInteger()"), "false");
}

TEST(ConversionTest, ReadsLongIntegers) {
  EXPECT_EQ(answer("'9223372036854775807'.toLong()"), "9223372036854775807");
  EXPECT_EQ(answer("'9223372036854775808'.toLong()"), "{}");
  EXPECT_EQ(answer("7.toLong() = 7"), "true");
  EXPECT_EQ(answer("7.toLong() is Long"), "true");
  EXPECT_EQ(answer("2147483648L.toInteger()"), "{}");
  EXPECT_EQ(answer("2147483647L.toInteger() is Integer"), "true");
  EXPECT_EQ(answer("1L.toBoolean() | 1L.toDecimal() | 1L.toString()"), "true|1|1");
  EXPECT_EQ(answer("1L.toQuantity()"), "{}");
  EXPECT_EQ(answer("'x'.convertsToLong()"), "false");
}

TEST(ConversionTest, ReadsDecimals) {
  EXPECT_EQ(answer("'1.50'.toDecimal()"), "1.50");
  EXPECT_EQ(answer("'+1'.toDecimal()"), "1");
  EXPECT_EQ(answer("false.toDecimal() = 0.0"), "true");
  EXPECT_EQ(answer("3.toDecimal().is(Decimal)"), "true");
  EXPECT_EQ(answer("'1e3'.toDecimal()"), "{}");
  EXPECT_EQ(answer("'1.'.toDecimal()"), "{}");
  EXPECT_EQ(answer("'1.a'.convertsToDecimal()"), "false");
}

TEST(ConversionTest, WritesText) {
  EXPECT_EQ(answer("true.toString()"), "true");
  EXPECT_EQ(answer("(-1).toString()"), "-1");
  EXPECT_EQ(answer("1.50.toString()"), "1.50");
  EXPECT_EQ(answer("@2014-12.toString()"), "2014-12");
  EXPECT_EQ(answer("@T10:30.toString()"), "10:30");
  EXPECT_EQ(answer("(53 'km').toString()"), "53 'km'");
  EXPECT_EQ(answer("(4 days).toString()"), "4 days");
  EXPECT_EQ(answer("Patient.birthDate.toString()"), "1974-12");
}

TEST(ConversionTest, WritesNoTextOfStructures) {
  EXPECT_EQ(answer("Patient.name.toString()"), "{}");
  EXPECT_EQ(answer("Patient.name.convertsToString()"), "false");
  EXPECT_EQ(answer("1.type().toString()"), "{}");
}

TEST(ConversionTest, ReadsDates) {
  EXPECT_EQ(answer("'2015-02'.toDate()"), "2015-02");
  EXPECT_EQ(answer("@2015-02-04T14:34:28+10:00.toDate()"), "2015-02-04");
  EXPECT_EQ(answer("'2015-02-04'.toDate() is Date"), "true");
  EXPECT_EQ(answer("'2015-02-30'.toDate()"), "{}");
  EXPECT_EQ(answer("@T10:30.toDate()"), "{}");
  EXPECT_EQ(answer("1.convertsToDate()"), "false");
}

TEST(ConversionTest, ReadsDateTimes) {
  EXPECT_EQ(answer("'2015-02-04T14:34'.toDateTime()"), "2015-02-04T14:34");
  EXPECT_EQ(answer("@2015-02.toDateTime() is DateTime"), "true");
  EXPECT_EQ(answer("'2015'.toDateTime() is DateTime"), "true");
  EXPECT_EQ(answer("'14:34'.toDateTime()"), "{}");
  EXPECT_EQ(answer("@T14:34.convertsToDateTime()"), "false");
}

TEST(ConversionTest, ReadsTimes) {
  EXPECT_EQ(answer("'14:34:28.123'.toTime()"), "14:34:28.123");
  EXPECT_EQ(answer("'T14'.toTime() = @T14"), "true");
  EXPECT_EQ(answer("'25:00'.toTime()"), "{}");
  EXPECT_EQ(answer("@2015-02-04T14:34.convertsToTime()"), "false");
}

TEST(ConversionTest, ReadsQuantities) {
  EXPECT_EQ(answer("'1.5'.toQuantity()"), "1.5 '1'");
  EXPECT_EQ(answer("'10 \\'mm[Hg]\\''.toQuantity()"), "10 'mm[Hg]'");
  EXPECT_EQ(answer("'-4days'.toQuantity()"), "-4 days");
  EXPECT_EQ(answer("true.toQuantity() = 1 '1'"), "true");
  EXPECT_EQ(answer("2.toQuantity()"), "2 '1'");
}

TEST(ConversionTest, ReadsNoQuantitiesFromOtherText) {
  EXPECT_EQ(answer("'1 nothing'.toQuantity()"), "{}");
  EXPECT_EQ(answer("'1 mg'.toQuantity()"), "{}");
  EXPECT_EQ(answer("'1 \\'\\''.toQuantity()"), "{}");
  EXPECT_EQ(answer("'1 \\'a\\'b\\''.toQuantity()"), "{}");
  EXPECT_EQ(answer("'mg'.convertsToQuantity()"), "false");
  EXPECT_EQ(answer("''.convertsToQuantity()"), "false");
}

TEST(ConversionTest, ConvertsUnitsOfUcum) {
  EXPECT_EQ(answer("(52 'cm').toQuantity('m')"), "0.52 'm'");
  EXPECT_EQ(answer("(0 'Cel').toQuantity('K')"), "273.15 'K'");
  EXPECT_EQ(answer("(1 'a').toQuantity('d')"), "365.25 'd'");
  EXPECT_EQ(answer("(24 'm').toQuantity('kg')"), "{}");
  EXPECT_EQ(answer("(24 'm').toQuantity('no-unit')"), "{}");
  EXPECT_EQ(answer("(3 'no-unit').toQuantity('no-unit')"), "3 'no-unit'");
  EXPECT_EQ(answer("(24 'm').convertsToQuantity('kg')"), "false");
}

TEST(ConversionTest, ConvertsDurationsOfTheCalendar) {
  EXPECT_EQ(answer("(2 years).toQuantity('months')"), "24 months");
  EXPECT_EQ(answer("(1 year).toQuantity('days')"), "365 days");
  EXPECT_EQ(answer("(1 month).toQuantity('day')"), "30 day");
  EXPECT_EQ(answer("(1 hour).toQuantity('seconds')"), "3600 seconds");
}

TEST(ConversionTest, ConvertsBetweenTheCalendarAndUcumUpToWeeks) {
  EXPECT_EQ(answer("(1 'wk').toQuantity('days')"), "7 days");
  EXPECT_EQ(answer("(90 minutes).toQuantity('h')"), "1.5 'h'");
  EXPECT_EQ(answer("(1 year).toQuantity('a')"), "{}");
  EXPECT_EQ(answer("(1 'mo').toQuantity('days')"), "{}");
  EXPECT_EQ(answer("(30 days).toQuantity('mo')"), "{}");
  EXPECT_EQ(answer("(1 year).toQuantity('s')"), "{}");
}

TEST(ConversionTest, TakesTheUnitOfAnElementForUcumOrTheCalendar) {
  const fhir::Resource year = observation("1", "a");

  EXPECT_EQ(answer("Observation.value.toQuantity('year')", year), "1 year");
  EXPECT_EQ(answer("Observation.value.toQuantity('months')", year), "12 months");
  EXPECT_EQ(answer("Observation.value.toQuantity('mo')", year), "12 'mo'");
  EXPECT_EQ(answer("Observation.value.toString()", year), "1 'a'");
}

TEST(ConversionTest, RefusesTheBoundOfAnElement) {
  EXPECT_EQ(answer("Observation.value.toQuantity()", observation("1", "a", ">")),
            "FHIRPATH-OPERAND");
}

TEST(ConversionTest, GivesNothingForNothing) {
  EXPECT_EQ(answer("{}.toInteger()"), "{}");
  EXPECT_EQ(answer("{}.convertsToInteger()"), "{}");
  EXPECT_EQ(answer("Patient.name.given[0].toString()"), "{}");
  EXPECT_EQ(answer("Patient.name.given[0].convertsToString()"), "{}");
}

TEST(ConversionTest, RefusesSeveralItems) {
  EXPECT_EQ(answer("('1' | '2').toInteger()"), "FHIRPATH-SINGLETON");
  EXPECT_EQ(answer("('1' | '2').convertsToDate()"), "FHIRPATH-SINGLETON");
}

}  // namespace
}  // namespace gateway::fhirpath::test
