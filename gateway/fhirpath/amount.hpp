// Amounts of UCUM units: compared, converted, multiplied and divided.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "gateway/fhir/unit.hpp"
#include "gateway/fhirpath/decimal.hpp"

namespace gateway::fhirpath {

// The same amount in another unit; nothing if they are not comparable, or it does not fit: too
// large, or so small that nothing but zero would remain of it. Exact where the result ends within
// the digits of a Decimal. Logarithmic scales (B, Np) are correct to 15 digits.
std::optional<Decimal> convert(const Decimal& value,
                               const fhir::Unit& from,
                               const fhir::Unit& to) noexcept;
// Which of two amounts is larger: without the rounding of a conversion, and also where a
// conversion would not fit. Nothing if they are not comparable.
std::optional<std::strong_ordering> compare(const Decimal& a,
                                            const fhir::Unit& unit_of_a,
                                            const Decimal& b,
                                            const fhir::Unit& unit_of_b) noexcept;

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
