// The search parameters that packages define, one row for each resource type that has one: what
// gateway/search/parameter_table.cpp is compiled from.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/packages/package_set.hpp"

namespace gateway::conformance {

struct SearchParameterRow {
  std::string resource;    // "Task"; "Resource": every type has it
  std::string code;        // "owner"
  std::string type;        // code of search-param-type
  std::string expression;  // FHIRPath, from this type only
  // Types that a reference may lead to, ' ' between them; empty: any.
  std::string targets;
  // The code system of the elements of type `code` that it finds, and behind it, each after a ' ',
  // codes of another one as "system#code"; empty if they have none in common.
  std::string system;

  friend bool operator==(const SearchParameterRow&, const SearchParameterRow&) = default;
};

// All of the set, by resource and code. Of two for one resource and code that of the package which
// was added later counts. Left out are those that look at no element (`_text`), `_id` and
// `_lastUpdated`, which every search has, and examples, whose expression begins in a type that they
// are not for.
//
// As search needs it: `as` takes each of several elements, and a reference is told by its text, so
// that `where(resolve() is Patient)` becomes a target.
//
// Errors: as PackageSet::find(); malformed (SEARCH-PARAMETER: no code or type).
// Source: FHIR R4, searchparameter.html.
Result<std::vector<SearchParameterRow>> search_parameter_rows(PackageSet& packages);

// The rows as initialisers of search::Parameter.
std::string to_source(std::span<const SearchParameterRow> rows);

// The alternatives of `expression` that begin in `resource` or in no type, in its order.
// Source: FHIR R4, search.html#expression.
std::vector<std::string_view> alternatives_for(std::string_view expression,
                                               std::string_view resource);

}  // namespace gateway::conformance
