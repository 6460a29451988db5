// Searches that follow references, made of searches that do not.
#pragma once

#include <functional>

#include "gateway/base/result.hpp"
#include "gateway/search/query.hpp"
#include "gateway/store/ports.hpp"

namespace gateway::store {

// Answers a query without links and includes, whose criteria all have values; every call sees the
// same state of the database.
using PlainSearch = std::function<Result<SearchPage>(const search::Query&)>;

// Answers any query: searches for what its links lead to first, and for what its includes show
// last.
//
// Errors: those of `search`; too_costly (STORE-LINK-LIMIT: a link leads to more than
//         search::kMaxLinked resources; STORE-INCLUDE-LIMIT: the page would show more than those).
// Source: FHIR R4, search.html#chaining, #has, #include.
Result<SearchPage> search_linked(const search::Query& query, const PlainSearch& search);

}  // namespace gateway::store
