// _include and _revinclude: what an answer shows besides the matches.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/search/query.hpp"

namespace gateway::search {

inline constexpr std::size_t kMaxIncludes = 16;  // of one search

// Reads "Task:owner", "Task:owner:Organization", "Task:*", and "*" for what the searched type's own
// parameters find. `name` is that of the parameter, with its modifier.
//
// Errors: malformed (SEARCH-INCLUDE), not_supported (SEARCH-UNKNOWN-PARAMETER, SEARCH-CHAIN,
// SEARCH-MODIFIER).
// Source: FHIR R4, search.html#include.
Result<Include> read_include(std::string_view name,
                             std::string_view value,
                             const fhir::TypeTable& types);

}  // namespace gateway::search
