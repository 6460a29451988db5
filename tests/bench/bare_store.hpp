// BareStore: the bound of B2 (docs/performance.md). SQLite with our schema and nothing else of
// ours: rows that are already made, one thread, one COMMIT for as many units as there are clients.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/base/random.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace gateway::bench {

struct Figures {
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};
// REQUIRES: at least one wait. Sorts them.
Figures figures(std::vector<double> waits_ms, double seconds);

// The rows of one unit.
struct BareRows {
  int terms = 8;
  int ranges = 0;
  int sealed_bytes = 1060;   // of the version
  bool with_message = true;  // outbox, counter and idempotency too
};

class BareStore {
 public:
  static constexpr std::size_t kUnitsAtOnce = 64;

  // Makes the database at `path`. Ends the process if SQLite fails.
  BareStore(const std::string& path, const BareRows& rows);
  ~BareStore();
  BareStore(const BareStore&) = delete;
  BareStore& operator=(const BareStore&) = delete;

  // The wait of a unit is that of its COMMIT's group.
  Figures run(int units);

 private:
  void add(std::vector<sqlite3_stmt*>& to, const std::string& sql);
  static void step(sqlite3_stmt* statement, int unit, const std::string& id, std::int64_t number);
  void write(int unit, RandomSource& random) const;

  const BareRows shape_;
  sqlite3* db_ = nullptr;
  std::vector<sqlite3_stmt*> rows_;
  std::vector<sqlite3_stmt*> term_;
  std::vector<sqlite3_stmt*> range_;
  std::vector<sqlite3_stmt*> batch_;
};

}  // namespace gateway::bench
