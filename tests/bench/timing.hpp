// Time of short calls, and medians.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include "gateway/fhir/node.hpp"

namespace gateway::bench {

using Nanoseconds = std::chrono::duration<double, std::nano>;

inline constexpr auto kLeastTime = std::chrono::milliseconds(2);  // of one measurement

// The nanoseconds of one call, from as many calls as fill kLeastTime.
template <typename Call>
double time_of(const Call& call) {
  using Clock = std::chrono::steady_clock;
  for (std::size_t count = 1;; count *= 4) {
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < count; ++i)
      call();
    const auto taken = Clock::now() - begin;
    if (taken >= kLeastTime) return Nanoseconds(taken).count() / static_cast<double>(count);
  }
}

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[values.size() / 2];
}

// The lower bound of whatever looks at a whole resource.
// REQUIRES: as deep as the readers allow.
inline std::size_t count_elements(fhir::Node node) {
  std::size_t count = 1;
  for (const fhir::Node child : node.children())
    count += count_elements(child);
  return count;
}

}  // namespace gateway::bench
