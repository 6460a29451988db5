// Temporal: FHIRPath's Date, DateTime and Time, with the precision they were written with.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/fhirpath/decimal.hpp"

namespace gateway::fhirpath {

enum class TemporalKind : std::uint8_t { date, date_time, time };

// The last part that is given.
enum class Part : std::uint8_t { year, month, day, hour, minute, second, millisecond };

// The calendar durations of FHIRPath.
enum class CalendarUnit : std::uint8_t {
  year,
  month,
  week,
  day,
  hour,
  minute,
  second,
  millisecond,
};
// "year", "years" and so on; UCUM's codes ("a", "mo") are none of them.
std::optional<CalendarUnit> find_calendar_unit(std::string_view word) noexcept;

// A valid value; parts beyond the precision are at their lowest. Digits below a millisecond are
// cut. Second 60 is kept as it was written (FHIR takes leap seconds) and is 59 in arithmetic.
struct Temporal {
  TemporalKind kind = TemporalKind::date;
  Part precision = Part::day;
  std::uint16_t year = 1;
  std::uint8_t month = 1;
  std::uint8_t day = 1;
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  std::uint8_t second = 0;
  std::uint16_t millisecond = 0;
  std::optional<std::chrono::minutes> offset = {};  // east of Greenwich; date_time only
};

// A literal without its '@': "2015", "2015-02-04", "2015-02-04T14", "2015T", "T14:34:28.123",
// "2015-02-04T14:34Z". A DateTime has a 'T' behind the date, a Time begins with it. Years from
// 0001, hours to 23, offsets to 14:00. Source: FHIRPath 2.0, #date, #time, #datetime.
std::optional<Temporal> parse_literal(std::string_view text) noexcept;
// The lexical form of FHIR's primitives: `kind` says which; a date_time without time is read too,
// and what FHIRPath's conversions take beyond FHIR: times that end before the seconds, a DateTime
// without offset, a Time that begins with 'T'. Source: FHIR R4, datatypes.html#dateTime;
// FHIRPath 2.0, #todatetime-datetime.
std::optional<Temporal> parse_temporal(std::string_view text, TemporalKind kind) noexcept;
// As written, to its precision: "2015-02", "14:34", "2015-02-04T14:34:28.123+01:00", "2015T"
// becomes "2015". Offset zero is "Z"; milliseconds have three digits.
std::string to_text(const Temporal& value);

// To the millisecond. REQUIRES: the year is 1 to 9999 at that offset.
Temporal to_date_time(Instant instant, std::chrono::minutes offset) noexcept;
// At the offset of the value itself.
Temporal date_of(const Temporal& date_time) noexcept;
// REQUIRES: the precision is an hour or finer.
Temporal time_of(const Temporal& date_time) noexcept;

// Part by part; nothing if a part that decides is given in one of them only, or if they are of
// different kinds (a date and a date_time compare as far as the date goes). Seconds and their
// fraction are one part. If exactly one has an offset, the other is taken to be at `local`. Of two
// values with different offsets the more precise one is moved to the offset of the other.
// Source: FHIRPath 2.0, #datetime-equality, #comparison.
std::optional<std::strong_ordering> compare(const Temporal& a,
                                            const Temporal& b,
                                            std::chrono::minutes local) noexcept;
// As `~`: values of different precision (seconds and below are one) or kind are not equivalent.
bool is_equivalent(const Temporal& a, const Temporal& b, std::chrono::minutes local) noexcept;

// `amount` may be negative; its part after the point counts for seconds and below only. A unit
// finer than the precision is turned into one of the precision, and truncated (24 months are two
// years); a month has 30 days there and a year 365. A value to the second becomes one to the
// millisecond if the sum has any. A day that does not exist becomes the last of its month. Time
// wraps around midnight. Nothing beyond the years 1 to 9999, and for a unit that the kind does not
// take (a Time no days). Source: FHIRPath 2.0, #datetime-arithmetic.
std::optional<Temporal> add(const Temporal& value,
                            const Decimal& amount,
                            CalendarUnit unit) noexcept;

// How many digits of its full form the value has: 2014 has 4, 2014-01 has 6,
// 2014-01-05T10:30:00.000 has 17, T10:30 has 4. Source: FHIRPath 2.0, #precision.
unsigned digit_count(const Temporal& value) noexcept;
// The earliest and the latest value that is written like this one when it is cut to its precision,
// to `digits` digits (4, 6, 8; 12, 14, 17 for date_time; 2, 4, 6, 9 for time; absent: the most);
// nothing for another number. A date_time without offset gets +14:00 for the lowest and -12:00 for
// the highest; none has an offset when it is cut to the day or above. The highest of a date_time to
// the hour is that of its first minute, as HL7's engine has it: FHIR knows no hour without minutes.
// Source: FHIRPath 2.0, functions lowBoundary, highBoundary.
std::optional<Temporal> low_boundary(const Temporal& value,
                                     std::optional<unsigned> digits) noexcept;
std::optional<Temporal> high_boundary(const Temporal& value,
                                      std::optional<unsigned> digits) noexcept;

}  // namespace gateway::fhirpath
