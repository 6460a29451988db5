// patch_value: the part "value" of an operation of FHIRPath Patch, put into a resource. Internal.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/fhir/edit.hpp"
#include "gateway/fhir/node.hpp"

namespace gateway::fhirpath {

struct PatchPlace {
  std::string_view name;  // of a choice with its type or without: "valueQuantity", "value"
  std::size_t index = fhir::Edit::kAtEnd;
};

// `part` holds the value as value[x], as a resource, or, for an element whose type has no name, as
// parts that are called as its elements.
//
// Errors: those of Edit; malformed (PATCH-OPERATION: the part holds nothing, or too deep).
Result<void> insert_part(fhir::Edit& edit,
                         fhir::Node parent,
                         const PatchPlace& place,
                         fhir::Node part);
// `target` is a child of `parent`. A choice may get another type.
//
// Errors: as insert_part().
Result<void> replace_by_part(fhir::Edit& edit,
                             fhir::Node parent,
                             fhir::Node target,
                             fhir::Node part);

}  // namespace gateway::fhirpath
