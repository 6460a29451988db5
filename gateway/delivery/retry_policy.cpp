#include "gateway/delivery/retry_policy.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace gateway::delivery {

std::chrono::milliseconds wait_before_next(const RetryPolicy& policy,
                                           unsigned attempts,
                                           RandomSource& random) {
  auto whole = policy.first;
  for (unsigned i = 1; i < attempts && whole < policy.longest; ++i)
    whole *= 2;
  whole = std::min(whole, policy.longest);

  std::uint32_t draw = 0;
  random.fill(std::as_writable_bytes(std::span(&draw, 1)));
  const std::int64_t half = whole.count() / 2;
  return std::chrono::milliseconds(whole.count() - (half * (draw % 1024)) / 1023);
}

}  // namespace gateway::delivery
