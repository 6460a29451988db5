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

// Whether the only thing that is said of a choice is one slice with a name of its own.
bool stands_alone(const ElementOutline& change);

// Finishes a choice that `change` has just sliced. A type whose slice may not be there goes. Where
// one type must be there, no other may; where each type has a slice, or one slice stands alone and
// nothing is said of the choice, the slicing is closed. `closes_named` as
// SnapshotRules::closes_named_types.
void finish_choice(ElementDraft& choice, const ElementOutline& change, bool closes_named);

// The same for a choice that what the profile builds on slices by type. To speak of it again closes
// it, whatever rules `change` states: as the reference implementation has it, and with it published
// snapshots. The types stay, unless one must be there. The slices of `change` come first.
void finish_sliced_choice(ElementDraft& choice, const ElementOutline& change);

// The slice of a type that must be there, if there is a slice of another type that may, which is
// then of no use; null if there is none.
const ElementOutline* find_excluding_slice(const ElementOutline& change);

}  // namespace gateway::conformance
