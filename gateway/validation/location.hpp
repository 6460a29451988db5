// Location: where the walk over a resource stands. Becomes a FHIRPath only when a finding needs it.
#pragma once

#include <cstddef>
#include <string>

#include "gateway/fhir/node.hpp"

namespace gateway::validation {

// A step on the way from the root of a resource to an element. Steps live on the stack of the walk
// and point at the step above, so that a walk without findings builds no string.
//
// LIFETIME: outlived by the step it was made from.
class Location {
 public:
  explicit Location(fhir::Node root) : node_(root) {}
  // The item `index` of the slot `slot` of the element that `parent` stands at.
  Location(const Location& parent, fhir::Node node, const fhir::SlotRow& slot, std::size_t index)
      : parent_(&parent), slot_(&slot), node_(node), index_(index), depth_(parent.depth_ + 1) {}
  Location(const Location&) = delete;
  Location& operator=(const Location&) = delete;

  fhir::Node node() const noexcept { return node_; }
  // Null at the root.
  const fhir::SlotRow* slot() const noexcept { return slot_; }
  const Location* parent() const noexcept { return parent_; }
  std::size_t depth() const noexcept { return depth_; }

  // "Patient.name[0].given[1]", "Observation.value.ofType(Quantity)". Indexes begin at 0 and are
  // left out of elements that do not repeat.
  // Source: FHIR R4, operationoutcome-definitions.html#OperationOutcome.issue.expression.
  std::string expression() const;

 private:
  const Location* parent_ = nullptr;
  const fhir::SlotRow* slot_ = nullptr;
  fhir::Node node_;
  std::size_t index_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace gateway::validation
