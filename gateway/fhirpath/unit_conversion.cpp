// Amounts in other units: ratios and special scales.
#include "gateway/fhirpath/unit_conversion.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "gateway/fhir/unit_table.hpp"
#include "gateway/fhirpath/amount.hpp"

namespace gateway::fhirpath {
namespace {

using fhir::Factor;
using fhir::ScaleKind;
using fhir::special_scale;
using fhir::SpecialScale;
using fhir::Unit;

constexpr int kPowerStep = 18;
constexpr Factor::Whole kTenToStep = 1'000'000'000'000'000'000;

std::optional<Decimal> decimal_of(Factor::Whole whole) noexcept {
  const auto low = static_cast<std::int64_t>(whole % kTenToStep);
  const Factor::Whole rest = whole / kTenToStep;
  if (rest == 0) return Decimal(low);
  const auto high = decimal_of(rest);
  const auto shifted = high ? multiply(*high, Decimal(std::int64_t{kTenToStep})) : std::nullopt;
  return shifted ? add(*shifted, Decimal(low)) : std::nullopt;
}

// 10^exponent. REQUIRES: |exponent| ≤ kPowerStep.
std::optional<Decimal> power_of_ten(int exponent) noexcept {
  std::array<char, 8> text{'1', 'e'};
  char* const end = std::to_chars(text.data() + 2, text.data() + text.size(), exponent).ptr;
  return Decimal::parse({text.data(), end});
}

// value × 10^exponent
std::optional<Decimal> shifted(const Decimal& value, int exponent) noexcept {
  std::optional<Decimal> result = value;
  while (result && !result->is_zero() && exponent != 0) {
    const int step = std::clamp(exponent, -kPowerStep, kPowerStep);
    const auto power = power_of_ten(step);
    result = power ? multiply(*result, *power) : std::nullopt;
    exponent -= step;
  }
  if (result && result->is_zero() && !value.is_zero()) return std::nullopt;
  return result;
}

// above / below × 10^exponent. A number that ends keeps all its digits; of one that does not end,
// as many remain as a quotient has.
std::optional<Decimal> shifted_quotient(const Decimal& above,
                                        const Decimal& below,
                                        int exponent) noexcept {
  if (below == Decimal(1)) return shifted(above, exponent);
  if (exponent > 0) {
    if (const auto raised = shifted(above, exponent)) return divide(*raised, below);
    if (const auto lowered = shifted(below, -exponent)) return divide(above, *lowered);
  }
  const auto quotient = divide(above, below);
  if (!quotient || (quotient->is_zero() && !above.is_zero())) return std::nullopt;
  return shifted(*quotient, exponent);
}

std::optional<Decimal> times_whole(const Decimal& value, Factor::Whole whole) noexcept {
  if (whole == 1) return value;
  const auto factor = decimal_of(whole);
  return factor ? multiply(value, *factor) : std::nullopt;
}

std::optional<Decimal> exactly_scaled(const Decimal& a,
                                      const Decimal& b,
                                      const Factor& factor) noexcept {
  const auto above = times_whole(a, factor.numerator());
  const auto below = times_whole(b, factor.denominator());
  if (!above || !below) return std::nullopt;
  return shifted_quotient(*above, *below, factor.exponent());
}

std::optional<Decimal> power_of_base(unsigned base, const Decimal& exponent) noexcept {
  return base == 0 ? exponential(exponent) : power(Decimal(base), exponent);
}

std::optional<Decimal> logarithm_to_base(unsigned base, const Decimal& value) noexcept {
  return base == 0 ? natural_logarithm(value) : logarithm(value, Decimal(base));
}

// The number that, times unit.factor, is the amount in base units.
std::optional<Decimal> on_ratio_scale(const Decimal& value, const Unit& unit) noexcept {
  if (unit.special == 0) return value;
  const SpecialScale& scale = special_scale(unit.special);
  const auto number = shifted(value, unit.special_prefix);
  if (!number || scale.kind == ScaleKind::closed) return std::nullopt;
  if (scale.kind == ScaleKind::logarithmic) {
    const auto exponent = divide(*number, Decimal(scale.steps));
    return exponent ? power_of_base(scale.base, *exponent) : std::nullopt;
  }
  const auto offset = Decimal::parse(scale.offset);
  return offset ? add(*number, *offset) : std::nullopt;
}

std::optional<Decimal> from_ratio_scale(const Decimal& value, const Unit& unit) noexcept {
  if (unit.special == 0) return value;
  const SpecialScale& scale = special_scale(unit.special);
  std::optional<Decimal> number;
  if (scale.kind == ScaleKind::logarithmic) {
    const auto exponent = logarithm_to_base(scale.base, value);
    if (exponent) number = multiply(*exponent, Decimal(scale.steps));
  } else if (scale.kind == ScaleKind::offset) {
    const auto offset = Decimal::parse(scale.offset);
    if (offset) number = subtract(value, *offset);
  }
  return number ? shifted(*number, -unit.special_prefix) : std::nullopt;
}

// How a is to b, where a is too large to be written: as its sign says.
std::strong_ordering order_beyond(const Decimal& a) noexcept {
  return a.is_negative() ? std::strong_ordering::less : std::strong_ordering::greater;
}

// a × factor against b
std::optional<std::strong_ordering> compare_scaled(const Decimal& a,
                                                   const Decimal& b,
                                                   const Factor& factor) noexcept {
  const auto above = times_whole(a, factor.numerator());
  const auto below = times_whole(b, factor.denominator());
  if (!above || !below) return std::nullopt;
  if (factor.exponent() >= 0) {
    const auto left = shifted(*above, factor.exponent());
    return left ? *left <=> *below : order_beyond(a);
  }
  const auto right = shifted(*below, -factor.exponent());
  return right ? *above <=> *right : 0 <=> order_beyond(b);
}

}  // namespace

std::optional<Decimal> scaled_quotient(const Decimal& a,
                                       const Decimal& b,
                                       const Factor& factor) noexcept {
  if (b.is_zero()) return std::nullopt;
  if (const auto result = exactly_scaled(a, b, factor)) return result;
  return exactly_scaled(a, b, factor.shortened());
}

std::optional<Decimal> scaled(const Decimal& value, const Factor& factor) noexcept {
  return scaled_quotient(value, Decimal(1), factor);
}

std::optional<Decimal> convert(const Decimal& value, const Unit& from, const Unit& to) noexcept {
  if (!is_comparable(from, to)) return std::nullopt;
  if (from == to) return value;
  if (from.special != 0 && from.special == to.special) {
    return shifted(value, from.special_prefix - to.special_prefix);
  }
  const auto ratio = on_ratio_scale(value, from);
  if (!ratio) return std::nullopt;
  const auto in_target = scaled(*ratio, from.factor.times(to.factor.inverse()));
  return in_target ? from_ratio_scale(*in_target, to) : std::nullopt;
}

std::optional<std::strong_ordering> compare(const Decimal& a,
                                            const Unit& unit_of_a,
                                            const Decimal& b,
                                            const Unit& unit_of_b) noexcept {
  if (!is_comparable(unit_of_a, unit_of_b)) return std::nullopt;
  if (unit_of_a.special != 0 && unit_of_a.special == unit_of_b.special) {
    const int power = unit_of_a.special_prefix - unit_of_b.special_prefix;
    return compare_scaled(a, b, Factor::power_of_ten(power));
  }
  const auto ratio_a = on_ratio_scale(a, unit_of_a);
  const auto ratio_b = on_ratio_scale(b, unit_of_b);
  if (!ratio_a || !ratio_b) return std::nullopt;
  const Factor factor = unit_of_a.factor.times(unit_of_b.factor.inverse());
  if (const auto order = compare_scaled(*ratio_a, *ratio_b, factor)) return order;
  return compare_scaled(*ratio_a, *ratio_b, factor.shortened());
}

}  // namespace gateway::fhirpath
