// The values of one search parameter, as they stand in a query.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/search/parameter_table.hpp"
#include "gateway/search/query.hpp"
#include "gateway/search/recheck.hpp"

namespace gateway::search {

inline constexpr std::size_t kMaxValues = 100;  // alternatives of one parameter

struct ValueRules {
  std::string_view modifier = {};  // behind the ':' of the name; empty if there is none
  std::string_view base_url = {};
  Instant now = {};  // for the prefix ap of dates
};

struct ParsedValues {
  Criterion criterion;
  std::optional<TextQuestion> recheck = {};
};

// Reads the alternatives of one parameter into what the index is asked.
//
// Errors: malformed (SEARCH-VALUE), not_supported (SEARCH-PREFIX; SEARCH-MODIFIER: the parameter's
// type has no such modifier), too_costly (SEARCH-TOO-MANY).
// Source: FHIR R4, search.html#modifiers, #prefix.
Result<ParsedValues> parse_values(const Parameter& parameter,
                                  std::string_view value,
                                  const ValueRules& rules);

}  // namespace gateway::search
