#include "gateway/fhir/unit.hpp"

#include <algorithm>
#include <cstdlib>

#include "gateway/fhir/unit_table.hpp"

namespace gateway::fhir {
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

bool is_closed(const Unit& unit) noexcept {
  return unit.special != 0 && special_scale(unit.special).kind == ScaleKind::closed;
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

bool is_comparable(const Unit& a, const Unit& b) noexcept {
  if ((is_closed(a) || is_closed(b)) && a.special != b.special) return false;
  return a.dimension == b.dimension && a.arbitrary == b.arbitrary &&
         a.arbitrary_power == b.arbitrary_power;
}

}  // namespace gateway::fhir
