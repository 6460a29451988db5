// Quantity: an amount with a unit, read from text and in other units.
#pragma once

#include <compare>
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
// The quantity as it stands beside another one: on the calendar, if that one is and this one may
// be.
Quantity beside(const Quantity& quantity, const Quantity& other) noexcept;
// The UCUM unit of a quantity: 'a' for a calendar year, which is about as long.
std::string_view ucum_unit(const Quantity& quantity) noexcept;

// Which is larger; nothing if that is not known: for units of two kinds, and for years and months
// of the one kind and a duration of the other. Source: FHIRPath 2.0, #quantity-equality.
std::optional<std::strong_ordering> compare(const Quantity& a, const Quantity& b) noexcept;
// In the finer of the two units. Nothing if the one cannot be converted to the other, and for units
// with a special scale, where a sum means nothing. Source: FHIRPath 2.0, #math.
std::optional<Quantity> add(const Quantity& a, const Quantity& b) noexcept;

}  // namespace gateway::fhirpath
