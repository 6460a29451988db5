// The types of an element in a snapshot: what they allow and where their content comes from.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/conformance/snapshot/element_draft.hpp"
#include "gateway/conformance/snapshot/element_fields.hpp"
#include "gateway/fhir/type_table.hpp"

namespace gateway::conformance {

// The code of an item of ElementDefinition.type; for a type of FHIRPath, which ids and the values
// of primitives are of, the type of FHIR that it stands for.
std::string_view fhir_code_of(const fhir::Resource& type);

// "Quantity" for "valueQuantity" if `choice` is value[x] and allows it; empty otherwise.
std::string_view type_of_choice(const ElementDraft& choice, std::string_view name);

// Whether the type `code` is `general` or derives from it.
bool is_a(const fhir::TypeTable& types, std::string_view code, std::string_view general);
// Whether a profile may narrow the types of the element to `code`.
bool allows_type(const ElementFields& element, std::string_view code);
// Whether fixed[x] or pattern[x], if there is one, is of a type that the element has.
bool allows_value(const ElementFields& element, std::string_view field);

// The path of the element in the type that defines it.
std::string_view base_path(const ElementFields& element);
// The type that a profile of the element must be of, if the element is stated to be of type `code`.
std::string_view profiled_type(const ElementFields& element, std::string_view code);

// Whether a value of one of the types can be bound to a value set. Source: FHIR R4,
// elementdefinition.html, invariant eld-11.
bool is_bindable(const ElementFields& element);

// Leaves only the types with these codes.
void keep_types(ElementFields& element, std::span<const std::string_view> codes);

// The id of the element of a profile that stands for the profile: "Composition.section:a"; empty
// for the whole. Source: FHIR extensions, elementdefinition-profile-element.
std::string_view profile_part(fhir::Node profile);

// The profile that elements of the one type follow; empty if there are several types or profiles,
// for a part of a profile, and for references, whose profiles speak of the target.
std::string_view only_profile(const ElementFields& element);

// Canonicals of what defines the children of the element, the best first.
std::vector<std::string> content_of(const ElementFields& element);

// "Questionnaire" for "#Questionnaire.item".
std::string_view root_of_reference(std::string_view content_reference);
// The element that a contentReference means: in `type`, which may be null, or in `own`. Null if
// there is none.
const ElementDraft* find_referenced(const ElementDraft* type,
                                    const ElementDraft& own,
                                    std::string_view content_reference);

}  // namespace gateway::conformance
