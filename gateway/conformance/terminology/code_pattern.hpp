// Code patterns: the regular expressions that say how long the codes of a value set are and which
// characters they have, as "[A-Z]{3}".
#pragma once

#include <optional>
#include <string_view>

namespace gateway::conformance {

// Whether all of `code` is a sequence of parts, each a letter, a digit or a class of such
// ("[A-Z0-9]") with or without a count ("{3}", at most kMaxPatternCount). Nothing of a pattern
// that says anything else: the library for regular expressions is not for this layer. Linear.
// Source: FHIR R4, valueset-iso3166-1-3.html.
inline constexpr unsigned kMaxPatternCount = 99;
std::optional<bool> matches_code_pattern(std::string_view pattern, std::string_view code) noexcept;

}  // namespace gateway::conformance
