// Arithmetic: the operators * / div mod + - on two items.
#pragma once

#include <optional>

#include "gateway/fhirpath/ast.hpp"
#include "gateway/fhirpath/evaluator.hpp"

namespace gateway::fhirpath {

// Numbers, quantities, text (+), and times with durations (+ and -). nullopt where the result does
// not exist: division by zero, more than fits, units that do not go together.
// Source: FHIRPath 2.0, #math. Errors: FHIRPATH-OPERAND.
Result<std::optional<Item>> arithmetic(Evaluator& evaluator,
                                       Operator op,
                                       const Item& left,
                                       const Item& right);

}  // namespace gateway::fhirpath
