// QueryParser: the fields of a search → a checked Query.
//
// Strict: what is not understood is refused with the parameter's name, never passed over, because a
// filter that is passed over shows data that nobody asked for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/search/extractor.hpp"
#include "gateway/search/form_fields.hpp"
#include "gateway/search/query.hpp"

namespace gateway::search {

inline constexpr std::size_t kDefaultCount = 50;
inline constexpr std::size_t kMaxCount = 1000;  // a larger _count is cut to this
inline constexpr std::size_t kMaxValues = 100;  // alternatives of one parameter

// The field of our own that carries a page's cursor.
inline constexpr std::string_view kCursorField = "_cursor";

struct QueryRules {
  const Extractor& extractor;      // LIFETIME: outlives the query
  Instant now = {};                // for what is about the same date
  std::string_view base_url = {};  // of this server; references under it are relative ones
  // False: a parameter in blind form (it identifies a person) is refused; for GET, whose URL ends
  // up in other people's logs.
  bool allow_identifying = true;
};

struct ParsedQuery {
  Query query;
  std::vector<FormField> applied;  // what the query does, for the self link; without cursor
  std::string cursor;              // as sent; empty: the first page
};

// `_format` and `_pretty` belong to the answer, not to the query: they are passed over.
//
// Errors, with one issue for each field at fault, its name in `expression`: not_supported
// (SEARCH-UNKNOWN-PARAMETER, SEARCH-MODIFIER, SEARCH-CHAIN, SEARCH-PREFIX, SEARCH-SORT,
// SEARCH-RESULT-PARAMETER, SEARCH-IDENTIFYING-URL), malformed (SEARCH-VALUE), too_costly
// (SEARCH-TOO-MANY).
// Source: FHIR R4, search.html.
fhir::Checked<ParsedQuery> parse_query(std::string_view resource_type,
                                       const std::vector<FormField>& fields,
                                       const QueryRules& rules);

}  // namespace gateway::search
