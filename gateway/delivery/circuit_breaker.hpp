// CircuitBreaker: a receiver that does not answer is left alone for a while, so that it takes no
// place from the others.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/store/rows.hpp"

namespace gateway::delivery {

// Closed while a receiver answers. After `failures` failed attempts in a row it opens for `pause`;
// then one round of attempts decides: an answer closes it, a failure opens it again.
//
// THREADS: one.
class CircuitBreaker {
 public:
  struct Limits {
    unsigned failures = 3;
    std::chrono::milliseconds pause{5000};
  };

  explicit CircuitBreaker(Limits limits) : limits_(limits) {}

  void answered(store::OrgKey receiver) { circuits_.erase(receiver); }
  void failed(store::OrgKey receiver, MonotonicTime now);
  // Receivers that must not be tried at `now`.
  std::vector<store::OrgKey> open(MonotonicTime now) const;
  // When the first of them may be tried again; `otherwise` if none is open.
  MonotonicTime next_close(MonotonicTime now, MonotonicTime otherwise) const;

 private:
  struct Circuit {
    unsigned failures = 0;
    MonotonicTime open_until = {};
  };

  Limits limits_;
  std::map<store::OrgKey, Circuit> circuits_;
};

}  // namespace gateway::delivery
