// The search rows of one resource in one organisation.
#pragma once

#include "gateway/base/result.hpp"
#include "gateway/store/prepared_unit.hpp"
#include "gateway/store/sqlite_db.hpp"

namespace gateway::store {

struct IndexPlace {
  OrgKey org = kEveryone;
  std::int64_t res = 0;
};

// Writes what is new and removes what is no more; what both have is not touched.
// Errors: those of Connection.
Result<void> change_index(Connection& db,
                          const IndexPlace& place,
                          const IndexedValues& before,
                          const IndexedValues& after);

}  // namespace gateway::store
