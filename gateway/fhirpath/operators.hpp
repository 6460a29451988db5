// Operators: what stands between two collections.
#pragma once

#include <optional>

#include "gateway/fhirpath/ast.hpp"
#include "gateway/fhirpath/evaluator.hpp"

namespace gateway::fhirpath {

// What `and`, `or` and `implies` give whatever stands on the right, if the left side tells: most
// constraints are written so that the cheap side comes first.
// Source: FHIRPath 2.0, section 6.5.
std::optional<bool> settled_by(Operator op, const Collection& left);

// All but `is` and `as`. Errors: FHIRPATH-SINGLETON, FHIRPATH-OPERAND.
Result<Collection> apply(Evaluator& evaluator,
                         Operator op,
                         const Collection& left,
                         const Collection& right);

// Without duplicates, in the order in which they come.
Result<Collection> distinct(Evaluator& evaluator, const Collection& items);
bool contains(Evaluator& evaluator, const Collection& items, const Item& item);

}  // namespace gateway::fhirpath
