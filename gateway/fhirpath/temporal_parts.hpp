// The parts of a Temporal in a row, year first: what is done to each in turn is a loop.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "gateway/fhirpath/temporal.hpp"

namespace gateway::fhirpath {

inline constexpr std::size_t kPartCount = 7;
using Parts = std::array<int, kPartCount>;

inline constexpr Parts kLowestParts{1, 1, 1, 0, 0, 0, 0};
inline constexpr Parts kHighestParts{9999, 12, 31, 23, 59, 59, 999};

constexpr std::size_t index_of(Part part) noexcept {
  return static_cast<std::size_t>(part);
}

constexpr Part first_part(TemporalKind kind) noexcept {
  return kind == TemporalKind::time ? Part::hour : Part::year;
}

constexpr Part finest_part(TemporalKind kind) noexcept {
  return kind == TemporalKind::date ? Part::day : Part::millisecond;
}

inline int last_day(int year, int month) noexcept {
  const std::chrono::year_month_day_last last = std::chrono::year{year} / month / std::chrono::last;
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

inline Parts parts_of(const Temporal& value) noexcept {
  return {value.year,
          value.month,
          value.day,
          value.hour,
          value.minute,
          value.second,
          value.millisecond};
}

// The value with these parts, down to `precision`. REQUIRES: the parts are valid.
inline Temporal with_parts(Temporal value, const Parts& parts, Part precision) noexcept {
  Parts kept = kLowestParts;
  for (std::size_t i = 0; i <= index_of(precision); ++i)
    kept[i] = parts[i];
  value.precision = precision;
  value.year = static_cast<std::uint16_t>(kept[0]);
  value.month = static_cast<std::uint8_t>(kept[1]);
  value.day = static_cast<std::uint8_t>(kept[2]);
  value.hour = static_cast<std::uint8_t>(kept[3]);
  value.minute = static_cast<std::uint8_t>(kept[4]);
  value.second = static_cast<std::uint8_t>(kept[5]);
  value.millisecond = static_cast<std::uint16_t>(kept[6]);
  return value;
}

// Days since 1970-01-01 and back.
inline std::chrono::sys_days days_of(const Parts& parts) noexcept {
  return std::chrono::year{parts[0]} / parts[1] / parts[2];
}

inline void set_days(Parts& parts, std::chrono::sys_days days) noexcept {
  const std::chrono::year_month_day date{days};
  parts[0] = static_cast<int>(date.year());
  parts[1] = static_cast<int>(static_cast<unsigned>(date.month()));
  parts[2] = static_cast<int>(static_cast<unsigned>(date.day()));
}

// The time of day and back.
inline std::chrono::milliseconds time_of_day(const Parts& parts) noexcept {
  return std::chrono::hours{parts[3]} + std::chrono::minutes{parts[4]} +
         std::chrono::seconds{parts[5]} + std::chrono::milliseconds{parts[6]};
}

inline void set_time_of_day(Parts& parts, std::chrono::milliseconds time) noexcept {
  const std::chrono::hh_mm_ss<std::chrono::milliseconds> clock{time};
  parts[3] = static_cast<int>(clock.hours().count());
  parts[4] = static_cast<int>(clock.minutes().count());
  parts[5] = static_cast<int>(clock.seconds().count());
  parts[6] = static_cast<int>(clock.subseconds().count());
}

}  // namespace gateway::fhirpath
