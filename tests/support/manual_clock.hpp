// ManualClock: a clock that stands still until a test moves it.
#pragma once

#include <atomic>
#include <chrono>

#include "gateway/base/clock.hpp"

namespace gateway::test {

// Both clocks move together. Starts at 2024-05-01T12:00:00Z.
//
// THREADS: any.
class ManualClock final : public Clock {
 public:
  static constexpr Instant kStart{std::chrono::sys_days{std::chrono::year{2024} / 5 / 1} +
                                  std::chrono::hours{12}};

  explicit ManualClock(Instant start = kStart) : start_(start) {}

  Instant now() const override { return start_ + std::chrono::microseconds(passed_.load()); }
  MonotonicTime monotonic() const override {
    return MonotonicTime(std::chrono::microseconds(passed_.load()));
  }
  void advance(std::chrono::microseconds step) { passed_.fetch_add(step.count()); }

 private:
  Instant start_;
  std::atomic<std::int64_t> passed_ = 0;
};

}  // namespace gateway::test
