// Unit: what the text of a UCUM unit of measure means, and whether it is one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/fhir/unit_factor.hpp"

namespace gateway::fhir {

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

inline constexpr std::size_t kMaxUnitText = 64;
inline constexpr int kMaxUnitExponent = 99;
inline constexpr unsigned kMaxUnitNesting = 8;

// Case sensitive (c/s) UCUM: prefixes, exponents, '.', '/', parentheses, integer factors, 10*, 10^,
// annotations in braces (worth 1). Wider than UCUM in two points that the value sets of FHIR need:
// spaces in annotations, and annotations behind numbers and parentheses. At most kMaxUnitText
// characters, kMaxUnitExponent in exponents and kMaxUnitNesting parentheses in each other. Nothing
// if it is not a unit; special scales stand alone, with nothing but a prefix and an annotation.
// Source: UCUM, https://ucum.org/ucum, section 2; FHIR R4, datatypes.html#quantity.
std::optional<Unit> parse_unit(std::string_view text) noexcept;

// What a text is by the grammar and the symbols of UCUM alone: also a unit that parse_unit() has no
// meaning for ([CFU]/[iU], Cel/min, m100) is one.
enum class UnitText : std::uint8_t {
  unit,
  unknown_symbol,  // well-formed, with a symbol that UCUM 2.2 does not have
  malformed,
  too_large,  // more than kMaxUnitText characters or kMaxUnitNesting parentheses: not looked at
};
UnitText check_unit_text(std::string_view text) noexcept;

// Nothing for special scales, for two different arbitrary units, and beyond kMaxUnitExponent.
std::optional<Unit> product(const Unit& a, const Unit& b) noexcept;
std::optional<Unit> raised(const Unit& unit, int exponent) noexcept;
// In base units, the arbitrary unit first: "[iU].g-1", "g.m-1.s-2", "1" for none.
std::string base_text(const Unit& unit);

bool is_comparable(const Unit& a, const Unit& b) noexcept;

}  // namespace gateway::fhir
