// Code systems that are a rule for what a code looks like, or a list that every program knows.
#pragma once

#include <string_view>

#include "gateway/conformance/code_rules.hpp"

namespace gateway::conformance {

// Whether the code system knows the code. It can tell of media types (urn:ietf:bcp:13), languages
// (urn:ietf:bcp:47), units (http://unitsofmeasure.org), currencies (urn:iso:std:iso:4217),
// countries (urn:iso:std:iso:3166) and URIs (urn:ietf:rfc:3986), and of no other system.
Membership check_by_rule(std::string_view system, std::string_view code) noexcept;

// By the grammar of UCUM and the symbols of its version 2.2. `cannot_tell` beyond the limits of
// fhir::check_unit_text().
// Source: UCUM, https://ucum.org/ucum, section 2.
Membership check_unit(std::string_view code) noexcept;

// Two capital letters, three, or three digits, as ISO 3166-1 has them. `cannot_tell` of countries
// that are no more and of what is left for private use (QM, XK, 900).
// Source: ISO 3166-1, ISO 3166-3; FHIR R4, iso3166.html.
Membership check_country(std::string_view code) noexcept;

// An absolute URI with the characters that one may have; of `urn`, its parts, and of `urn:oid` and
// `urn:uuid`, what they are of. A reference without a scheme is `cannot_tell`.
// Source: RFC 3986, section 3; RFC 8141, section 2; FHIR R4, datatypes.html#uri.
Membership check_uri(std::string_view code) noexcept;

}  // namespace gateway::conformance
