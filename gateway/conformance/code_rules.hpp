// Membership of value sets whose code system is a rule instead of a list.
#pragma once

#include <cstdint>
#include <string_view>

namespace gateway::conformance {

// Whether a code belongs to a value set. `cannot_tell` is neither valid nor invalid: the content of
// the code system is not known here.
enum class Membership : std::uint8_t { in, not_in, cannot_tell };

// A media type with optional parameters: "application/fhir+json; fhirVersion=4.0". Which types are
// registered is not checked; a range ("image/*") is none. R4's own resources also use the short
// forms of _format ("xml"), so a single token is `cannot_tell`. Source: RFC 6838, section 4.2; RFC
// 2045, section 5.1.
Membership check_mime_type(std::string_view code) noexcept;

// One that ISO 4217 has, or has had: amounts of the past stay what they are.
// Source: ISO 4217, lists one and three, with the changes of 2025.
Membership check_currency(std::string_view code) noexcept;

}  // namespace gateway::conformance
