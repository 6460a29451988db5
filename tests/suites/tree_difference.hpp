// Are two element trees the same?
#pragma once

#include <optional>
#include <string>

#include "gateway/fhir/node.hpp"

namespace gateway::suites {

// The path of the first element that differs in name, type, value or children, or nullopt. Values
// are compared as text; narrative is compared as XML, without
// comments.
std::optional<std::string> find_difference(fhir::Node left, fhir::Node right);

}  // namespace gateway::suites
