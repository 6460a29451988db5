// SharedCache: the newest versions of what everyone may read, opened. The directory is asked for by
// every caller, holds nothing about a person, and seldom changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/store/rows.hpp"

namespace gateway::store {

// THREADS: any.
class SharedCache {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{4} << 20U;  // of JSON; beyond it starts anew

  // nullopt: not kept here, whether or not there is one.
  std::optional<StoredResource> find(std::string_view type, std::string_view id) const;

  // Take the generation before the database is read: what a commit has replaced since then is not
  // kept.
  std::uint64_t generation() const;
  void keep(const StoredResource& resource, std::uint64_t generation);
  // After a commit that wrote for everyone, before it is answered.
  void forget_all();

 private:
  static std::string key_of(std::string_view type, std::string_view id);

  mutable std::mutex mutex_;  // guards what follows
  std::map<std::string, StoredResource, std::less<>> kept_;
  std::size_t bytes_ = 0;
  std::uint64_t generation_ = 0;
};

}  // namespace gateway::store
