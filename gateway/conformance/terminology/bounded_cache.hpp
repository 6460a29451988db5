// BoundedCache: what was made last, by a text, up to a weight.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gateway::conformance {

// What was not asked for the longest time goes first. Copying a Value is cheap.
//
// THREADS: one.
template <typename Value>
class BoundedCache {
 public:
  explicit BoundedCache(std::size_t max_weight) : max_weight_(max_weight) {}

  std::optional<Value> find(std::string_view key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return std::nullopt;
    kept_.splice(kept_.begin(), kept_, found->second);
    return found->second->value;
  }

  // What weighs more than all of the cache is not kept.
  void put(std::string_view key, const Value& value, std::size_t weight) {
    if (weight > max_weight_ || places_.contains(key)) return;
    kept_.push_front({std::string(key), value, weight});
    places_.emplace(kept_.front().key, kept_.begin());
    weight_ += weight;
    while (weight_ > max_weight_) {
      weight_ -= kept_.back().weight;
      places_.erase(kept_.back().key);
      kept_.pop_back();
    }
  }

  void clear() {
    places_.clear();
    kept_.clear();
    weight_ = 0;
  }
  std::size_t weight() const noexcept { return weight_; }

 private:
  struct Kept {
    std::string key;
    Value value;
    std::size_t weight = 0;
  };

  std::size_t max_weight_;
  std::size_t weight_ = 0;
  std::list<Kept> kept_;  // the last one asked for first
  std::map<std::string_view, typename std::list<Kept>::iterator> places_;  // views into kept_
};

}  // namespace gateway::conformance
