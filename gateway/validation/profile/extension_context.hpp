// Where an extension may stand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/node.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/validation/location.hpp"

namespace gateway::validation {

// Source: FHIR R4, valueset-extension-context-type.html.
enum class ContextKind : std::uint8_t { fhirpath, element, extension };

struct ExtensionContext {
  ContextKind kind = ContextKind::element;
  std::string expression;  // a path, the URL of an extension, or FHIRPath
};

// `published`, the contexts of the extension with this URL, and those that it lacks.
std::vector<ExtensionContext> corrected_contexts(std::string_view url,
                                                 std::vector<ExtensionContext> published);

// Whether an extension may stand in the element at `parent`, inside `resource`. Without contexts it
// may stand anywhere; a FHIRPath that cannot be evaluated allows nothing. What a definition fixes
// or shows may have any. Source: FHIR R4, defining-extensions.html#context.
bool allows_extension(const std::vector<ExtensionContext>& contexts,
                      const Location& parent,
                      fhir::Node resource);

}  // namespace gateway::validation
