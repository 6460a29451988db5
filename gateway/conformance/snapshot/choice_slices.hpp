// Slices of choices, by type: "valueQuantity" in the place of value[x].
#pragma once

#include <list>

#include "gateway/conformance/snapshot/element_draft.hpp"
#include "gateway/conformance/snapshot/element_outline.hpp"

namespace gateway::conformance {

// The children of `change`, those that name a type of a choice of `element` as slices of the
// choice.
std::list<ElementOutline> with_choices(const ElementDraft& element, const ElementOutline& change);

// Whether `slice`, the only one of a choice that is not sliced, is about the whole choice: there is
// one type, or none is named.
bool is_whole_choice(const ElementDraft& choice, const ElementOutline& slice);

// A slice for one type that is not called by it: "Quantity" for "valueQuantity".
bool names_another_type(const ElementDraft& choice, const ElementOutline& slice);

// Closes the slicing of a choice that `change` has just sliced, where that is what it means: where
// one type must be there, no other may. `closes_named` as SnapshotRules::closes_named_types.
void close_choice(ElementDraft& choice, const ElementOutline& change, bool closes_named);

}  // namespace gateway::conformance
