// Precision, and the ends of the range a value stands for: FHIRPath 2.0, functions precision,
// lowBoundary, highBoundary.
#include <gtest/gtest.h>

#include "gateway/fhirpath/temporal.hpp"

namespace gateway::fhirpath {
namespace {

Temporal literal(std::string_view text) {
  return parse_literal(text).value();
}

std::string text_of(const std::optional<Temporal>& value) {
  return value ? to_text(*value) : "nothing";
}

std::string low(std::string_view value, std::optional<unsigned> digits) {
  return text_of(low_boundary(literal(value), digits));
}

std::string high(std::string_view value, std::optional<unsigned> digits) {
  return text_of(high_boundary(literal(value), digits));
}

TEST(TemporalPrecisionTest, CountsDigits) {
  EXPECT_EQ(digit_count(literal("2014")), 4);
  EXPECT_EQ(digit_count(literal("2014-01")), 6);
  EXPECT_EQ(digit_count(literal("2014-01-05")), 8);
  EXPECT_EQ(digit_count(literal("2014-01-05T10:30")), 12);
  EXPECT_EQ(digit_count(literal("2014-01-05T10:30:00")), 14);
  EXPECT_EQ(digit_count(literal("2014-01-05T10:30:00.000Z")), 17);
  EXPECT_EQ(digit_count(literal("T10")), 2);
  EXPECT_EQ(digit_count(literal("T10:30")), 4);
  EXPECT_EQ(digit_count(literal("T10:30:00.000")), 9);
}

TEST(TemporalBoundaryTest, OfADateIsItsFirstAndLastDay) {
  EXPECT_EQ(low("2014", std::nullopt), "2014-01-01");
  EXPECT_EQ(high("2014", std::nullopt), "2014-12-31");
  EXPECT_EQ(low("2014", 6), "2014-01");
  EXPECT_EQ(high("2014", 6), "2014-12");
  EXPECT_EQ(high("2016-02", 8), "2016-02-29");
  EXPECT_EQ(high("2015-02", 8), "2015-02-28");
  EXPECT_EQ(high("2015-04-07", 8), "2015-04-07");
}

TEST(TemporalBoundaryTest, OfATimeIsItsFirstAndLastMillisecond) {
  EXPECT_EQ(low("T10:30", 9), "10:30:00.000");
  EXPECT_EQ(high("T10:30", 9), "10:30:59.999");
  EXPECT_EQ(high("T10", std::nullopt), "10:59:59.999");
  EXPECT_EQ(high("T10:30:05", 9), "10:30:05.999");
  EXPECT_EQ(high("T10:30:05.123", 9), "10:30:05.123");
}

TEST(TemporalBoundaryTest, OfADateTimeWithoutOffsetHasTheOutermostOne) {
  EXPECT_EQ(low("2014-03-01T08:05", 17), "2014-03-01T08:05:00.000+14:00");
  EXPECT_EQ(high("2014-03-01T08:05", 17), "2014-03-01T08:05:59.999-12:00");
  EXPECT_EQ(low("2014T", std::nullopt), "2014-01-01T00:00:00.000+14:00");
  EXPECT_EQ(high("2014-02T", std::nullopt), "2014-02-28T23:59:59.999-12:00");
}

TEST(TemporalBoundaryTest, OfADateTimeKeepsItsOffset) {
  EXPECT_EQ(low("2014-03-01T08:05+08:00", 17), "2014-03-01T08:05:00.000+08:00");
  EXPECT_EQ(high("2014-03-01T08:05-05:00", 14), "2014-03-01T08:05:59-05:00");
  EXPECT_EQ(high("2014-03-01T08:05Z", 12), "2014-03-01T08:05Z");
}

TEST(TemporalBoundaryTest, OfADateTimeToTheHourEndsWithItsFirstMinute) {
  EXPECT_EQ(low("2014-03-01T08", 17), "2014-03-01T08:00:00.000+14:00");
  EXPECT_EQ(high("2014-03-01T08", 17), "2014-03-01T08:00:59.999-12:00");
}

TEST(TemporalBoundaryTest, IsCutToFewerDigitsThanTheValueHas) {
  EXPECT_EQ(low("2014-03-01T08:05+08:00", 8), "2014-03-01");
  EXPECT_EQ(high("2014-03-01T08:05+08:00", 6), "2014-03");
  EXPECT_EQ(low("2014-03-01", 4), "2014");
  EXPECT_EQ(high("T10:30:05.123", 2), "10");
}

TEST(TemporalBoundaryTest, HasADigitCountOfItsKind) {
  for (const unsigned digits : {0U, 5U, 9U, 12U, 17U})
    EXPECT_EQ(low("2014", digits), "nothing");
  for (const unsigned digits : {0U, 10U, 13U, 18U})
    EXPECT_EQ(high("2014T", digits), "nothing");
  for (const unsigned digits : {0U, 3U, 8U, 17U})
    EXPECT_EQ(high("T10", digits), "nothing");
}

}  // namespace
}  // namespace gateway::fhirpath
