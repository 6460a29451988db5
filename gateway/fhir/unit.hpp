// Unit: UCUM units of measure, as far as they are compared, converted, multiplied and divided.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/fhirpath/decimal.hpp"
#include "gateway/fhirpath/unit_factor.hpp"

namespace gateway::fhirpath {

// The base units of UCUM in this order: m s g rad K C cd. A mole is a number, 6.02214076e23.
using Dimension = std::array<std::int8_t, 7>;

// What a unit text means: value × factor of the base units. Two texts that mean the same unit
// ("L" and "dm3") give equal values. Arbitrary units ([iU]) are dimensions of their own, and
// there is at most one of them in a unit.
struct Unit {
  Factor factor;  // exact, also far beyond what a Decimal holds
  Dimension dimension{};
  std::uint8_t arbitrary = 0;       // of the table of arbitrary units; 0: none
  std::int8_t arbitrary_power = 0;  // [CFU]/L: 1, ng/[iU]: -1
  std::uint8_t special = 0;         // of the table of special scales (Cel, [degF]); 0: none
  std::int8_t special_prefix = 0;   // power of ten: dB has -1

  friend constexpr bool operator==(const Unit&, const Unit&) = default;
};

// Case sensitive (c/s) UCUM: prefixes, exponents, '.', '/', parentheses, integer factors, 10*, 10^,
// annotations in braces (worth 1). Wider than UCUM in two points that the value sets of FHIR need:
// spaces in annotations, and annotations behind numbers and parentheses. At most kMaxUnitText
// characters, kMaxUnitExponent in exponents and kMaxUnitNesting parentheses in each other. Nothing
// if it is not a unit; special scales stand alone, with nothing but a prefix and an annotation.
// Source: UCUM, https://ucum.org/ucum, section 2; FHIR R4, datatypes.html#quantity.
inline constexpr std::size_t kMaxUnitText = 64;
inline constexpr int kMaxUnitExponent = 99;
inline constexpr unsigned kMaxUnitNesting = 8;
std::optional<Unit> parse_unit(std::string_view text) noexcept;

// Nothing for special scales, for two different arbitrary units, and beyond kMaxUnitExponent.
std::optional<Unit> product(const Unit& a, const Unit& b) noexcept;
std::optional<Unit> raised(const Unit& unit, int exponent) noexcept;
// In base units, the arbitrary unit first: "[iU].g-1", "g.m-1.s-2", "1" for none.
std::string base_text(const Unit& unit);

bool is_comparable(const Unit& a, const Unit& b) noexcept;
// The same amount in another unit; nothing if they are not comparable, or it does not fit: too
// large, or so small that nothing but zero would remain of it. Exact where the result ends within
// the digits of a Decimal. Logarithmic scales (B, Np) are correct to 15 digits.
std::optional<Decimal> convert(const Decimal& value, const Unit& from, const Unit& to) noexcept;
// Which of two amounts is larger: without the rounding of a conversion, and also where a
// conversion would not fit. Nothing if they are not comparable.
std::optional<std::strong_ordering> compare(const Decimal& a,
                                            const Unit& unit_of_a,
                                            const Decimal& b,
                                            const Unit& unit_of_b) noexcept;

// An amount and its unit in UCUM.
struct Amount {
  Decimal value;
  std::string unit;
};
// A product or a quotient in base units (base_text), or in the unit of the one if the other is a
// plain number (unit "1"; for a quotient, the divisor). Where that does not fit (moles squared),
// the units are put together as they are: "(mol/L).(mol/L)". Nothing for special scales, for two
// different arbitrary units, for what is not a unit, for a division by zero, and for what does not
// fit even so.
std::optional<Amount> multiply(const Amount& a, const Amount& b);
std::optional<Amount> divide(const Amount& a, const Amount& b);

}  // namespace gateway::fhirpath
