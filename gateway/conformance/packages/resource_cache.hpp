// ResourceCache: the definitions read last, as many as fit into so many bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>

#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// What was not asked for the longest time goes first.
//
// THREADS: one.
class ResourceCache {
 public:
  explicit ResourceCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  std::optional<fhir::Resource> find(std::uint64_t key);
  // A resource that is larger than all of the cache is not kept.
  // REQUIRES: find(key) is nothing.
  void put(std::uint64_t key, const fhir::Resource& resource);

  std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Kept {
    std::uint64_t key = 0;
    fhir::Resource resource;
  };

  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::list<Kept> kept_;  // the last one asked for first
  std::unordered_map<std::uint64_t, std::list<Kept>::iterator> places_;
};

}  // namespace gateway::conformance
