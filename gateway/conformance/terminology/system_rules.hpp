// Code systems that are a rule for what a code looks like instead of a list.
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/conformance/code_rules.hpp"

namespace gateway::conformance {

// Whether the code system knows the code: media types (urn:ietf:bcp:13), languages
// (urn:ietf:bcp:47), currencies (urn:iso:std:iso:4217), URIs (urn:ietf:rfc:3986). Of any other
// system, UCUM among them, it cannot tell.
Membership check_by_rule(std::string_view system, std::string_view code) noexcept;

// Well-formed as a language tag. Which subtags are registered is not checked; a first part of more
// than three letters is `cannot_tell`, as nothing like it is registered today.
// Source: RFC 5646, section 2.1.
Membership check_language(std::string_view code) noexcept;

// An absolute URI without white space. Without a scheme it is `cannot_tell`.
// Source: RFC 3986, section 4.3.
Membership check_uri(std::string_view code) noexcept;

}  // namespace gateway::conformance
