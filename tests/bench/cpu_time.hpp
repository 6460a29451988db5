// Processor time of this process: less disturbed by others on the machine than a rate is.
#pragma once

#include <chrono>

#include <sys/resource.h>

namespace gateway::bench {

inline std::chrono::microseconds cpu_time() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto sum = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  };
  return sum(used.ru_utime) + sum(used.ru_stime);
}

}  // namespace gateway::bench
