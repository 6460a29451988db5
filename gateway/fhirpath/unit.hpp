// Unit: UCUM units of measure, as far as they are compared, converted, multiplied and divided.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/fhirpath/decimal.hpp"

namespace gateway::fhirpath {

// The base units of UCUM in this order: m s g rad K C cd. Arbitrary units ([iU]) and annotations
// count as dimensions of their own: see `arbitrary`.
using Dimension = std::array<std::int8_t, 7>;

// What a unit text means: value × factor of the base units.
struct Unit {
  Decimal factor{1};
  Dimension dimension{};
  std::uint16_t arbitrary = 0;       // of the table of arbitrary units; 0: none. They do not mix.
  std::uint8_t special = 0;          // of the table of special scales (Cel, [degF]); 0: none
};

// Case sensitive (c/s) UCUM: prefixes, exponents, '.', '/', parentheses, integer factors, 10*, 10^,
// annotations in braces (worth 1). At most kMaxUnitText characters. Nothing if it is not a unit.
// Source: UCUM, https://ucum.org/ucum; FHIR R4, datatypes.html#quantity.
inline constexpr std::size_t kMaxUnitText = 64;
std::optional<Unit> parse_unit(std::string_view text) noexcept;

bool is_comparable(const Unit& a, const Unit& b) noexcept;
// The same amount in another unit; nothing if they are not comparable or it does not fit.
std::optional<Decimal> convert(const Decimal& value, const Unit& from, const Unit& to) noexcept;

// An amount in base units, with their text in UCUM ("g.m-1.s-2", "1" for none): what a product or
// a quotient of two amounts is given in. Nothing for special scales and arbitrary units, unless one
// of the two is a plain number.
struct Amount {
  Decimal value;
  std::string unit;
};
std::optional<Amount> multiply(const Amount& a, const Amount& b);
std::optional<Amount> divide(const Amount& a, const Amount& b);

}  // namespace gateway::fhirpath
