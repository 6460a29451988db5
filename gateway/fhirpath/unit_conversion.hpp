// How a Decimal is multiplied by the size of a unit.
#pragma once

#include <optional>

#include "gateway/fhir/unit_factor.hpp"
#include "gateway/fhirpath/decimal.hpp"

namespace gateway::fhirpath {

// value × factor, and a / b × factor. Nothing if it does not fit, if only zero would remain of a
// value that is not zero, and for a division by zero.
std::optional<Decimal> scaled(const Decimal& value, const fhir::Factor& factor) noexcept;
std::optional<Decimal> scaled_quotient(const Decimal& a,
                                       const Decimal& b,
                                       const fhir::Factor& factor) noexcept;

}  // namespace gateway::fhirpath
