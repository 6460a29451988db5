// Corrections: what R4 publishes and does not mean, each with where the meaning is taken from:
// constraints, bindings, and where extensions may stand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/validation/profile/extension_context.hpp"

namespace gateway::validation {

// What stands in the place of a published expression; the published one if nothing does. Empty if
// the constraint is another rule's business.
//
// "x as String" is read as "x as string": an element is of a type of FHIR, never of one of
// FHIRPath, and constraints that were written when the two had one name mean the former.
std::string corrected_expression(std::string_view key, std::string_view published);

// Whether a binding that R4 publishes as required is read as extensible.
bool is_loosened(std::string_view value_set) noexcept;

// `published`, the contexts of the extension with this URL, and those that it lacks.
std::vector<ExtensionContext> corrected_contexts(std::string_view url,
                                                 std::vector<ExtensionContext> published);

}  // namespace gateway::validation
