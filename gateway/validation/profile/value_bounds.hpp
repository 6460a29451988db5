// Values against the least, the greatest and the longest that a profile allows.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/fhir/node.hpp"

namespace gateway::validation {

// Whether `value` is less than `bound`: numbers, dates, times, quantities after conversion. False
// where they do not compare, or one is absent. Source: FHIR R4,
// elementdefinition.html#ElementDefinition.minValue[x].
bool is_below(fhir::Node value, fhir::Node bound);

// Characters of UTF-8 text. Source: FHIR R4, elementdefinition.html#ElementDefinition.maxLength.
std::size_t character_count(std::string_view text) noexcept;

}  // namespace gateway::validation
