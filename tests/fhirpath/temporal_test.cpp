// Dates and times as FHIRPath 2.0 writes and compares them: #date, #datetime-equality.
#include "gateway/fhirpath/temporal.hpp"

#include <gtest/gtest.h>

namespace gateway::fhirpath {
namespace {

using std::chrono::minutes;

// UTC+11:00, far from both ends.
constexpr minutes kLocal = std::chrono::hours{11};

Temporal literal(std::string_view text) {
  return parse_literal(text).value();
}

std::string text_of(const std::optional<Temporal>& value) {
  return value ? to_text(*value) : "nothing";
}

std::string read(std::string_view text, TemporalKind kind) {
  return text_of(parse_temporal(text, kind));
}

// "<", "=", ">" or "?".
std::string order(std::string_view a, std::string_view b) {
  const auto result = compare(literal(a), literal(b), kLocal);
  if (!result) return "?";
  if (*result == 0) return "=";
  return *result < 0 ? "<" : ">";
}

TEST(TemporalLiteralTest, IsWrittenAsItWasRead) {
  for (const std::string_view text : {"2015",
                                      "2015-02",
                                      "2015-02-04",
                                      "2015-02-04T14",
                                      "2015-02-04T14:34",
                                      "2015-02-04T14:34:28",
                                      "2015-02-04T14:34:28.123",
                                      "2015-02-04T14:34:28.123Z",
                                      "2015-02-04T14:34:28+10:00",
                                      "2015-02-04T14:34-09:30",
                                      "2015-02-04T14+05:45",
                                      "0001-01-01",
                                      "9999-12-31T23:59:59.999-12:00"}) {
    EXPECT_EQ(text_of(parse_literal(text)), text);
  }
}

TEST(TemporalLiteralTest, OfATimeBeginsWithT) {
  EXPECT_EQ(literal("T14:34:28.123").kind, TemporalKind::time);
  EXPECT_EQ(to_text(literal("T14:34:28.123")), "14:34:28.123");
  EXPECT_EQ(to_text(literal("T14")), "14");
  EXPECT_EQ(to_text(literal("T00:00")), "00:00");
}

TEST(TemporalLiteralTest, OfADateTimeHasATBehindTheDate) {
  EXPECT_EQ(literal("2015").kind, TemporalKind::date);
  EXPECT_EQ(literal("2015T").kind, TemporalKind::date_time);
  EXPECT_EQ(literal("2015T").precision, Part::year);
  EXPECT_EQ(literal("2015-02-04T").precision, Part::day);
  EXPECT_EQ(literal("2015-02-04T14").precision, Part::hour);
  EXPECT_EQ(to_text(literal("2015-02T")), "2015-02");
}

TEST(TemporalLiteralTest, TakesAnyNumberOfDigitsOfASecond) {
  EXPECT_EQ(to_text(literal("T10:00:00.1")), "10:00:00.100");
  EXPECT_EQ(to_text(literal("T10:00:00.05")), "10:00:00.050");
  EXPECT_EQ(to_text(literal("T10:00:00.9999999999999999")), "10:00:00.999");
}

TEST(TemporalLiteralTest, RefusesPartsOutOfRange) {
  for (const std::string_view text : {"0000",
                                      "2019-00",
                                      "2019-13",
                                      "2019-01-00",
                                      "2019-01-32",
                                      "2019-04-31",
                                      "2019-02-29",
                                      "1900-02-29",
                                      "2019-02-29T12:00",
                                      "2020-01-01T24:00",
                                      "2020-01-01T24:00:00Z",
                                      "2020-01-01T23:60",
                                      "2020-01-01T23:59:61",
                                      "T24:00",
                                      "T25",
                                      "T12:60",
                                      "T12:30:61"}) {
    EXPECT_FALSE(parse_literal(text)) << text;
  }
}

TEST(TemporalLiteralTest, KnowsLeapYears) {
  EXPECT_TRUE(parse_literal("2020-02-29"));
  EXPECT_TRUE(parse_literal("2000-02-29"));
  EXPECT_FALSE(parse_literal("2100-02-29"));
}

TEST(TemporalLiteralTest, TakesOffsetsToFourteenHours) {
  EXPECT_EQ(literal("2020-01-01T00:00+14:00").offset, minutes{840});
  EXPECT_EQ(literal("2020-01-01T00:00-14:00").offset, minutes{-840});
  EXPECT_EQ(literal("2020-01-01T00:00-00:30").offset, minutes{-30});
  EXPECT_EQ(to_text(literal("2020-01-01T00:00-00:30")), "2020-01-01T00:00-00:30");
  EXPECT_EQ(to_text(literal("2020-01-01T00:00+00:00")), "2020-01-01T00:00Z");
  for (const std::string_view text : {"2020-01-01T00:00+14:01",
                                      "2020-01-01T00:00-14:01",
                                      "2020-01-01T00:00+15:00",
                                      "2020-01-01T00:00+01:60",
                                      "2020-01-01T00:00+1:00",
                                      "2020-01-01T00:00+0100",
                                      "2020-01-01T00:00+01",
                                      "2020-01-01T00:00z",
                                      "2020-01-01T00:00ZZ",
                                      "2020-01-01T00:00 Z"}) {
    EXPECT_FALSE(parse_literal(text)) << text;
  }
}

TEST(TemporalLiteralTest, RefusesOtherForms) {
  for (const std::string_view text : {"",
                                      "T",
                                      "T1",
                                      "T1:30",
                                      "T14:3",
                                      "T14:30:",
                                      "T14:30:00.",
                                      "T14:30Z",
                                      "T14:30+01:00",
                                      "T14:30:00,5",
                                      "15",
                                      "20155",
                                      "2015-",
                                      "2015-2",
                                      "2015-02-",
                                      "2015-02-4",
                                      "2015/02/04",
                                      "2015-02-04 14:00",
                                      "2015-02-04t14:00",
                                      "2015T14:00",
                                      "2015-02T14:00",
                                      "2015-02-04TZ",
                                      "2015-02-04Z",
                                      "-2015",
                                      "2015-02-04T14:",
                                      "2015-02-04T14:34:28.123Z ",
                                      "@2015",
                                      "2015-02-04T-1:00"}) {
    EXPECT_FALSE(parse_literal(text)) << text;
  }
}

TEST(TemporalLiteralTest, KeepsALeapSecond) {
  EXPECT_EQ(to_text(literal("2016-12-31T23:59:60+14:00")), "2016-12-31T23:59:60+14:00");
  EXPECT_EQ(to_text(literal("T23:59:60.5")), "23:59:60.500");
}

TEST(TemporalPrimitiveTest, ReadsEachKind) {
  EXPECT_EQ(read("2015-02", TemporalKind::date), "2015-02");
  EXPECT_EQ(read("2015-02-04", TemporalKind::date_time), "2015-02-04");
  EXPECT_EQ(parse_temporal("2015-02-04", TemporalKind::date_time)->kind, TemporalKind::date_time);
  EXPECT_EQ(read("2015-02-04T14:34:28Z", TemporalKind::date_time), "2015-02-04T14:34:28Z");
  EXPECT_EQ(read("2015-02-04T14", TemporalKind::date_time), "2015-02-04T14");
  EXPECT_EQ(read("14:34:28.123", TemporalKind::time), "14:34:28.123");
  EXPECT_EQ(read("T14:34", TemporalKind::time), "14:34");
  EXPECT_EQ(read("14", TemporalKind::time), "14");
}

TEST(TemporalPrimitiveTest, RefusesWhatBelongsToAnotherKind) {
  EXPECT_EQ(read("2015-02-04T14:34:28Z", TemporalKind::date), "nothing");
  EXPECT_EQ(read("2015T", TemporalKind::date), "nothing");
  EXPECT_EQ(read("2015T", TemporalKind::date_time), "nothing");
  EXPECT_EQ(read("14:34:28", TemporalKind::date_time), "nothing");
  EXPECT_EQ(read("2015-02-04", TemporalKind::time), "nothing");
  EXPECT_EQ(read("24:00:00", TemporalKind::time), "nothing");
  EXPECT_EQ(read("14:34:28Z", TemporalKind::time), "nothing");
  EXPECT_EQ(read("", TemporalKind::time), "nothing");
  EXPECT_EQ(read("", TemporalKind::date), "nothing");
}

TEST(TemporalTest, AnInstantIsADateTimeToTheMillisecond) {
  const Instant instant{std::chrono::sys_days{std::chrono::year{2024} / 2 / 28} +
                        std::chrono::hours{13} + std::chrono::microseconds{1'999}};

  EXPECT_EQ(to_text(to_date_time(instant, kLocal)), "2024-02-29T00:00:00.001+11:00");
  EXPECT_EQ(to_text(to_date_time(instant, minutes{0})), "2024-02-28T13:00:00.001Z");
  EXPECT_EQ(to_text(to_date_time(Instant{std::chrono::microseconds{-1}}, minutes{0})),
            "1969-12-31T23:59:59.999Z");
}

TEST(TemporalTest, ADateTimeHasADateAndATime) {
  EXPECT_EQ(to_text(date_of(literal("2012-01-01T12:30:00.000-07:00"))), "2012-01-01");
  EXPECT_EQ(date_of(literal("2012-01T")).kind, TemporalKind::date);
  EXPECT_EQ(to_text(date_of(literal("2012-01T"))), "2012-01");
  EXPECT_EQ(to_text(time_of(literal("2012-01-01T12:30:00.000-07:00"))), "12:30:00.000");
  EXPECT_EQ(to_text(time_of(literal("2012-01-01T12"))), "12");
  EXPECT_FALSE(date_of(literal("2012-01-01T12:30Z")).offset);
  EXPECT_FALSE(time_of(literal("2012-01-01T12:30Z")).offset);
}

TEST(TemporalOrderTest, IsThatOfTheFirstPartThatDiffers) {
  EXPECT_EQ(order("2018", "2018"), "=");
  EXPECT_EQ(order("2018", "2017-01"), ">");
  EXPECT_EQ(order("2018-02-03", "2018-01"), ">");
  EXPECT_EQ(order("2012-04-15T10:00:00", "2012-04-15T15:00:00"), "<");
  EXPECT_EQ(order("T12:02:34.324", "T12:01"), ">");
  EXPECT_EQ(order("T13", "T12:02:34.324"), ">");
}

TEST(TemporalOrderTest, IsOpenIfAPartIsGivenInOneOnly) {
  EXPECT_EQ(order("2018", "2018-02"), "?");
  EXPECT_EQ(order("2018-03-01T10:30", "2018-03-01T10:30:00"), "?");
  EXPECT_EQ(order("T14:04:23", "T14:04"), "?");
  EXPECT_EQ(order("2012-04-15", "2012-04-15T10:00:00"), "?");
}

TEST(TemporalOrderTest, TakesSecondsAndTheirFractionAsOne) {
  EXPECT_EQ(order("T10:30:31", "T10:30:31.0"), "=");
  EXPECT_EQ(order("T10:30:31", "T10:30:31.1"), "<");
  EXPECT_EQ(order("T10:30:31.9", "T10:30:32"), "<");
}

TEST(TemporalOrderTest, IsOpenBetweenKindsButForDatesAndDateTimes) {
  EXPECT_EQ(order("2018", "T12:00"), "?");
  EXPECT_EQ(order("T12:00", "2018-01-01T12:00"), "?");
  EXPECT_EQ(order("2018-01-01", "2018-01-02T12:00"), "<");
  EXPECT_EQ(order("2018-01-01", "2018-01-01T"), "=");
}

TEST(TemporalOrderTest, GoesByInstantIfBothHaveOffsets) {
  EXPECT_EQ(order("2012-04-15T15:00:00+02:00", "2012-04-15T16:00:00+03:00"), "=");
  EXPECT_EQ(order("2017-11-05T01:30:00.0-04:00", "2017-11-05T01:15:00.0-05:00"), "<");
  EXPECT_EQ(order("2019-02-03T01:00Z", "2019-02-02T21:00-04:00"), "=");
  EXPECT_EQ(order("0001-01-01T00:00+14:00", "0001-01-01T00:00-14:00"), "<");
  EXPECT_EQ(order("9999-12-31T23:59-14:00", "9999-12-31T23:59+14:00"), ">");
}

TEST(TemporalOrderTest, GoesByTheOffsetOfTheLessPrecise) {
  EXPECT_EQ(order("2018-02-02T22-04:00", "2018-02-03T06+04:00"), "=");
  EXPECT_EQ(order("2018-02-02T22-04:00", "2018-02-03T06:03+04:00"), "?");
  EXPECT_EQ(order("2018-02-03T06:03+04:00", "2018-02-02T22-04:00"), "?");
  EXPECT_EQ(order("2018-02-02T22-04:00", "2018-02-03T05:03+04:00"), ">");
  EXPECT_EQ(order("2018-02-03T05:03+04:00", "2018-02-02T22-04:00"), "<");
}

TEST(TemporalOrderTest, TakesAValueWithoutOffsetToBeLocal) {
  EXPECT_EQ(order("2018-01-01T11:00", "2018-01-01T00:00Z"), "=");
  EXPECT_EQ(order("2018-01-01T00:00Z", "2018-01-01T11:00"), "=");
  EXPECT_EQ(order("2018-01-02", "2018-01-01T13:30Z"), "?");
  EXPECT_EQ(order("2018-01-02", "2018-01-01T12:30Z"), ">");
}

TEST(TemporalOrderTest, LeavesTwoValuesWithoutOffsetWhereTheyAre) {
  EXPECT_EQ(order("2018-01-01T11:00", "2018-01-01T11:00"), "=");
  EXPECT_EQ(order("2018-01-01T11:00", "2018-01-01T11:01"), "<");
}

TEST(TemporalEquivalenceTest, NeedsTheSamePrecision) {
  const auto equivalent = [](std::string_view a, std::string_view b) {
    return is_equivalent(literal(a), literal(b), kLocal);
  };

  EXPECT_TRUE(equivalent("2012-04-15", "2012-04-15"));
  EXPECT_FALSE(equivalent("2012-04-15", "2012-04-16"));
  EXPECT_FALSE(equivalent("2012-04-15", "2012-04-15T10:00:00"));
  EXPECT_FALSE(equivalent("2018", "2018-02"));
  EXPECT_TRUE(equivalent("T10:30:00", "T10:30:00.0"));
  EXPECT_TRUE(equivalent("2012-04-15T15:00:00+02:00", "2012-04-15T16:00:00+03:00"));
  EXPECT_FALSE(equivalent("2018", "T20:18"));
}

}  // namespace
}  // namespace gateway::fhirpath
