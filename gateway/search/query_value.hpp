// The values of one search parameter, taken apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/search/parameter_table.hpp"
#include "gateway/search/query.hpp"

namespace gateway::search {

// The alternatives of a parameter: "a,b" is two, "a\,b" is one. Escapes are kept in the parts.
// Source: FHIR R4, search.html#escaping.
std::vector<std::string_view> split_alternatives(std::string_view value);

// One value without its escapes "\," "\|" "\$" "\\".
std::string unescape(std::string_view value);

// Reads the alternatives of one parameter into what the index is asked.
//
// `target` is the type that a modifier or the parameter itself names for references; empty if none.
// Errors: malformed (SEARCH-VALUE), not_supported (SEARCH-PREFIX), too_costly (SEARCH-TOO-MANY).
struct ValueRules {
  std::string_view target = {};
  std::string_view base_url = {};
};
Result<Criterion> parse_values(const Parameter& parameter,
                               std::string_view value,
                               const ValueRules& rules);

}  // namespace gateway::search
