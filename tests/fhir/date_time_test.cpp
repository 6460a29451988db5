#include "gateway/fhir/date_time.hpp"

#include <gtest/gtest.h>

namespace gateway::fhir {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::minutes;

Instant instant(std::string_view text) {
  return to_instant(parse_instant(text).value()).value();
}

Period period(std::string_view text, minutes offset = minutes(0)) {
  return period_of(parse_search_date(text).value(), FixedZone(offset));
}

struct PeriodRow {
  std::string_view text;
  std::string_view low;
  std::string_view high;
};

TEST(DateTimeTest, CoversThePeriodThatThePrecisionLeavesOpen) {
  for (const PeriodRow& row : {
           PeriodRow{"2023", "2023-01-01T00:00:00Z", "2024-01-01T00:00:00Z"},
           PeriodRow{"2023-12", "2023-12-01T00:00:00Z", "2024-01-01T00:00:00Z"},
           PeriodRow{"2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"},
           PeriodRow{"2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"},
           PeriodRow{"2024-02-29T10:15", "2024-02-29T10:15:00Z", "2024-02-29T10:16:00Z"},
           PeriodRow{"2024-02-29T10:15:30Z", "2024-02-29T10:15:30Z", "2024-02-29T10:15:31Z"},
           PeriodRow{"2024-02-29T10:15:30.0Z", "2024-02-29T10:15:30Z", "2024-02-29T10:15:30.1Z"},
           PeriodRow{
               "2024-02-29T10:15:30.12Z", "2024-02-29T10:15:30.12Z", "2024-02-29T10:15:30.13Z"},
           PeriodRow{"2024-02-29T10:15:30.1234567Z",
                     "2024-02-29T10:15:30.123456Z",
                     "2024-02-29T10:15:30.123457Z"},
           PeriodRow{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", "2017-01-01T00:00:01Z"},
           PeriodRow{"9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T23:59:60Z"},
       }) {
    EXPECT_EQ(period(row.text), (Period{instant(row.low), instant(row.high)})) << row.text;
  }
}

TEST(DateTimeTest, UsesTheZoneOnlyForValuesWithoutOffset) {
  EXPECT_EQ(period("2024-05-01", 2h).low, instant("2024-04-30T22:00:00Z"));
  EXPECT_EQ(period("2024-05-01", -5h).high, instant("2024-05-02T05:00:00Z"));
  EXPECT_EQ(period("2024-05-01T00:00:00-03:30", 2h).low, instant("2024-05-01T03:30:00Z"));
}

TEST(DateTimeTest, SurvivesYearsAtTheEndsOfTheCalendar) {
  EXPECT_LT(period("0001", 14h).low, period("0001").low);
  EXPECT_EQ(period("9999").high - period("9998").high, std::chrono::days(365));
}

struct OrderRow {
  std::string_view a;
  std::string_view b;
  std::partial_ordering expected;
};

TEST(DateTimeTest, ComparesWhatCanBeDecided) {
  using Order = std::partial_ordering;
  for (const OrderRow& row : {
           OrderRow{"2023", "2024", Order::less},
           OrderRow{"2024", "2024", Order::equivalent},
           OrderRow{"2024", "2024-05", Order::unordered},
           OrderRow{"2023", "2024-05", Order::less},
           OrderRow{"2024-05-02", "2024-05", Order::unordered},
           OrderRow{"2024-06-01", "2024-05", Order::greater},
           OrderRow{"2024-05-01T10:00:00Z", "2024-05-01T12:00:00+02:00", Order::equivalent},
           OrderRow{"2024-05-01T10:00:00Z", "2024-05-01T10:00:00.000Z", Order::equivalent},
           OrderRow{"2024-05-01T10:00:00Z", "2024-05-01T10:00:00.001Z", Order::less},
           OrderRow{"2024-05-01T10:00:00Z", "2024-05-01T11:00:00+02:00", Order::greater},
           OrderRow{"2024-05-01T10:00:00", "2024-05-01T10:00:00Z", Order::unordered},
           OrderRow{"2024-05-01", "2024-05-01T10:00:00Z", Order::unordered},
           OrderRow{"2024-05-01", "2024-05-03T10:00:00Z", Order::less},
           OrderRow{"2024-05-01", "2024-05-02T05:00:00Z", Order::unordered},
           OrderRow{"2024-05-01", "2024-04-29T00:00:00Z", Order::greater},
       }) {
    const DateTime a = parse_search_date(row.a).value();
    const DateTime b = parse_search_date(row.b).value();
    EXPECT_EQ(compare(a, b), row.expected) << row.a << " " << row.b;
    EXPECT_EQ(compare(b, a), 0 <=> row.expected) << row.b << " " << row.a;
  }
}

TEST(DateTimeTest, WritesAnInstantWithMilliseconds) {
  EXPECT_EQ(to_text(instant("2024-05-01T12:00:00.0019Z")), "2024-05-01T12:00:00.001Z");
  EXPECT_EQ(to_text(instant("2024-01-01T00:30:00+01:00")), "2023-12-31T23:30:00.000Z");
  EXPECT_EQ(to_text(instant("0001-02-03T04:05:06.007Z")), "0001-02-03T04:05:06.007Z");
  EXPECT_EQ(to_text(Instant(microseconds(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(DateTimeTest, ReadsBackTheInstantItWrites) {
  for (std::int64_t ms = -62'000'000'000'000; ms < 250'000'000'000'000; ms += 9'876'543'210'987) {
    const Instant at(std::chrono::milliseconds{ms});
    EXPECT_EQ(instant(to_text(at)), at);
  }
}

TEST(DateTimeTest, ReadsSearchDatesThatAreNoDateTimes) {
  EXPECT_EQ(parse_search_date("2024-05-01T10:15")->precision, Precision::minute);
  EXPECT_TRUE(parse_search_date("2024-05-01T10:15Z")->offset);
  EXPECT_FALSE(parse_search_date("2024-05-01T10:15:00")->offset);
  EXPECT_FALSE(parse_search_date("2024-05-01T10"));
  EXPECT_FALSE(parse_search_date("2024-05-01T"));
  EXPECT_FALSE(parse_search_date("2024-05T10:15"));
}

TEST(DateTimeTest, KnowsNoInstantForAValueWithoutOffset) {
  EXPECT_FALSE(to_instant(parse_date("2024-05-01").value()));
}

TEST(DateTimeTest, ReadsATimeSinceMidnight) {
  EXPECT_EQ(parse_time("01:02:03.5"), 1h + 2min + 3s + 500ms);
  EXPECT_FALSE(parse_time("24:00:00"));
}

}  // namespace
}  // namespace gateway::fhir
