// Where an element stands in its resource, as FHIRPath.
#pragma once

#include <string>

#include "gateway/fhir/resource.hpp"

namespace gateway::fhir {

// "Bundle.entry[2].resource.name[0].given[1]". Items of elements that may repeat have an index; the
// element of a choice is named without its type ("Observation.value"). Empty if `node` is not in
// `root`. Walks the tree until it finds the node: for findings, not for inner loops.
std::string node_path(Node root, Node node);

inline std::string node_path(const Resource& resource, Node node) {
  return node_path(resource.root(), node);
}

}  // namespace gateway::fhir
