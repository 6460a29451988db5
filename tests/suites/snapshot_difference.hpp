// Are two snapshots structurally the same?
#pragma once

#include <string>
#include <vector>

#include "gateway/fhir/node.hpp"

namespace gateway::suites {

// One line per difference in what says which instances are valid: id, path, sliceName, slicing, min,
// max, type (code, profile, targetProfile), binding, fixed and pattern, mustSupport, isModifier,
// contentReference, base. Texts, constraints and mappings do not count.
std::vector<std::string> snapshot_differences(fhir::Node expected, fhir::Node got);

}  // namespace gateway::suites
