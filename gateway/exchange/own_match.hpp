// OwnMatch: which resources of an organisation's own record have an identifier, asked now and again
// at the commit.
#pragma once

#include <string>
#include <vector>

#include "gateway/exchange/snapshot.hpp"

namespace gateway::exchange {

struct WantedIdentifier {
  std::string type;  // of the resource
  std::string system;
  std::string value;
};

// Those that the organisation wrote itself, newest first, current versions. The commit fails if the
// query then finds others in the organisation's view. The query has no Recheck, and its page does
// not count.
//
// Errors: too_costly (EXCHANGE-LOOKUP-LIMIT: it finds more than store::ExpectedMatches::kMaxIds).
Result<std::vector<store::ResourceRef>> find_own(Snapshot& snapshot,
                                                 store::OrgKey org,
                                                 search::Query query);

// The same, by an identifier.
//
// REQUIRES: the type has a search parameter `identifier`.
Result<std::vector<store::ResourceRef>> find_own(Snapshot& snapshot,
                                                 store::OrgKey org,
                                                 const WantedIdentifier& wanted);

}  // namespace gateway::exchange
