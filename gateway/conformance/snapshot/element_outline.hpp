// ElementOutline: a list of ElementDefinitions as the tree that its paths describe.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/fhir/node.hpp"

namespace gateway::conformance {

// One element and what the list says below it. A differential leaves out what it does not change:
// such an element is in the tree, but nothing is stated of it.
struct ElementOutline {
  struct Statement {
    fhir::Node definition;  // an ElementDefinition
    std::size_t index = 0;  // in the list
  };

  std::string name;             // the last part of the path: "identifier", "value[x]"
  std::string slice_name;       // empty unless it is a slice
  std::string typed_name = {};  // of a slice of a choice that was written so: "valueQuantity"
  std::vector<Statement> statements = {};
  std::list<ElementOutline> children = {};
  std::list<ElementOutline> slices = {};

  static constexpr std::size_t kMaxElements = 20'000;
  static constexpr std::size_t kMaxDepth = 64;
};

// `elements` are the items of snapshot.element or differential.element. A child belongs to the
// slice that its id names; without one, to the slice of its parent that was named last.
//
// Errors: invalid (SNAPSHOT-PATH: an element has no path, another root, or is too deep), too_large
//         (SNAPSHOT-LIMIT: over kMaxElements). `expression` names the element in `list`
//         ("differential").
// LIFETIME: not longer than `elements`.
// Source: FHIR R4, elementdefinition.html#path, #id.
Result<std::list<ElementOutline>> outline_of(fhir::Nodes elements, std::string_view list);

// "StructureDefinition.differential.element[3]".
std::string element_expression(std::string_view list, std::size_t index);

}  // namespace gateway::conformance
