// Where a value differs from what a profile fixes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/fhir/node.hpp"
#include "gateway/validation/finding.hpp"
#include "gateway/validation/location.hpp"

namespace gateway::validation {

enum class Strictness : std::uint8_t {
  fixed,    // nothing else
  pattern,  // at least that
};

// The elements of the value at `at` in which it is not `wanted`, missing ones with the offset of
// their parent. A concept without a wanted coding and a list of another length differ as a whole.
// REQUIRES: the values do not agree.
// Source: FHIR R4, elementdefinition.html#ElementDefinition.fixed[x], .pattern[x].
std::vector<FindingPlace> differences_of(const Location& at,
                                         fhir::Node wanted,
                                         Strictness strictness);

}  // namespace gateway::validation
