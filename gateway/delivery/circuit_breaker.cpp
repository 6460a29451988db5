#include "gateway/delivery/circuit_breaker.hpp"

#include <algorithm>

namespace gateway::delivery {

void CircuitBreaker::failed(store::OrgKey receiver, MonotonicTime now) {
  Circuit& circuit = circuits_[receiver];
  if (++circuit.failures >= limits_.failures) circuit.open_until = now + limits_.pause;
}

std::vector<store::OrgKey> CircuitBreaker::open(MonotonicTime now) const {
  std::vector<store::OrgKey> result;
  for (const auto& [receiver, circuit] : circuits_) {
    if (now < circuit.open_until) result.push_back(receiver);
  }
  return result;
}

MonotonicTime CircuitBreaker::next_close(MonotonicTime now, MonotonicTime otherwise) const {
  MonotonicTime first = otherwise;
  for (const auto& [receiver, circuit] : circuits_) {
    if (now < circuit.open_until) first = std::min(first, circuit.open_until);
  }
  return first;
}

}  // namespace gateway::delivery
