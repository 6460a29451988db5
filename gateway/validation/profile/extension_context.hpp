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

// Whether an extension may stand in the element at `parent`, inside `resource`. Without contexts it
// may stand anywhere; a FHIRPath that cannot be evaluated allows nothing. What a definition fixes
// or shows may have any. Source: FHIR R4, defining-extensions.html#context.
bool allows_extension(const std::vector<ExtensionContext>& contexts,
                      const Location& parent,
                      fhir::Node resource);

// The resources of R4 that go by a canonical URL.
std::vector<std::string_view> canonical_types();

}  // namespace gateway::validation
