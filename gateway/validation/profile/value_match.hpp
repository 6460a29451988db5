// Values against what a profile fixes.
#pragma once

#include <optional>

#include "gateway/fhir/node.hpp"
#include "gateway/validation/profile/profile.hpp"

namespace gateway::validation {

// Whether `value` has all that `pattern` has: each item of a list in the pattern is matched by one
// of the value. Source: FHIR R4, elementdefinition.html#ElementDefinition.pattern[x].
bool matches_pattern(fhir::Node value, fhir::Node pattern);

// Whether `value` is what `element` and the elements below it fix; nullopt if they fix nothing.
std::optional<bool> matches_fixed(fhir::Node value, const ProfileElement& element);

}  // namespace gateway::validation
