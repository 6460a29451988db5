// The tables of the store, as numbered migrations.
#pragma once

#include <span>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/store/sqlite_db.hpp"

namespace gateway::store {

struct Migration {
  int number = 0;  // 1, 2, 3 …
  std::string_view sqlite;
};

// Oldest first. A migration that was published is never changed.
std::span<const Migration> migrations();

// Brings an empty or older database to the newest migration, each one in its own transaction.
//
// Errors: not_supported (STORE-NEWER: the database was written by a newer program), and those of
//         Connection.
Result<void> migrate(Connection& writer);

}  // namespace gateway::store
