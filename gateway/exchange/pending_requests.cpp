#include "gateway/exchange/pending_requests.hpp"

namespace gateway::exchange {

bool PendingRequests::enter(const store::IdempotencyKey& key,
                            std::move_only_function<Waiter()> make_waiter) {
  const std::lock_guard lock(mutex_);
  const auto [at, is_first] = pending_.try_emplace(Key(key.org, key.request_id));
  if (!is_first) at->second.push_back(make_waiter());
  return is_first;
}

std::vector<PendingRequests::Waiter> PendingRequests::leave(const store::IdempotencyKey& key) {
  const std::lock_guard lock(mutex_);
  auto node = pending_.extract(Key(key.org, key.request_id));
  return node ? std::move(node.mapped()) : std::vector<Waiter>();
}

}  // namespace gateway::exchange
