// FHIRPath Patch: a Parameters resource whose operations change another resource.
#pragma once

#include <cstddef>

#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::fhirpath {

struct FhirPatchLimits {
  std::size_t max_operations = 1'000;
  // Operations times elements of the resource: each looks at all of them.
  std::size_t max_visits = 5'000'000;
  std::size_t max_steps = 50'000;  // of the evaluation of one path
};

// The resource after all operations, each of which sees what those before it did. All count, or
// none. Whether the result is what its definition wants (a required element may be gone) is not
// looked at; that each element belongs where it is put, and has its type, is.
//
// A path is evaluated as FHIRPath with the resource as its context. `delete` of what is not there
// changes nothing.
//
// Errors, each with an issue at the operation in the Parameters:
//   malformed  PATCH-OPERATION  not an operation, or not complete
//              FHIRPATH-...     the path is no expression
//   invalid    PATCH-TARGET     the path finds nothing, several elements or no element
//              PATCH-VALUE      the value does not fit the element, or the element is unknown
//              PATCH-INDEX      there is no such item
//              FHIRPATH-...     the path cannot be evaluated
//   too_costly PATCH-LIMIT, FHIRPATH-BUDGET
// REQUIRES: both were made with one TypeTable.
// Source: FHIR R4, fhirpatch.html.
fhir::Checked<fhir::Resource> apply_fhir_patch(const fhir::Resource& resource,
                                               const fhir::Resource& patch,
                                               const FhirPatchLimits& limits = {});

}  // namespace gateway::fhirpath
