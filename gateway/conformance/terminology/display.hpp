// Displays of concepts: which of them is meant by a language, and when two are the same.
#pragma once

#include <string>
#include <string_view>

#include "gateway/fhir/node.hpp"

namespace gateway::conformance {

// One more name of a concept.
// LIFETIME: the resource that it was read from outlives it.
struct Designation {
  std::string_view language;  // empty if it is not said
  fhir::Node use;             // Coding, may be absent
  std::string_view value;
};

// `node` is CodeSystem.concept.designation or ValueSet.compose.include.concept.designation.
Designation read_designation(fhir::Node node) noexcept;

// Whether what is in `offered` serves someone who asks for `asked`: one is the beginning of the
// other, up to a hyphen ("sv" and "sv-SE"); case does not matter.
// Source: RFC 4647, section 3.3.1, in both directions.
bool language_serves(std::string_view offered, std::string_view asked) noexcept;

// `text` without white space at its ends, each run of white space one space, letters of ASCII and
// of Latin-1 small.
// REQUIRES: `text` is UTF-8.
std::string folded_display(std::string_view text);

// Whether both are the same display.
// Source: FHIR R4, valueset-operation-validate-code.html (display).
bool is_same_display(std::string_view a, std::string_view b);

}  // namespace gateway::conformance
