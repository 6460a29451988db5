// Type check: whether an expression can mean anything on a type, before it meets an element of it.
#pragma once

#include <string_view>

#include "gateway/fhirpath/expression.hpp"

namespace gateway::fhirpath {

// What an expression may give, as far as the definitions say: an empty list where they do not.
//
// Errors: invalid (FHIRPATH-ELEMENT: no element of this name in the type; FHIRPATH-OPERAND: a
//         function or an operator that does not take the type; FHIRPATH-ORDER: a place in what has
//         no order). Source: FHIRPath 2.0, #type-safety-and-strict-evaluation.
std::expected<void, SyntaxError> check_types(const Expression& expression,
                                             std::string_view context_type);

}  // namespace gateway::fhirpath
