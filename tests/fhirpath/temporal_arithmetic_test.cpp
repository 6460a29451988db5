// Calendar durations added to dates and times: FHIRPath 2.0, #datetime-arithmetic.
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

std::string sum(std::string_view value, std::string_view amount, std::string_view unit) {
  return text_of(
      add(literal(value), Decimal::parse(amount).value(), find_calendar_unit(unit).value()));
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

}  // namespace
}  // namespace gateway::fhirpath
