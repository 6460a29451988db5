// brygga fhirpath: what an expression gives of a resource.
#pragma once

#include <string>

#include "gateway/app/cli/console.hpp"
#include "gateway/app/cli/definition_files.hpp"
#include "gateway/fhirpath/item.hpp"

namespace gateway::app {

struct FhirpathOptions {
  // Packages are opened only if one is named, or FHIR R4's own.
  DefinitionFiles definitions = {};
  std::string expression;
  std::string file;
};

// Prints describe() of each result, a line each. An expression that cannot be read, or cannot mean
// anything for the type of the resource, is printed to standard error with a caret under the place.
// References are followed within the resource: to what it contains and, in a Bundle, to its
// entries. With packages, canonical URLs are followed into them, and memberOf(), conformsTo(),
// subsumes() and subsumedBy() are answered.
int fhirpath(const FhirpathOptions& options, const Console& console);

// "type: value", on one line. The value is JSON: an object for what has elements, else a number,
// true or false, or a string; null for a primitive that has nothing at all. Dates, quantities and
// types are strings, written as FHIRPath writes them.
std::string describe(const fhirpath::Item& item);

}  // namespace gateway::app
