#include "gateway/fhirpath/pattern_cache.hpp"

#include <algorithm>
#include <utility>

namespace gateway::fhirpath {

Pattern PatternCache::find(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto row = std::ranges::find(rows_, key, &Row::key);
  return row == rows_.end() ? nullptr : row->pattern;
}

void PatternCache::keep(std::string key, Pattern pattern) {
  const std::lock_guard lock(mutex_);
  if (rows_.size() < kMaxPatterns) {
    rows_.push_back({std::move(key), std::move(pattern)});
    return;
  }
  rows_[oldest_] = {std::move(key), std::move(pattern)};
  oldest_ = (oldest_ + 1) % kMaxPatterns;
}

}  // namespace gateway::fhirpath
