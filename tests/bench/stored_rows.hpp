// What a running gateway has stored, counted from outside: so that a bound writes the same rows.
#pragma once

#include <cstdint>
#include <string>

#include "tests/bench/bare_store.hpp"

namespace gateway::bench {

struct StoredRows {
  std::int64_t versions = 0;
  std::int64_t sealed_bytes = 0;
  std::int64_t terms = 0;
  std::int64_t ranges = 0;
};

// Ends the process if SQLite fails.
StoredRows count_rows(const std::string& database);
// The mean of what was stored for one version in between. REQUIRES: at least one was.
BareRows rows_of_each(const StoredRows& before, const StoredRows& after);

}  // namespace gateway::bench
