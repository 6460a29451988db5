// QueryParser: the fields of a search → a checked Query.
//
// Strict unless the rules say lenient: what is not understood is refused with the parameter's name,
// because a filter that is passed over shows data that nobody asked for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/issue.hpp"
#include "gateway/search/form_fields.hpp"
#include "gateway/search/query.hpp"
#include "gateway/search/query_rules.hpp"

namespace gateway::search {

inline constexpr std::size_t kDefaultCount = 50;
inline constexpr std::size_t kMaxCount = 1000;  // a larger _count is cut to this

// The field of our own that carries a page's cursor.
inline constexpr std::string_view kCursorField = "_cursor";

struct ParsedQuery {
  Query query;
  std::vector<FormField> applied;  // what the query does, for the self link; without cursor
  std::string cursor;              // as sent; empty: the first page
  fhir::IssueLog ignored = fhir::IssueLog();  // warnings: what was passed over
};

// `_format` and `_pretty` belong to the answer, not to the query: they are passed over.
//
// Errors, with one issue for each field at fault, its name in `expression`: as
// FilterReader::take() and read_include(), not_supported (SEARCH-SORT, SEARCH-RESULT-PARAMETER).
// Source: FHIR R4, search.html.
fhir::Checked<ParsedQuery> parse_query(std::string_view resource_type,
                                       const std::vector<FormField>& fields,
                                       const QueryRules& rules);

}  // namespace gateway::search
