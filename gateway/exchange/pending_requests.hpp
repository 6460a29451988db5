// PendingRequests: requests in work, so that a copy of one waits for it (domain.md, protocol
// rules).
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "gateway/store/rows.hpp"

namespace gateway::exchange {

// THREADS: any.
class PendingRequests {
 public:
  // Called with true when it may go on, with false when there is no room for its work.
  using Waiter = std::move_only_function<void(bool)>;

  // True if nobody works on this request: the caller does now, and leaves when it is done. Else
  // `make_waiter` is called (under the lock) for what shall run after that.
  bool enter(const store::IdempotencyKey& key, std::move_only_function<Waiter()> make_waiter);
  // Those who waited; the caller lets them try.
  std::vector<Waiter> leave(const store::IdempotencyKey& key);

 private:
  using Key = std::pair<store::OrgKey, std::string>;

  std::mutex mutex_;
  std::map<Key, std::vector<Waiter>> pending_;
};

}  // namespace gateway::exchange
