#include "gateway/validation/profile/value_bounds.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>

#include "gateway/fhir/date_time.hpp"
#include "gateway/fhirpath/compare.hpp"
#include "gateway/fhirpath/item.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

// A unit of time: of the calendar in months, of the clock in seconds.
struct TimeUnit {
  std::string_view code;  // of UCUM
  int months = 0;
  int seconds = 0;
};

constexpr std::array kUnits = {
    TimeUnit{"a", 12, 0},
    TimeUnit{"mo", 1, 0},
    TimeUnit{"wk", 0, 7 * 86'400},
    TimeUnit{"d", 0, 86'400},
    TimeUnit{"h", 0, 3'600},
    TimeUnit{"min", 0, 60},
    TimeUnit{"s", 0, 1},
};

// Longer times than that are no limit.
constexpr int kMaxAmount = 10'000;

bool is_below(Node value, Node bound) {
  if (!value || !bound) return false;
  fhirpath::Budget budget{.limit = 1000};
  const auto comparison = fhirpath::compare(value, bound, std::chrono::minutes(0), budget);
  return comparison.is_possible && comparison.order == std::strong_ordering::less;
}

// `now` and `months` of the calendar; a day that the month has not is its last.
Instant add_months(Instant now, int months) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const auto moved = std::chrono::year_month_day(day) + std::chrono::months(months);
  const auto last = moved.ok() ? moved : moved.year() / moved.month() / std::chrono::last;
  return std::chrono::sys_days(last) + (now - day);
}

// The time of `quantity` after `now`, or before it if `sign` is -1; whole numbers only.
std::optional<Instant> moved_by(Instant now, Node quantity, int sign) {
  const auto* unit = std::ranges::find(kUnits, quantity.child("code").value(), &TimeUnit::code);
  const std::string_view text = quantity.child("value").value();
  int amount = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (unit == kUnits.end() || read.ec != std::errc() || read.ptr != text.data() + text.size() ||
      amount < 0 || amount > kMaxAmount) {
    return std::nullopt;
  }
  const auto seconds = std::chrono::seconds(std::int64_t{unit->seconds} * amount * sign);
  return add_months(now, unit->months * amount * sign) + seconds;
}

std::optional<fhir::Period> period_in(Node value) {
  const auto parsed = fhir::parse_date_time(value.value());
  if (!parsed) return std::nullopt;
  return fhir::period_of(*parsed, fhir::FixedZone(std::chrono::minutes(0)));
}

bool is_time_limit(Node value, Node bound) {
  const fhir::Primitive kind = value.primitive();
  return bound.type_name() == "Quantity" &&
         (kind == fhir::Primitive::date || kind == fhir::Primitive::date_time ||
          kind == fhir::Primitive::instant);
}

}  // namespace

bool is_below_minimum(Node value, Node bound, Instant now) {
  if (!is_time_limit(value, bound)) return is_below(value, bound);
  const auto limit = moved_by(now, bound, -1);
  const auto period = period_in(value);
  return limit && period && period->high <= *limit;
}

bool is_above_maximum(Node value, Node bound, Instant now) {
  if (!is_time_limit(value, bound)) return is_below(bound, value);
  const auto limit = moved_by(now, bound, 1);
  const auto period = period_in(value);
  return limit && period && period->low > *limit;
}

std::size_t character_count(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace gateway::validation
