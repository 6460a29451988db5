// Operators: what stands between two collections.
#pragma once

#include "gateway/fhirpath/ast.hpp"
#include "gateway/fhirpath/evaluator.hpp"

namespace gateway::fhirpath {

// All but `is`, `as` and those of logic. Errors: FHIRPATH-SINGLETON, FHIRPATH-OPERAND.
Result<Collection> apply(Evaluator& evaluator,
                         Operator op,
                         const Collection& left,
                         const Collection& right);

// Without duplicates, in the order in which they come.
Result<Collection> distinct(Evaluator& evaluator, const Collection& items);
bool contains(Evaluator& evaluator, const Collection& items, const Item& item);

}  // namespace gateway::fhirpath
