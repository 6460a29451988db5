// FilterReader: the parameters of a search that say what it finds, chained ones among them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/search/form_fields.hpp"
#include "gateway/search/query.hpp"
#include "gateway/search/query_rules.hpp"
#include "gateway/search/recheck.hpp"

namespace gateway::search {

// Searches behind the references of one search: one for each step of a chain, and for each type
// that a step without type may lead to.
inline constexpr std::size_t kMaxLinks = 32;

// THREADS: one. LIFETIME: no longer than its arguments.
class FilterReader {
 public:
  // Adds to `query`, whose type is set. `links` counts those of the whole search.
  FilterReader(Query& query, const QueryRules& rules, std::size_t& links)
      : rules_(rules), links_(links), query_(query) {}

  // Errors: not_supported (SEARCH-UNKNOWN-PARAMETER, SEARCH-MODIFIER, SEARCH-CHAIN, SEARCH-PREFIX,
  // SEARCH-IDENTIFYING-URL), malformed (SEARCH-VALUE), too_costly (SEARCH-TOO-MANY).
  // Source: FHIR R4, search.html#chaining, #has.
  Result<void> take(const FormField& field);

  // Adds what the query needs to answer what was taken.
  void finish() &&;

 private:
  Result<void> take_id(std::string_view value);
  Result<void> take_last_updated(std::string_view value);
  Result<void> take_parameter(const FormField& field);
  Result<void> take_chain(const FormField& field);
  Result<void> take_has(const FormField& field);
  // Adds the search of `type` behind a reference.
  Result<void> add_inner(std::string_view type, const FormField& field, Link& link);
  bool is_resource_type(std::string_view name) const;

  const QueryRules& rules_;
  std::size_t& links_;
  Query& query_;
  std::vector<TextQuestion> questions_;
};

// The parameter of type reference of that name, for what follows references.
//
// Errors: not_supported (SEARCH-UNKNOWN-PARAMETER, SEARCH-CHAIN: it is of another type).
Result<const Parameter*> find_reference(std::string_view type, std::string_view code);

}  // namespace gateway::search
