// Primitive: the lexical rule of each primitive type of R4.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/fhir/type_table.hpp"

namespace gateway::fhir {

// Source: FHIR R4, datatypes.html#string: no string is longer.
inline constexpr std::size_t kMaxStringBytes = std::size_t{1024} * 1024;
// More digits than that are no measurement, and slow to compute with.
inline constexpr std::size_t kMaxDecimalDigits = 64;
// A decimal stays below 10 to the power of it, and its exponent not below the negative of it: what
// a JSON reader with doubles inside can take.
inline constexpr int kMaxDecimalExponent = 308;

// Which rule a value breaks. Both point at static storage; `id` is empty if there is none.
struct PrimitiveFault {
  std::string_view id;    // "PRIMITIVE-DATE"
  std::string_view text;  // "A date is YYYY, YYYY-MM or YYYY-MM-DD and exists."
  explicit operator bool() const noexcept { return !id.empty(); }
};

// Checks the lexical form of `value` alone, in the form both formats share: how JSON quotes it and
// whether it is a number there is the reader's business. REQUIRES: `value` is UTF-8.
//
// Narrative (xhtml) and Primitive::none are only checked for not being empty.
// Deviation: R4 allows '+' before an integer, which JSON cannot write; it is refused.
// Source: FHIR R4, datatypes.html#primitive.
PrimitiveFault check_primitive(Primitive kind, std::string_view value) noexcept;

inline bool is_valid(Primitive kind, std::string_view value) noexcept {
  return !check_primitive(kind, value);
}

}  // namespace gateway::fhir
