// What the search of this front allows a query.
#pragma once

#include "gateway/rest/call.hpp"
#include "gateway/search/query_parser.hpp"

namespace gateway::rest {

// LIFETIME: no longer than the services.
search::QueryRules query_rules(const Services& services, bool is_url);

}  // namespace gateway::rest
