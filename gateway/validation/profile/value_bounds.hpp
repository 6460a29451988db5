// Values against the least, the greatest and the longest that a profile allows.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/fhir/node.hpp"

namespace gateway::validation {

// Whether `value` is less than the bound, or greater: numbers, dates, times, quantities after
// conversion. A date against a quantity of time is compared with that time before `now`, or after
// it. False where they do not compare, or one is absent.
// Source: FHIR R4, elementdefinition.html#ElementDefinition.minValue[x], .maxValue[x].
bool is_below_minimum(fhir::Node value, fhir::Node bound, Instant now);
bool is_above_maximum(fhir::Node value, fhir::Node bound, Instant now);

// Characters of UTF-8 text. Source: FHIR R4, elementdefinition.html#ElementDefinition.maxLength.
std::size_t character_count(std::string_view text) noexcept;

}  // namespace gateway::validation
