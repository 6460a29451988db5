// QueryRules: what the reading of a search depends on besides its text.
#pragma once

#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/search/extractor.hpp"

namespace gateway::search {

struct QueryRules {
  const Extractor& extractor;      // LIFETIME: outlives the query
  Instant now = {};                // for what is about the same date
  std::string_view base_url = {};  // of this server; references under it are relative ones
  // False: a parameter in blind form (it identifies a person) is refused; for GET, whose URL ends
  // up in other people's logs.
  bool allow_identifying = true;
  // True: what this gateway does not offer is passed over, and told in ParsedQuery::ignored.
  // Source: FHIR R4, search.html#lenient.
  bool lenient = false;
};

}  // namespace gateway::search
