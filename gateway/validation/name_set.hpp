// NameSet: a fixed set of names, looked up with one hash and usually one comparison.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <string_view>

#include "gateway/fhir/type_table.hpp"

namespace gateway::validation {

template <std::size_t N>
class NameSet {
 public:
  consteval explicit NameSet(const std::array<std::string_view, N>& names) {
    for (const std::string_view name : names) {
      std::size_t at = place_of(name);
      while (!places_[at].empty())
        at = (at + 1) & kMask;
      places_[at] = name;
    }
  }

  constexpr bool contains(std::string_view name) const noexcept {
    if (name.empty()) return false;
    std::size_t at = place_of(name);
    while (!places_[at].empty() && places_[at] != name)
      at = (at + 1) & kMask;
    return !places_[at].empty();
  }

 private:
  static constexpr std::size_t kPlaces = std::bit_ceil(N * 2);
  static constexpr std::size_t kMask = kPlaces - 1;

  static constexpr std::size_t place_of(std::string_view name) noexcept {
    return fhir::TypeTable::hash_text(name) & kMask;
  }

  std::array<std::string_view, kPlaces> places_ = {};
};

}  // namespace gateway::validation
