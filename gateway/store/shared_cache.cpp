#include "gateway/store/shared_cache.hpp"

namespace gateway::store {

std::string SharedCache::key_of(std::string_view type, std::string_view id) {
  std::string key;
  key.reserve(type.size() + 1 + id.size());
  return key.append(type).append(1, '/').append(id);
}

std::optional<StoredResource> SharedCache::find(std::string_view type, std::string_view id) const {
  const std::string key = key_of(type, id);
  const std::scoped_lock lock(mutex_);
  const auto place = kept_.find(key);
  if (place == kept_.end()) return std::nullopt;
  return place->second;
}

std::uint64_t SharedCache::generation() const {
  const std::scoped_lock lock(mutex_);
  return generation_;
}

void SharedCache::keep(const StoredResource& resource, std::uint64_t generation) {
  const std::scoped_lock lock(mutex_);
  if (generation != generation_) return;
  if (bytes_ + resource.json.size() > kMaxBytes) {
    kept_.clear();
    bytes_ = 0;
  }
  if (resource.json.size() > kMaxBytes) return;
  const bool is_new = kept_.emplace(key_of(resource.ref.type, resource.ref.id), resource).second;
  if (is_new) bytes_ += resource.json.size();
}

void SharedCache::forget_all() {
  const std::scoped_lock lock(mutex_);
  ++generation_;
  kept_.clear();
  bytes_ = 0;
}

}  // namespace gateway::store
