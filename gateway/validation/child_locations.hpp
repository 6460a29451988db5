// The children of an element, each with its Location.
#pragma once

#include <cstddef>

#include "gateway/validation/location.hpp"

namespace gateway::validation {

// Calls `visit` with the Location of each child that the type has a slot for, in order.
template <typename Visit>
void for_each_child(const Location& parent, Visit&& visit) {
  const fhir::Node node = parent.node();
  fhir::NameId last = fhir::kNoName;
  std::size_t index = 0;
  for (const fhir::Node child : node.children()) {
    index = child.name_id() == last ? index + 1 : 0;
    last = child.name_id();
    const fhir::SlotRow* slot = node.types().find_slot(node.type(), child.name_id());
    if (slot != nullptr) visit(Location(parent, child, *slot, index));
  }
}

}  // namespace gateway::validation
