// Calendar durations and what is added to a date or a time.
#include <algorithm>

#include "gateway/fhirpath/temporal.hpp"
#include "gateway/fhirpath/temporal_parts.hpp"

namespace gateway::fhirpath {
namespace {

constexpr std::int64_t kMonthsOfYear = 12;
constexpr std::int64_t kSecond = 1000;  // milliseconds, like those below
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kMonth = 30 * kDay;  // only where months are the precision
constexpr std::int64_t kYear = 365 * kDay;  // only where years are the precision
// Beyond these no date is left.
constexpr std::int64_t kMaxMonths = 9999 * kMonthsOfYear;
constexpr std::int64_t kMaxMilliseconds = 9999 * (366 * kDay);

struct Unit {
  std::string_view singular;
  std::string_view plural;
  Part part;
  std::int64_t size;  // months for years and months, milliseconds for the others
};

constexpr std::array<Unit, 8> kUnits{{
    // in the order of CalendarUnit
    {"year", "years", Part::year, kMonthsOfYear},
    {"month", "months", Part::month, 1},
    {"week", "weeks", Part::day, 7 * kDay},
    {"day", "days", Part::day, kDay},
    {"hour", "hours", Part::hour, kHour},
    {"minute", "minutes", Part::minute, kMinute},
    {"second", "seconds", Part::second, kSecond},
    {"millisecond", "milliseconds", Part::millisecond, 1},
}};

// Milliseconds of one of each Part, as far as an amount is cut to it.
constexpr std::array<std::int64_t, kPartCount> kSteps{kYear, kMonth, kDay, kHour, kMinute, 1, 1};

// The amount in months or milliseconds. Above seconds only whole units count.
std::optional<std::int64_t> size_of(const Decimal& amount, const Unit& unit) noexcept {
  const bool is_whole = unit.part < Part::second;
  const auto size = multiply(is_whole ? amount.truncated() : amount, Decimal{unit.size});
  return size ? size->truncated().to_integer() : std::nullopt;
}

std::optional<Parts> add_months(Parts parts, std::int64_t months) noexcept {
  if (months < -kMaxMonths || months > kMaxMonths) return std::nullopt;
  const std::int64_t sum = parts[0] * kMonthsOfYear + (parts[1] - 1) + months;
  if (sum < kMonthsOfYear || sum >= (kHighestParts[0] + 1) * kMonthsOfYear) return std::nullopt;
  parts[0] = static_cast<int>(sum / kMonthsOfYear);
  parts[1] = static_cast<int>(sum % kMonthsOfYear) + 1;
  parts[2] = std::min(parts[2], last_day(parts[0], parts[1]));
  return parts;
}

std::optional<Parts> add_milliseconds(Parts parts, std::int64_t milliseconds) noexcept {
  if (milliseconds < -kMaxMilliseconds || milliseconds > kMaxMilliseconds) return std::nullopt;
  const auto sum = time_of_day(parts) + std::chrono::milliseconds{milliseconds};
  const auto over = std::chrono::floor<std::chrono::days>(sum);
  set_time_of_day(parts, sum - over);
  set_days(parts, days_of(parts) + over);
  if (parts[0] < kLowestParts[0] || parts[0] > kHighestParts[0]) return std::nullopt;
  return parts;
}

// A Time has no date that a sum could leave.
Parts turn_clock(Parts parts, std::int64_t milliseconds) noexcept {
  const auto sum = time_of_day(parts) + std::chrono::milliseconds{milliseconds % kDay};
  set_time_of_day(parts, sum - std::chrono::floor<std::chrono::days>(sum));
  return parts;
}

std::optional<Parts> add_size(const Temporal& value, std::int64_t size, const Unit& unit) noexcept {
  Parts parts = parts_of(value);
  int& second = parts[index_of(Part::second)];
  second = std::min(second, kHighestParts[index_of(Part::second)]);
  if (unit.part <= Part::month) {
    return add_months(parts, value.precision == Part::year ? size - size % kMonthsOfYear : size);
  }

  const std::int64_t step = kSteps[index_of(value.precision)];
  if (value.kind == TemporalKind::time) return turn_clock(parts, size - size % step);
  if (value.precision == Part::year) return add_months(parts, size / step * kMonthsOfYear);
  if (value.precision == Part::month) return add_months(parts, size / step);
  return add_milliseconds(parts, size - size % step);
}

}  // namespace

std::optional<CalendarUnit> find_calendar_unit(std::string_view word) noexcept {
  const auto* const unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& candidate) {
    return word == candidate.singular || word == candidate.plural;
  });
  if (unit == kUnits.end()) return std::nullopt;
  return static_cast<CalendarUnit>(unit - kUnits.begin());
}

std::optional<Temporal> add(const Temporal& value,
                            const Decimal& amount,
                            CalendarUnit calendar_unit) noexcept {
  const Unit& unit = kUnits[static_cast<std::size_t>(calendar_unit)];
  if (unit.part < first_part(value.kind)) return std::nullopt;
  const std::optional<std::int64_t> size = size_of(amount, unit);
  const std::optional<Parts> sum = size ? add_size(value, *size, unit) : std::nullopt;
  if (!sum) return std::nullopt;

  const bool gains_milliseconds =
      value.precision == Part::second && (*sum)[index_of(Part::millisecond)] != 0;
  return with_parts(value, *sum, gains_milliseconds ? Part::millisecond : value.precision);
}

}  // namespace gateway::fhirpath
