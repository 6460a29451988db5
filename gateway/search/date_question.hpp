// DateQuestion: the value of a date parameter, "ge2024-05-01".
#pragma once

#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/search/range_question.hpp"

namespace gateway::search {

// In microseconds of UTC. A date without offset is Swedish local time; "2024-05" covers all of May.
// About the same is what is no further away than a tenth of the time between the value and `now`.
//
// Errors: malformed (SEARCH-VALUE), not_supported (SEARCH-PREFIX).
// Source: FHIR R4, search.html#date, #prefix.
Result<RangeQuestion> parse_date_question(std::string_view text, Instant now);

}  // namespace gateway::search
