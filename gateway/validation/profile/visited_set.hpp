// VisitedSet: which elements were compared with which elements of a profile, or constraints.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "gateway/fhir/node.hpp"

namespace gateway::validation {

// A hash table with open addressing: one allocation for most resources.
class VisitedSet {
 public:
  // False if the pair is there.
  // `rule` is the address of a ProfileElement or an Invariant.
  bool insert(const fhir::NodeData* node, const void* rule) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    Slot& slot = slot_of({node, rule});
    if (slot.node != nullptr) return false;
    slot = {node, rule};
    ++size_;
    return true;
  }

  // Takes as long as the set was large.
  void clear() {
    slots_.clear();
    size_ = 0;
  }

 private:
  struct Slot {
    const fhir::NodeData* node = nullptr;
    const void* rule = nullptr;
    bool operator==(const Slot&) const = default;
  };
  static constexpr std::size_t kFirstSize = 128;  // a power of two, as all sizes

  static std::size_t hash(const Slot& slot) noexcept {
    constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;  // of the golden ratio
    const std::hash<const void*> address;
    const std::uint64_t node = address(slot.node);
    const std::uint64_t rule = address(slot.rule);
    return ((node + rule * kSpread) * kSpread) >> 32U;
  }

  // Where it is, or the empty slot where it belongs.
  Slot& slot_of(const Slot& wanted) {
    std::size_t at = hash(wanted) & (slots_.size() - 1);
    while (slots_[at].node != nullptr && slots_[at] != wanted)
      at = (at + 1) & (slots_.size() - 1);
    return slots_[at];
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? kFirstSize : 2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.node != nullptr) slot_of(slot) = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace gateway::validation
