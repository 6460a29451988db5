// DateTime: date, dateTime and instant with the precision and the offset they were written with.
//
//   const auto born = parse_date("2012-03");              // precision month, no offset
//   const Period march = period_of(*born, FixedZone(std::chrono::hours(1)));
//   march.low;                                            // 2012-02-29T23:00:00Z
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace gateway::fhir {

// The last part that is given. Seconds and their fraction are one precision.
enum class Precision : std::uint8_t { year, month, day, hour, minute, second };

// A valid date or point in time; parts beyond the precision are at their lowest.
struct DateTime {
  std::chrono::year_month_day date{};
  std::chrono::microseconds time_of_day{};          // digits below a microsecond are cut
  std::optional<std::chrono::minutes> offset = {};  // east of Greenwich; absent if not given
  Precision precision = Precision::day;
  std::uint8_t fraction_digits = 0;  // of the seconds, as written; 6 stands for more as well

  friend bool operator==(const DateTime&, const DateTime&) = default;
};

// All parsers read the whole of `text` and give nothing for a day that does not exist, for 24:00
// and for an offset beyond 14:00. Second 60 is read, as the first of the next minute. Source: FHIR
// R4, datatypes.html#date, #dateTime, #instant, #time.

// YYYY, YYYY-MM or YYYY-MM-DD.
std::optional<DateTime> parse_date(std::string_view text) noexcept;
// A date, or a date with time to the second at least, and offset.
std::optional<DateTime> parse_date_time(std::string_view text) noexcept;
// A date with time to the second at least, and offset.
std::optional<DateTime> parse_instant(std::string_view text) noexcept;
// hh:mm:ss with or without a fraction, as time since midnight.
std::optional<std::chrono::microseconds> parse_time(std::string_view text) noexcept;
// As parse_date_time(); the time may also end after the minutes, and the offset may be missing.
// Source: FHIR R4, search.html#date.
std::optional<DateTime> parse_search_date(std::string_view text) noexcept;

// The local time of a place; what a date without offset means there.
//
// THREADS: any.
class Zone {
 public:
  virtual ~Zone() = default;
  // The first instant at which clocks there show `local`, or, if they skip it, the instant of the
  // skip.
  virtual Instant to_utc(std::chrono::local_time<std::chrono::microseconds> local) const = 0;
};

class FixedZone final : public Zone {
 public:
  explicit FixedZone(std::chrono::minutes offset) : offset_(offset) {}
  Instant to_utc(std::chrono::local_time<std::chrono::microseconds> local) const override;

 private:
  std::chrono::minutes offset_;
};

// The instants from `low` to before `high`.
struct Period {
  Instant low;
  Instant high;
  friend bool operator==(const Period&, const Period&) = default;
};

// What `value` covers: "10:00:00" the second, "10:00:00.0" a tenth of it, at least a microsecond.
Period period_of(const DateTime& value, const Zone& zone);

// The order of what two values cover; values of one precision are ordered by where they begin.
// `unordered` if values of different precision overlap, or if one has an offset, the other has none
// and the answer depends on the place.
std::partial_ordering compare(const DateTime& a, const DateTime& b);

// "2024-05-01T12:00:00.000Z", cut to milliseconds: the form of lastUpdated.
std::string to_text(Instant instant);

// The point in time of a value with offset; nothing without one.
std::optional<Instant> to_instant(const DateTime& value) noexcept;

}  // namespace gateway::fhir
