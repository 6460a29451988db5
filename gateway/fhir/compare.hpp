// Are two trees the same?
#pragma once

#include "gateway/fhir/resource.hpp"

namespace gateway::fhir {

// Same types, names, order and lexical values all the way down (1.0 is not 1.00). The names of the
// two elements themselves and source offsets do not count. The trees may have different tables.
// Linear; the depth of the trees costs memory, not stack.
bool deep_equal(Node a, Node b);

inline bool deep_equal(const Resource& a, const Resource& b) {
  return deep_equal(a.root(), b.root());
}

}  // namespace gateway::fhir
