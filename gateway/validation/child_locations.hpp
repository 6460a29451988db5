// The children of an element, each with its Location.
#pragma once

#include <cstddef>

#include "gateway/validation/location.hpp"

namespace gateway::validation {

// Calls `visit` with the Location of each child that the type has a slot for, in order.
template <typename Visit>
void for_each_child(const Location& parent, Visit&& visit) {
  const fhir::Node node = parent.node();
  if (node.children().empty()) return;
  const auto slots = node.types().slots(node.type());
  const fhir::SlotRow* slot = nullptr;
  fhir::NameId last = fhir::kNoName;
  std::size_t next = 0;  // where the slot is, if the children are in order
  std::size_t index = 0;
  for (const fhir::Node child : node.children()) {
    const bool is_next = child.name_id() == last;
    index = is_next ? index + 1 : 0;
    if (!is_next) {
      last = child.name_id();
      slot = node.types().find_slot(node.type(), last, next);
      if (slot != nullptr) next = static_cast<std::size_t>(slot - slots.data());
    }
    if (slot != nullptr) visit(Location(parent, child, *slot, index));
  }
}

}  // namespace gateway::validation
