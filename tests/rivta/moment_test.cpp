#include "gateway/rivta/moment.hpp"

#include <gtest/gtest.h>

namespace gateway::rivta {
namespace {

TEST(MomentTest, WritesADateWithHyphens) {
  EXPECT_EQ(to_fhir_date("20240229"), "2024-02-29");
}

TEST(MomentTest, RefusesADayThatTheCalendarDoesNotHave) {
  EXPECT_EQ(to_fhir_date("20230229"), std::nullopt);
  EXPECT_EQ(to_fhir_date("20240431"), std::nullopt);
  EXPECT_EQ(to_fhir_date("20241301"), std::nullopt);
  EXPECT_EQ(to_fhir_date("2024011"), std::nullopt);
  EXPECT_EQ(to_fhir_date("202401011"), std::nullopt);
  EXPECT_EQ(to_fhir_date("2024o101"), std::nullopt);
}

TEST(MomentTest, AddsTheOffsetOfSwedishTime) {
  EXPECT_EQ(to_fhir_date_time("20240115080910"), "2024-01-15T08:09:10+01:00");
  EXPECT_EQ(to_fhir_date_time("20240715080910"), "2024-07-15T08:09:10+02:00");
}

TEST(MomentTest, AddsSecondsToATimeWithout) {
  EXPECT_EQ(to_fhir_date_time("202401150809"), "2024-01-15T08:09:00+01:00");
}

TEST(MomentTest, ChangesToSummerTimeOnTheLastSundayOfMarch) {
  EXPECT_EQ(to_fhir_date_time("20240331015959"), "2024-03-31T01:59:59+01:00");
  EXPECT_EQ(to_fhir_date_time("20240331030000"), "2024-03-31T03:00:00+02:00");
}

TEST(MomentTest, ChangesBackOnTheLastSundayOfOctober) {
  EXPECT_EQ(to_fhir_date_time("20241027025959"), "2024-10-27T02:59:59+02:00");
  EXPECT_EQ(to_fhir_date_time("20241027030000"), "2024-10-27T03:00:00+01:00");
}

TEST(MomentTest, ChangedBackInSeptemberUntil1995) {
  EXPECT_EQ(to_fhir_date_time("19951010120000"), "1995-10-10T12:00:00+01:00");
  EXPECT_EQ(to_fhir_date_time("19961010120000"), "1996-10-10T12:00:00+02:00");
}

TEST(MomentTest, HadNoSummerTimeBefore1980) {
  EXPECT_EQ(to_fhir_date_time("19790715120000"), "1979-07-15T12:00:00+01:00");
  EXPECT_EQ(to_fhir_date_time("19800406030000"), "1980-04-06T03:00:00+02:00");
}

TEST(MomentTest, RefusesATimeThatTheDayDoesNotHave) {
  EXPECT_EQ(to_fhir_date_time("20240115240000"), std::nullopt);
  EXPECT_EQ(to_fhir_date_time("20240115126000"), std::nullopt);
  EXPECT_EQ(to_fhir_date_time("20240115120060"), std::nullopt);
  EXPECT_EQ(to_fhir_date_time("20240231120000"), std::nullopt);
  EXPECT_EQ(to_fhir_date_time("2024011512000"), std::nullopt);
  EXPECT_EQ(to_fhir_date_time("20240115"), std::nullopt);
}

}  // namespace
}  // namespace gateway::rivta
