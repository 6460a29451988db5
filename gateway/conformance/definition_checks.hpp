// The check of arrays that came from a file: after it, no index leads outside.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/conformance/definition_file.hpp"

namespace gateway::conformance {

// Which array is not consistent, or nullopt. Linear in the size of the arrays.
std::optional<std::string_view> find_fault(const DefinitionArrays& arrays);

}  // namespace gateway::conformance
