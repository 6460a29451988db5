// Dates and times as FHIRPath 2.0 has them: literals, #date; comparison, #datetime-equality;
// arithmetic, #datetime-arithmetic; boundaries, #lowboundary.
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

std::string sum(std::string_view value, std::string_view amount, std::string_view unit) {
  return text_of(
      add(literal(value), Decimal::parse(amount).value(), find_calendar_unit(unit).value()));
}

std::string low(std::string_view value, std::optional<unsigned> digits) {
  return text_of(low_boundary(literal(value), digits));
}

std::string high(std::string_view value, std::optional<unsigned> digits) {
  return text_of(high_boundary(literal(value), digits));
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

TEST(CalendarUnitTest, IsASingularOrAPlural) {
  EXPECT_EQ(find_calendar_unit("year"), CalendarUnit::year);
  EXPECT_EQ(find_calendar_unit("weeks"), CalendarUnit::week);
  EXPECT_EQ(find_calendar_unit("milliseconds"), CalendarUnit::millisecond);
  EXPECT_EQ(find_calendar_unit("a"), std::nullopt);
  EXPECT_EQ(find_calendar_unit("Year"), std::nullopt);
  EXPECT_EQ(find_calendar_unit(""), std::nullopt);
}

TEST(TemporalSumTest, CountsInTheCalendar) {
  EXPECT_EQ(sum("1973-12-25", "7", "days"), "1974-01-01");
  EXPECT_EQ(sum("1973-12-25", "1", "week"), "1974-01-01");
  EXPECT_EQ(sum("1973-12-25", "1", "month"), "1974-01-25");
  EXPECT_EQ(sum("1974-01-25", "-1", "month"), "1973-12-25");
  EXPECT_EQ(sum("2016-02-28", "1", "day"), "2016-02-29");
  EXPECT_EQ(sum("2015-02-28", "1", "day"), "2015-03-01");
  EXPECT_EQ(sum("2018-01-03", "2", "years"), "2020-01-03");
}

TEST(TemporalSumTest, MovesADayThatDoesNotExistToTheEndOfItsMonth) {
  EXPECT_EQ(sum("2016-01-31", "1", "month"), "2016-02-29");
  EXPECT_EQ(sum("2016-02-29", "1", "year"), "2017-02-28");
  EXPECT_EQ(sum("2016-02-29", "1", "month"), "2016-03-29");
  EXPECT_EQ(sum("2016-12-31", "-6", "months"), "2016-06-30");
}

TEST(TemporalSumTest, KeepsTheOffset) {
  EXPECT_EQ(sum("1973-12-25T00:00:00.000+10:00", "1", "second"), "1973-12-25T00:00:01.000+10:00");
  EXPECT_EQ(sum("1973-12-25T00:00:00.000+10:00", "-10", "milliseconds"),
            "1973-12-24T23:59:59.990+10:00");
  EXPECT_EQ(sum("2018-02-18T12:23:45-05:00", "2", "years"), "2020-02-18T12:23:45-05:00");
}

TEST(TemporalSumTest, ConvertsAUnitFinerThanThePrecision) {
  EXPECT_EQ(sum("2014", "24", "months"), "2016");
  EXPECT_EQ(sum("2014", "23", "months"), "2015");
  EXPECT_EQ(sum("2014", "-23", "months"), "2013");
  EXPECT_EQ(sum("2016", "364", "days"), "2016");
  EXPECT_EQ(sum("2016", "365", "days"), "2017");
  EXPECT_EQ(sum("2016", "-365", "days"), "2015");
  EXPECT_EQ(sum("2016", "53", "weeks"), "2017");
  EXPECT_EQ(sum("2016-01", "29", "days"), "2016-01");
  EXPECT_EQ(sum("2016-01", "30", "days"), "2016-02");
  EXPECT_EQ(sum("2016-01", "1", "hour"), "2016-01");
  EXPECT_EQ(sum("2016-01-01", "47", "hours"), "2016-01-02");
  EXPECT_EQ(sum("2018-02-18T12", "59", "minutes"), "2018-02-18T12");
  EXPECT_EQ(sum("2018-02-18T12", "-60", "minutes"), "2018-02-18T11");
  EXPECT_EQ(sum("T09:45", "120", "seconds"), "09:47");
  EXPECT_EQ(sum("T23:59", "60000", "milliseconds"), "00:00");
}

TEST(TemporalSumTest, IgnoresThePartAfterThePointAboveSeconds) {
  EXPECT_EQ(sum("1973-12-25", "7.7", "days"), "1974-01-01");
  EXPECT_EQ(sum("2016-02-29", "1.5", "years"), "2017-02-28");
  EXPECT_EQ(sum("2016-02-28", "-1.5", "weeks"), "2016-02-21");
  EXPECT_EQ(sum("T23:59", "-2.9", "minutes"), "23:57");
  EXPECT_EQ(sum("T23:59:23", "1.5", "hours"), "00:59:23");
}

TEST(TemporalSumTest, CountsFractionsOfASecond) {
  EXPECT_EQ(sum("T23:59:23", "1.5", "seconds"), "23:59:24.500");
  EXPECT_EQ(sum("T23:59:23", "-1.5", "seconds"), "23:59:21.500");
  EXPECT_EQ(sum("T23:59:23", "1000", "milliseconds"), "23:59:24");
  EXPECT_EQ(sum("T23:59:23.005", "995", "milliseconds"), "23:59:24.000");
  EXPECT_EQ(sum("T10:00:00.000", "0.0019", "seconds"), "10:00:00.001");
}

TEST(TemporalSumTest, OfATimeWrapsAroundMidnight) {
  EXPECT_EQ(sum("T23:59:23", "2", "minutes"), "00:01:23");
  EXPECT_EQ(sum("T00:00:00", "-1", "second"), "23:59:59");
  EXPECT_EQ(sum("T01:00", "1000001", "hours"), "18:00");
}

TEST(TemporalSumTest, OfATimeTakesNoDays) {
  EXPECT_EQ(sum("T23:59:23", "2", "days"), "nothing");
  EXPECT_EQ(sum("T23:59:23", "1", "week"), "nothing");
  EXPECT_EQ(sum("T23:59:23", "2", "years"), "nothing");
}

TEST(TemporalSumTest, TakesALeapSecondForTheOneBefore) {
  EXPECT_EQ(sum("T23:59:60", "1", "minute"), "00:00:59");
}

TEST(TemporalSumTest, StaysWithinTheYears) {
  EXPECT_EQ(sum("9998", "1", "year"), "9999");
  EXPECT_EQ(sum("9999", "1", "year"), "nothing");
  EXPECT_EQ(sum("9999-12-31T23:59:59.999", "1", "millisecond"), "nothing");
  EXPECT_EQ(sum("0001-01-01", "-1", "day"), "nothing");
  EXPECT_EQ(sum("0001-12", "-11", "months"), "0001-01");
  EXPECT_EQ(sum("0001-12", "-12", "months"), "nothing");
  EXPECT_EQ(sum("0001-01-01", "3652058", "days"), "9999-12-31");
  EXPECT_EQ(sum("0001-01-01", "3652059", "days"), "nothing");
}

TEST(TemporalSumTest, SurvivesAmountsBeyondAllMeasure) {
  for (const std::string_view amount :
       {"9223372036854775807", "-9223372036854775808", "99999999999999999999999999999999999999"}) {
    EXPECT_EQ(sum("2018-01-01", amount, "years"), "nothing");
    EXPECT_EQ(sum("2018-01-01", amount, "days"), "nothing");
    EXPECT_EQ(sum("2018-01-01T00:00:00", amount, "milliseconds"), "nothing");
    EXPECT_EQ(sum("2018", amount, "seconds"), "nothing");
  }
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
