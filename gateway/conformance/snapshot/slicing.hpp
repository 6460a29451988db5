// How elements of a snapshot are sliced.
#pragma once

#include <string_view>
#include <vector>

#include "gateway/conformance/snapshot/element_draft.hpp"
#include "gateway/conformance/snapshot/element_outline.hpp"

namespace gateway::conformance {

// Extensions and choices are sliced without being said so: by URL and by type.
bool is_extension(const ElementDraft& element);
bool is_sliced_by_nature(const ElementDraft& element);
// The field `slicing` of such an element. `rules` is a code of ElementDefinition.slicing.rules.
fhir::Resource slicing_of(const fhir::TypeTable& types,
                          const ElementDraft& element,
                          std::string_view rules);

// A slice without slicing, and the only one: it is the element itself, with the name of the slice
// if it has one. Null if `change` is not so.
const ElementOutline* only_slice(const ElementDraft& element, const ElementOutline& change);

// `slice` with what is said of the children of the element that it slices, if the slice has a
// profile of its own. A child of which both speak is left to the slice.
ElementOutline with_children_of(const ElementOutline& unsliced, const ElementOutline& slice);

// Whether the differential says that there must be one, or that there may be none.
bool is_required(const ElementOutline& slice);
bool is_forbidden(const ElementOutline& slice);

// Why the field `slicing` of a differential is not one that may stand on top of that of `base`;
// empty if it may, or if `base` is not sliced. Rules and order may be tightened, discriminators
// added. A choice says nothing of the kind: see finish_sliced_choice().
std::string_view slicing_conflict(const ElementDraft& base, const ElementFields& change);
// The first slice of `change` that a closed slicing of `base` has not; null if there is none.
const ElementOutline* find_surplus_slice(const ElementDraft& base, const ElementOutline& change);

// Puts each slice of a slice ("a/b") behind "a"; otherwise in the order in which they came.
// REQUIRES: no two have one name.
void order_slices(std::vector<ElementDraft>& slices);

// An element has at least what its slices must have.
void raise_minimum(const fhir::TypeTable& types, ElementDraft& element);

}  // namespace gateway::conformance
