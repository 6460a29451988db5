// Clock: the only way to ask what time it is.
#pragma once

#include <chrono>

namespace gateway {

// A point in time on the UTC time line, with microseconds. lastUpdated is cut to milliseconds when
// it is written.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// Time since an arbitrary start; never jumps. For waits, leases and time-outs.
using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;

// THREADS: all members may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual MonotonicTime monotonic() const = 0;
};

// The machine's clocks.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
  MonotonicTime monotonic() const override;
};

}  // namespace gateway
