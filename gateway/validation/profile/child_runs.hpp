// ChildRuns: the children of one element, as the elements of a profile speak of them.
#pragma once

#include <cstddef>
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
  explicit ChildRuns(fhir::Node parent)
      : children_(parent.children().data()), types_(&parent.types()), type_(parent.type()) {}

  // The items that `rule` speaks of; none of a name that the type does not have.
  std::span<const fhir::NodeData> of(const ProfileElement& rule);

  // Calls `visit` with the Location of each item of a run.
  template <typename Visit>
  void for_each(const Location& parent, std::span<const fhir::NodeData> run, Visit&& visit) const {
    const fhir::SlotRow* slot = nullptr;
    std::size_t index = 0;
    for (const fhir::NodeData& item : run) {
      const bool is_next = slot != nullptr && slot->name == item.name;
      index = is_next ? index + 1 : 0;
      if (!is_next) slot = types_->find_slot(type_, item.name);
      visit(Location(parent, fhir::Node(&item, types_), *slot, index));
    }
  }

 private:
  template <typename IsNamed>
  std::span<const fhir::NodeData> run_where(const IsNamed& is_named);

  std::span<const fhir::NodeData> children_;
  const fhir::TypeTable* types_;
  fhir::TypeId type_;
  std::size_t next_ = 0;
};

}  // namespace gateway::validation
