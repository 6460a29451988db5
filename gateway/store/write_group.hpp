// WriteGroup: one transaction of the writer while it is open, as seen by what is written in it.
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/store/prepared_unit.hpp"
#include "gateway/store/rows.hpp"
#include "gateway/store/sqlite_db.hpp"

namespace gateway::store {

struct WriteGroup {
  Connection& db;
  Instant now;             // never earlier than that of the group before
  std::int64_t& next_res;  // the number of the next new resource; gaps do no harm
  std::chrono::microseconds idempotency_lifetime;
  std::vector<AuditRecord> audit = {};  // of the units that were accepted
  std::vector<AuditTerm> audit_terms = {};
};

// For a statement without rows, its parameters bound in order.
template <typename... Values>
Result<void> run(Connection& db, std::string_view sql, const Values&... values) {
  GATEWAY_TRY(auto statement, db.statement(sql));
  (statement.bind(values), ...);
  return statement.run();
}

}  // namespace gateway::store
