// ReadSnapshot: keeps what several statements see the same.
#pragma once

#include <string_view>
#include <utility>

#include "gateway/base/result.hpp"
#include "gateway/store/sqlite_db.hpp"

namespace gateway::store {

// LIFETIME: no longer than the connection.
class ReadSnapshot {
 public:
  static Result<ReadSnapshot> begin(Connection& db) {
    GATEWAY_CHECK(run_text(db, "BEGIN"));
    return ReadSnapshot(db);
  }
  ReadSnapshot(ReadSnapshot&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
  ReadSnapshot& operator=(ReadSnapshot&&) = delete;
  ~ReadSnapshot() {
    // A read transaction that cannot be ended is ended by the next failure to begin one.
    if (db_ != nullptr) static_cast<void>(run_text(*db_, "COMMIT").has_value());
  }

 private:
  explicit ReadSnapshot(Connection& db) : db_(&db) {}
  static Result<void> run_text(Connection& db, std::string_view sql) {
    GATEWAY_TRY(auto statement, db.statement(sql));
    return statement.run();
  }
  Connection* db_;
};

}  // namespace gateway::store
