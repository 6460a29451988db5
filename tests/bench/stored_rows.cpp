#include "tests/bench/stored_rows.hpp"

#include <cmath>
#include <cstdlib>

#include <sqlite3.h>

namespace gateway::bench {
namespace {

constexpr const char* kCounts =
    "SELECT (SELECT count(*) FROM version), (SELECT sum(length(sealed)) FROM version),"
    " (SELECT count(*) FROM search_term), (SELECT count(*) FROM search_range)";

}  // namespace

StoredRows count_rows(const std::string& database) {
  sqlite3* db = nullptr;
  sqlite3_stmt* query = nullptr;
  const bool opened =
      sqlite3_open_v2(database.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(db, kCounts, -1, &query, nullptr) == SQLITE_OK &&
      sqlite3_step(query) == SQLITE_ROW;
  if (!opened) std::abort();
  const StoredRows rows{sqlite3_column_int64(query, 0),
                        sqlite3_column_int64(query, 1),
                        sqlite3_column_int64(query, 2),
                        sqlite3_column_int64(query, 3)};
  sqlite3_finalize(query);
  sqlite3_close(db);
  return rows;
}

BareRows rows_of_each(const StoredRows& before, const StoredRows& after) {
  const double versions = static_cast<double>(after.versions - before.versions);
  const auto mean = [versions](std::int64_t from, std::int64_t to) {
    return static_cast<int>(std::lround(static_cast<double>(to - from) / versions));
  };
  BareRows each;
  each.terms = mean(before.terms, after.terms);
  each.ranges = mean(before.ranges, after.ranges);
  each.sealed_bytes = mean(before.sealed_bytes, after.sealed_bytes);
  each.with_message = false;
  return each;
}

}  // namespace gateway::bench
