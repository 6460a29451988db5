// A file layer for SQLite that fails when a test says so.
#pragma once

#include <atomic>
#include <string>

namespace gateway::store::test {

// Registered under name() while it lives; one at a time. Files are the system's own.
class FaultyVfs {
 public:
  FaultyVfs();
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  static std::string name() { return "faulty"; }

  // Writes that still succeed; then each finds the disk full. Negative: all succeed.
  static std::atomic<int>& writes_left();
  // Whether syncs fail.
  static std::atomic<bool>& syncs_fail();
};

}  // namespace gateway::store::test
