// Function groups: the functions of FHIRPath, each group in a file of its own.
#pragma once

#include <span>

#include "gateway/fhirpath/evaluator.hpp"

namespace gateway::fhirpath {

std::span<const FunctionRow> aggregate_functions() noexcept;
std::span<const FunctionRow> collection_functions() noexcept;
std::span<const FunctionRow> conversion_functions() noexcept;
std::span<const FunctionRow> fhir_functions() noexcept;
std::span<const FunctionRow> math_functions() noexcept;
std::span<const FunctionRow> string_functions() noexcept;
std::span<const FunctionRow> time_functions() noexcept;
std::span<const FunctionRow> tree_functions() noexcept;

}  // namespace gateway::fhirpath
