// JsonKeys: the keys of the open objects, to find those that are given twice.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace gateway::codec {

// LIFETIME: outlived by the text the keys lie in.
// THREADS: one.
class JsonKeys {
 public:
  void open() { begins_.push_back(keys_.size()); }
  void add(std::string_view key) { keys_.push_back(key); }
  // Ends the innermost object. Where in the text a key begins that it had before; null if there is
  // none. Costs n log n.
  const char* close() {
    const auto first = keys_.begin() + static_cast<std::ptrdiff_t>(begins_.back());
    begins_.pop_back();
    const char* found = nullptr;
    if (keys_.end() - first > 1) {
      std::sort(first, keys_.end(), [](std::string_view a, std::string_view b) {
        return a != b ? a < b : a.data() < b.data();
      });
      const auto twice = std::adjacent_find(first, keys_.end());
      if (twice != keys_.end()) found = (twice + 1)->data();
    }
    keys_.erase(first, keys_.end());
    return found;
  }

 private:
  std::vector<std::string_view> keys_;
  std::vector<std::size_t> begins_;
};

}  // namespace gateway::codec
