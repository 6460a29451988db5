// FHIRPath 2.0, #current-date-and-time-functions; parts of times: continuous build.
#include <gtest/gtest.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

TEST(TimeFunctionTest, TellsTheTimeOfTheEnvironment) {
  EXPECT_EQ(answer("now()"), "2026-11-23T21:00:00.123+11:00");
  EXPECT_EQ(answer("today()"), "2026-11-23");
  EXPECT_EQ(answer("timeOfDay()"), "21:00:00.123");
  EXPECT_EQ(answer("now() = now()"), "true");
}

TEST(TimeFunctionTest, TellsTheDayWhereItIs) {
  Environment late = evening_in_melbourne();
  late.local = std::chrono::hours(14);

  EXPECT_EQ(answer("today()", patient(), late), "2026-11-24");
}

TEST(TimeFunctionTest, TakesATimeApart) {
  EXPECT_EQ(answer("@2014-01-05T10:30:40.007.yearOf()"), "2014");
  EXPECT_EQ(answer("@2014-01-05T10:30:40.007.monthOf()"), "1");
  EXPECT_EQ(answer("@2014-01-05T10:30:40.007.dayOf()"), "5");
  EXPECT_EQ(answer("@2014-01-05T10:30:40.007.hourOf()"), "10");
  EXPECT_EQ(answer("@T10:30:40.007.minuteOf()"), "30");
  EXPECT_EQ(answer("@T10:30:40.007.secondOf()"), "40");
  EXPECT_EQ(answer("@T10:30:40.007.millisecondOf()"), "7");
  EXPECT_EQ(answer("Patient.birthDate.monthOf()"), "12");
  EXPECT_EQ(answer("'2014-01-05T10:30'.minuteOf()"), "30");
}

TEST(TimeFunctionTest, GivesNothingForAPartThatIsNotThere) {
  EXPECT_EQ(answer("@2014.monthOf()"), "{}");
  EXPECT_EQ(answer("@2014-01-05.hourOf()"), "{}");
  EXPECT_EQ(answer("@T10:30.yearOf()"), "{}");
  EXPECT_EQ(answer("@T10:30:40.millisecondOf()"), "{}");
  EXPECT_EQ(answer("5.yearOf()"), "{}");
  EXPECT_EQ(answer("{}.yearOf()"), "{}");
}

TEST(TimeFunctionTest, GivesTheOffsetInHours) {
  EXPECT_EQ(answer("@2012-01-01T12:30:00.000-07:00.timezoneOffsetOf()"), "-7");
  EXPECT_EQ(answer("@2012-01-01T12:30:00.000+08:45.timezoneOffsetOf()"), "8.75");
  EXPECT_EQ(answer("@2012-01-01T12:30:00Z.timezoneOffsetOf()"), "0");
  EXPECT_EQ(answer("@2012-01-01T12:30:00.timezoneOffsetOf()"), "{}");
}

TEST(TimeFunctionTest, GivesDateAndTimeAlone) {
  EXPECT_EQ(answer("@2012-01-01T12:30:00.000-07:00.dateOf()"), "2012-01-01");
  EXPECT_EQ(answer("@2012-01.dateOf()"), "2012-01");
  EXPECT_EQ(answer("@T12:30.dateOf()"), "{}");
  EXPECT_EQ(answer("@2012-01-01T12:30:00.000-07:00.timeOf()"), "12:30:00.000");
  EXPECT_EQ(answer("@2012-01-01T12.timeOf()"), "12");
  EXPECT_EQ(answer("@2012-01-01.timeOf()"), "{}");
  EXPECT_EQ(answer("@T12:30.timeOf()"), "{}");
}

TEST(TimeFunctionTest, RefusesSeveralItems) {
  EXPECT_EQ(answer("(@2012 | @2013).yearOf()"), "FHIRPATH-SINGLETON");
}

}  // namespace
}  // namespace gateway::fhirpath::test
