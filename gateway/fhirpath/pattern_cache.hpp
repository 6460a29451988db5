// PatternCache: the regular expressions that a program has used, compiled.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace gateway::fhirpath {

using Pattern = std::shared_ptr<const re2::RE2>;

// Compiling [a-z]{0,254} takes a thousand times as long as to match it. An expression has a pattern
// or two, which are the same for each element that it is evaluated on; of more, the oldest goes.
//
// THREADS: any.
class PatternCache {
 public:
  static constexpr std::size_t kMaxPatterns = 4;

  // Null if there is none.
  Pattern find(std::string_view key) const;
  void keep(std::string key, Pattern pattern);

 private:
  struct Row {
    std::string key;
    Pattern pattern;
  };
  mutable std::mutex mutex_;
  std::vector<Row> rows_;
  std::size_t oldest_ = 0;
};

}  // namespace gateway::fhirpath
