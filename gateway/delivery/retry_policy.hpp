// RetryPolicy: how long to wait before the next attempt.
#pragma once

#include <chrono>

#include "gateway/base/random.hpp"

namespace gateway::delivery {

struct RetryPolicy {
  std::chrono::milliseconds first{1000};
  std::chrono::milliseconds longest{std::chrono::minutes(15)};
};

// The wait after the attempt number `attempts` (from 1) failed: `first` doubled for each attempt
// before it, at most `longest`, and of that a random part between one half and all, so that
// messages that failed together do not come back together. There is no last attempt: nothing is
// discarded.
std::chrono::milliseconds wait_before_next(const RetryPolicy& policy,
                                           unsigned attempts,
                                           RandomSource& random);

}  // namespace gateway::delivery
