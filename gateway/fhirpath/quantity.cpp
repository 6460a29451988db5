#include "gateway/fhirpath/quantity.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"
#include "gateway/fhirpath/amount.hpp"
#include "gateway/fhirpath/temporal.hpp"

namespace gateway::fhirpath {
namespace {

struct Duration {
  CalendarUnit unit;
  std::string_view word;
  std::string_view code;  // of UCUM
  std::int64_t milliseconds;
  bool is_definite;  // as long on the calendar as in UCUM
};
constexpr auto kDurations = std::to_array<Duration>({
    {CalendarUnit::year, "year", "a", 31'536'000'000, false},
    {CalendarUnit::month, "month", "mo", 2'592'000'000, false},
    {CalendarUnit::week, "week", "wk", 604'800'000, true},
    {CalendarUnit::day, "day", "d", 86'400'000, true},
    {CalendarUnit::hour, "hour", "h", 3'600'000, true},
    {CalendarUnit::minute, "minute", "min", 60'000, true},
    {CalendarUnit::second, "second", "s", 1000, true},
    {CalendarUnit::millisecond, "millisecond", "ms", 1, true},
});
constexpr std::int64_t kMonthsOfYear = 12;

const Duration* or_null(const auto& row) noexcept {
  return row == kDurations.end() ? nullptr : &*row;
}
const Duration* find_word(std::string_view word) noexcept {
  const auto unit = find_calendar_unit(word);
  return unit ? or_null(std::ranges::find(kDurations, *unit, &Duration::unit)) : nullptr;
}
const Duration* find_code(std::string_view code) noexcept {
  return or_null(std::ranges::find(kDurations, code, &Duration::code));
}

// What a unit is: of the calendar, or a UCUM duration of the same length.
const Duration* definite(std::string_view unit, bool is_calendar) noexcept {
  const Duration* found = is_calendar ? find_word(unit) : find_code(unit);
  return found != nullptr && found->is_definite ? found : nullptr;
}

std::optional<Decimal> scaled(const Decimal& value, std::int64_t from, std::int64_t to) noexcept {
  const auto product = multiply(value, Decimal(from));
  return product ? divide(*product, Decimal(to)) : std::nullopt;
}

// Between years and months without a detour over days.
std::optional<Decimal> convert(const Decimal& value,
                               const Duration& from,
                               const Duration& to) noexcept {
  if (from.is_definite || to.is_definite) return scaled(value, from.milliseconds, to.milliseconds);
  const auto months = [](const Duration& each) {
    return each.unit == CalendarUnit::year ? kMonthsOfYear : 1;
  };
  return scaled(value, months(from), months(to));
}

// The two as durations between which the calendar's factors hold.
struct Durations {
  const Duration* from = nullptr;
  const Duration* to = nullptr;
};
Durations durations_of(const Quantity& quantity, std::string_view unit, bool is_calendar) noexcept {
  if (quantity.is_calendar && is_calendar) return {find_word(quantity.unit), find_word(unit)};
  return {definite(quantity.unit, quantity.is_calendar), definite(unit, is_calendar)};
}

bool is_same_unit(const Quantity& quantity, std::string_view unit, bool is_calendar) noexcept {
  return quantity.unit == unit && quantity.is_calendar == is_calendar;
}

// A year or a month, of the calendar or of UCUM.
bool is_indefinite(const Quantity& quantity) noexcept {
  const Duration* found =
      quantity.is_calendar ? find_word(quantity.unit) : find_code(quantity.unit);
  return found != nullptr && !found->is_definite;
}

// In months if the other one is of months or years too, otherwise in milliseconds.
std::optional<Decimal> calendar_size(const Quantity& quantity, const Quantity& other) noexcept {
  const Duration* duration = find_word(quantity.unit);
  if (duration == nullptr) return std::nullopt;
  const bool is_in_months = is_indefinite(quantity) && is_indefinite(other);
  const std::int64_t months = duration->unit == CalendarUnit::year ? kMonthsOfYear : 1;
  return multiply(quantity.value, Decimal(is_in_months ? months : duration->milliseconds));
}

bool is_special(const Quantity& quantity) noexcept {
  const auto unit = quantity.is_calendar ? std::nullopt : fhir::parse_unit(quantity.unit);
  return unit && unit->special != 0;
}

// A word in quotes is no unit of UCUM, and not meant as one of the calendar.
std::optional<Quantity> in_unit_of(const Quantity& quantity, const Quantity& other) noexcept {
  if (is_same_unit(quantity, other.unit, other.is_calendar)) return quantity;
  if (!other.is_calendar && find_word(other.unit) != nullptr) return std::nullopt;
  return fhirpath::convert(quantity, other.unit);
}

std::string_view take_number(std::string_view text) noexcept {
  const std::size_t sign = text.starts_with('+') || text.starts_with('-') ? 1 : 0;
  const auto end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(sign),
                                    text.end(),
                                    [](char c) { return is_digit(c) || c == '.'; });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

}  // namespace

std::optional<Quantity> parse_quantity(std::string_view text) noexcept {
  const std::string_view number = take_number(text);
  const auto value = Decimal::parse(number);
  if (!value) return std::nullopt;
  text.remove_prefix(number.size());
  while (!text.empty() && is_space(text.front()))
    text.remove_prefix(1);
  if (text.empty()) return Quantity{.value = *value};
  if (find_word(text) != nullptr) return Quantity{*value, text, true};
  constexpr std::size_t kQuotes = 2;
  const bool is_quoted = text.size() > kQuotes && text.starts_with('\'') && text.ends_with('\'');
  if (!is_quoted) return std::nullopt;
  const std::string_view unit = text.substr(1, text.size() - kQuotes);
  if (unit.contains('\'')) return std::nullopt;
  return Quantity{*value, unit};
}

std::optional<Quantity> convert(const Quantity& quantity, std::string_view unit) noexcept {
  const bool is_calendar = find_word(unit) != nullptr;
  if (is_same_unit(quantity, unit, is_calendar)) return quantity;
  std::optional<Decimal> value;
  if (quantity.is_calendar || is_calendar) {
    const Durations durations = durations_of(quantity, unit, is_calendar);
    if (durations.from != nullptr && durations.to != nullptr)
      value = convert(quantity.value, *durations.from, *durations.to);
  } else {
    const auto from = fhir::parse_unit(quantity.unit);
    const auto to = fhir::parse_unit(unit);
    if (from && to) value = convert(quantity.value, *from, *to);
  }
  return value ? std::optional(Quantity{*value, unit, is_calendar}) : std::nullopt;
}

bool is_comparable(const Quantity& a, const Quantity& b) noexcept {
  if (is_same_unit(a, b.unit, b.is_calendar)) return true;
  if (a.is_calendar || b.is_calendar) {
    const Durations durations = durations_of(a, b.unit, b.is_calendar);
    return durations.from != nullptr && durations.to != nullptr;
  }
  const auto unit_a = fhir::parse_unit(a.unit);
  const auto unit_b = fhir::parse_unit(b.unit);
  return unit_a && unit_b && is_comparable(*unit_a, *unit_b);
}

std::optional<Quantity> on_calendar(const Quantity& quantity) noexcept {
  const Duration* duration = quantity.is_calendar ? nullptr : find_code(quantity.unit);
  if (duration == nullptr) return std::nullopt;
  return Quantity{quantity.value, duration->word, true};
}

Quantity beside(const Quantity& quantity, const Quantity& other) noexcept {
  if (!quantity.may_be_calendar || !other.is_calendar) return quantity;
  return on_calendar(quantity).value_or(quantity);
}

std::string_view ucum_unit(const Quantity& quantity) noexcept {
  const Duration* duration = quantity.is_calendar ? find_word(quantity.unit) : nullptr;
  return duration == nullptr ? quantity.unit : duration->code;
}

std::optional<std::strong_ordering> compare(const Quantity& left, const Quantity& right) noexcept {
  const Quantity a = beside(left, right);
  const Quantity b = beside(right, left);
  if (is_same_unit(a, b.unit, b.is_calendar)) return a.value <=> b.value;
  if (a.is_calendar && b.is_calendar) {
    const auto x = calendar_size(a, b);
    const auto y = calendar_size(b, a);
    return x && y ? std::optional(*x <=> *y) : std::nullopt;
  }
  if (a.is_calendar != b.is_calendar && (is_indefinite(a) || is_indefinite(b))) return std::nullopt;
  const auto from = fhir::parse_unit(ucum_unit(a));
  const auto to = fhir::parse_unit(ucum_unit(b));
  return from && to ? fhirpath::compare(a.value, *from, b.value, *to) : std::nullopt;
}

std::optional<Quantity> add(const Quantity& left, const Quantity& right) noexcept {
  Quantity a = beside(left, right);
  const Quantity b = beside(right, left);
  if (is_special(a) || is_special(b)) return std::nullopt;
  const Quantity one{.value = Decimal(1), .unit = a.unit, .is_calendar = a.is_calendar};
  const auto in_other = in_unit_of(one, b);
  const bool is_other_finer = in_other && in_other->value > Decimal(1);
  const auto x = is_other_finer ? in_unit_of(a, b) : a;
  const auto y = is_other_finer ? b : in_unit_of(b, a);
  const auto sum = x && y ? add(x->value, y->value) : std::nullopt;
  if (!sum) return std::nullopt;
  return Quantity{.value = *sum, .unit = x->unit, .is_calendar = x->is_calendar};
}

}  // namespace gateway::fhirpath
