// Quantity: an amount with a unit, read from text and in other units.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/fhirpath/item.hpp"

namespace gateway::fhirpath {

// "1.5", "1 'wk'", "4 days"; the unit is "1" if there is none. Source: FHIRPath 2.0,
// #toquantityunit--string--quantity. LIFETIME: of the unit, as `text`.
std::optional<Quantity> parse_quantity(std::string_view text) noexcept;

// The same amount in `unit`: a calendar word, or UCUM. A calendar year has 12 months or 365 days,
// and a month 30 days. Weeks and what is shorter are of one length on the calendar and in UCUM,
// years and months are not: nothing is converted from the one to the other. LIFETIME: as `unit`.
std::optional<Quantity> convert(const Quantity& quantity, std::string_view unit) noexcept;
// Whether the one can be converted to the unit of the other.
bool is_comparable(const Quantity& a, const Quantity& b) noexcept;

// What FHIR means by the UCUM code of an element: 'a' is a calendar year there. Nothing for the
// codes of other units. Source: FHIR R4, fhirpath.html#quantity.
std::optional<Quantity> on_calendar(const Quantity& quantity) noexcept;

}  // namespace gateway::fhirpath
