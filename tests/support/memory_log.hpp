// MemoryLog: a sink that keeps the lines of a log for a test to read.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "gateway/base/log.hpp"

namespace gateway::test {

// THREADS: any.
class MemoryLog final : public LogSink {
 public:
  void write(LogLevel /*level*/, std::string_view line) override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line);
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace gateway::test
