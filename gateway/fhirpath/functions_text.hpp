// The functions on text that have files of their own; string_functions() lists them with the rest.
#pragma once

#include "gateway/fhirpath/evaluator.hpp"

namespace gateway::fhirpath {

// Regular expressions of RE2 (no look-around, no back references) with named groups as (?<name>…);
// '.' is also a line break. The flags are "i" (any case) and "m" (^ and $ at each line).
// Source: FHIRPath 2.0, #matches.
//
// Errors: also invalid (FHIRPATH-PATTERN: no regular expression, an unknown flag, or more than
//         kMaxPatternBytes or what compiles to more than kMaxPatternMemory).
inline constexpr std::size_t kMaxPatternBytes = std::size_t{16} << 10U;
inline constexpr std::size_t kMaxPatternMemory = std::size_t{4} << 20U;
Result<Collection> matches(Evaluator& evaluator, const Call& call);
Result<Collection> matches_full(Evaluator& evaluator, const Call& call);
// $1, ${name} and $<name> stand for what a group has found, $0 and $& for the whole and $$ for '$';
// what names no group stands for itself.
Result<Collection> replace_matches(Evaluator& evaluator, const Call& call);

// Empty for a format or a target that is unknown. Source: FHIRPath 2.0,
// #additional-string-functions.
//
// Errors: also invalid (FHIRPATH-ENCODING: the text is not of the format).
Result<Collection> encode(Evaluator& evaluator, const Call& call);
Result<Collection> decode(Evaluator& evaluator, const Call& call);
Result<Collection> escape(Evaluator& evaluator, const Call& call);
Result<Collection> unescape(Evaluator& evaluator, const Call& call);

}  // namespace gateway::fhirpath
