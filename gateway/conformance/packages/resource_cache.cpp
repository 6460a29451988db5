#include "gateway/conformance/packages/resource_cache.hpp"

namespace gateway::conformance {

std::optional<fhir::Resource> ResourceCache::find(std::uint64_t key) {
  const auto place = places_.find(key);
  if (place == places_.end()) return std::nullopt;
  kept_.splice(kept_.begin(), kept_, place->second);
  return place->second->resource;
}

void ResourceCache::put(std::uint64_t key, const fhir::Resource& resource) {
  const std::size_t size = resource.arena()->bytes();
  if (size > max_bytes_) return;
  while (bytes_ + size > max_bytes_) {
    bytes_ -= kept_.back().resource.arena()->bytes();
    places_.erase(kept_.back().key);
    kept_.pop_back();
  }
  kept_.push_front({key, resource});
  places_.emplace(key, kept_.begin());
  bytes_ += size;
}

}  // namespace gateway::conformance
