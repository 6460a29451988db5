#include "gateway/fhirpath/unit.hpp"

#include <algorithm>
#include <cstdlib>

#include "gateway/fhirpath/unit_conversion.hpp"
#include "gateway/fhirpath/unit_table.hpp"

namespace gateway::fhirpath {
namespace {

// Base units in the order of their characters, as an index into Dimension.
constexpr std::array<std::uint8_t, kBaseUnits> kTextOrder = {5, 4, 6, 2, 0, 3, 1};

bool is_within_limit(int exponent) noexcept {
  return std::abs(exponent) <= kMaxUnitExponent;
}

void append_power(std::string& text, std::string_view symbol, int exponent) {
  if (exponent == 0) return;
  if (!text.empty()) text += '.';
  text += symbol;
  if (exponent != 1) text += std::to_string(exponent);
}

bool is_plain(const Amount& amount) noexcept {
  return amount.unit == "1";
}

// In parentheses no term begins with a stroke.
std::string in_parentheses(std::string_view unit) {
  std::string text = unit.starts_with('/') ? "(1" : "(";
  return text.append(unit).append(")");
}

// The units as they are, where the base units are out of reach.
std::optional<Amount> as_written(const Decimal& value,
                                 const Amount& a,
                                 char operation,
                                 const Amount& b) {
  Amount result{value, in_parentheses(a.unit) + operation + in_parentheses(b.unit)};
  if (result.unit.size() > kMaxUnitText) return std::nullopt;
  return result;
}

std::optional<Amount> with_unit(const std::optional<Decimal>& value, std::string_view unit) {
  if (!value) return std::nullopt;
  return Amount{*value, std::string(unit)};
}

}  // namespace

std::optional<Unit> product(const Unit& a, const Unit& b) noexcept {
  if (a.special != 0 || b.special != 0) return std::nullopt;
  if (a.arbitrary != 0 && b.arbitrary != 0 && a.arbitrary != b.arbitrary) return std::nullopt;
  Unit result{.factor = a.factor.times(b.factor)};
  for (std::size_t i = 0; i < result.dimension.size(); ++i) {
    const int exponent = a.dimension[i] + b.dimension[i];
    if (!is_within_limit(exponent)) return std::nullopt;
    result.dimension[i] = static_cast<std::int8_t>(exponent);
  }
  const int power = a.arbitrary_power + b.arbitrary_power;
  if (!is_within_limit(power)) return std::nullopt;
  result.arbitrary_power = static_cast<std::int8_t>(power);
  result.arbitrary = power == 0 ? std::uint8_t{0} : std::max(a.arbitrary, b.arbitrary);
  return result;
}

std::optional<Unit> raised(const Unit& unit, int exponent) noexcept {
  if (exponent == 1) return unit;
  if (unit.special != 0 || !is_within_limit(exponent)) return std::nullopt;
  Unit result{.factor = unit.factor.raised(exponent)};
  for (std::size_t i = 0; i < result.dimension.size(); ++i) {
    const int power = unit.dimension[i] * exponent;
    if (!is_within_limit(power)) return std::nullopt;
    result.dimension[i] = static_cast<std::int8_t>(power);
  }
  const int power = unit.arbitrary_power * exponent;
  if (!is_within_limit(power)) return std::nullopt;
  result.arbitrary_power = static_cast<std::int8_t>(power);
  result.arbitrary = power == 0 ? std::uint8_t{0} : unit.arbitrary;
  return result;
}

std::string base_text(const Unit& unit) {
  std::string text;
  if (unit.arbitrary != 0) {
    append_power(text, arbitrary_unit(unit.arbitrary), unit.arbitrary_power);
  }
  for (const std::uint8_t i : kTextOrder)
    append_power(text, base_unit(i), unit.dimension[i]);
  return text.empty() ? "1" : text;
}

std::optional<Amount> multiply(const Amount& a, const Amount& b) {
  const auto unit_a = parse_unit(a.unit);
  const auto unit_b = parse_unit(b.unit);
  if (!unit_a || !unit_b || unit_a->special != 0 || unit_b->special != 0) return std::nullopt;
  const auto value = multiply(a.value, b.value);
  if (is_plain(a)) return with_unit(value, b.unit);
  if (is_plain(b)) return with_unit(value, a.unit);
  const auto unit = product(*unit_a, *unit_b);
  if (!unit || !value) return std::nullopt;
  if (const auto in_base = scaled(*value, unit->factor)) return Amount{*in_base, base_text(*unit)};
  return as_written(*value, a, '.', b);
}

std::optional<Amount> divide(const Amount& a, const Amount& b) {
  const auto unit_a = parse_unit(a.unit);
  const auto unit_b = parse_unit(b.unit);
  if (!unit_a || !unit_b || unit_a->special != 0 || unit_b->special != 0) return std::nullopt;
  if (is_plain(b)) return with_unit(divide(a.value, b.value), a.unit);
  const auto inverse = raised(*unit_b, -1);
  const auto unit = inverse ? product(*unit_a, *inverse) : std::nullopt;
  if (!unit) return std::nullopt;
  if (const auto in_base = scaled_quotient(a.value, b.value, unit->factor)) {
    return Amount{*in_base, base_text(*unit)};
  }
  const auto value = divide(a.value, b.value);
  return value ? as_written(*value, a, '/', b) : std::nullopt;
}

}  // namespace gateway::fhirpath
