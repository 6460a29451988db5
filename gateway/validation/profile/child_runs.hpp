// ChildRuns: the children of one element, as the elements of a profile speak of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "gateway/validation/location.hpp"
#include "gateway/validation/profile/profile.hpp"

namespace gateway::validation {

// The items of one name lie next to each other, and so do those of all types of a choice. Both they
// and the elements of a profile are in definition order, so that each is looked for where the one
// before it ended.
//
// LIFETIME: outlived by the element.
class ChildRuns {
 public:
  explicit ChildRuns(fhir::Node parent);

  // The items that `rule` speaks of; none of a name that the type does not have.
  std::span<const fhir::NodeData> of(const ProfileElement& rule) {
    if (children_.empty() || rule.name_id == fhir::kNoName) return {};
    if (rule.is_choice) return run_of_choice(rule.name_id);
    return (names_ & mark_of(rule.name_id)) == 0 ? std::span<const fhir::NodeData>()
                                                 : run_of_name(rule.name_id);
  }

  // Calls `visit` with the Location of each item of a run.
  template <typename Visit>
  void for_each(const Location& parent, std::span<const fhir::NodeData> run, Visit&& visit) {
    const fhir::SlotRow* slot = nullptr;
    std::size_t index = 0;
    for (const fhir::NodeData& item : run) {
      const bool is_next = slot != nullptr && slot->name == item.name;
      index = is_next ? index + 1 : 0;
      if (!is_next) slot = slot_of(item.name);
      visit(Location(parent, fhir::Node(&item, types_), *slot, index));
    }
  }

 private:
  // Names share marks; one that is not marked is not there.
  static constexpr std::uint64_t mark_of(fhir::NameId name) noexcept {
    return std::uint64_t{1} << (name % 64U);
  }
  std::span<const fhir::NodeData> run_of_choice(fhir::NameId choice);
  std::span<const fhir::NodeData> run_of_name(fhir::NameId name);
  const fhir::SlotRow* slot_of(fhir::NameId name);
  template <typename IsNamed>
  std::span<const fhir::NodeData> run_where(const IsNamed& is_named);

  std::span<const fhir::NodeData> children_;
  const fhir::TypeTable* types_;
  fhir::TypeId type_;
  std::uint64_t names_ = 0;    // marks of those that are there
  std::size_t next_ = 0;       // behind the run before
  std::size_t next_slot_ = 0;  // where the slot before was
};

}  // namespace gateway::validation
