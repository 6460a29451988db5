// The structure check: is a resource what FHIR R4 itself allows, whatever its profiles say?
//
//   fhir::IssueLog log;
//   check_structure(resource, definitions, log);
//   if (log.has_errors()) ...
#pragma once

#include <cstddef>

#include "gateway/conformance/definitions.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::validation {

// Deeper elements are not looked at; the readers' limit is lower.
inline constexpr std::size_t kMaxElementDepth = 128;

// Adds every finding about types, cardinalities, values, required bindings, reference targets,
// contained resources, narrative and the form of Bundles to `log`; see docs/issues/validation.md.
// Each has a FHIRPath expression and the offset in the source text; none holds a value.
//
// Linear in the size of the resource; without findings memory is used for contained resources and
// for Bundles only.
//
// REQUIRES: `resource` was made with definitions.types().
void check_structure(const fhir::Resource& resource,
                     const conformance::Definitions& definitions,
                     fhir::IssueLog& log);

}  // namespace gateway::validation
