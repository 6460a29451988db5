// How exactly a value is known, and what it can be compared with; math_functions() lists them.
#pragma once

#include "gateway/fhirpath/evaluator.hpp"

namespace gateway::fhirpath {

// Of numbers, quantities, dates and times; to a number of digits that they do not have: empty.
// Source: FHIRPath 2.0 (continuous build),
// #lowboundaryprecision-integer-decimal--date--datetime--time.
Result<Collection> low_boundary_of(Evaluator& evaluator, const Call& call);
Result<Collection> high_boundary_of(Evaluator& evaluator, const Call& call);
// Digits behind the point of a number, or all digits of a date or time.
Result<Collection> precision(Evaluator& evaluator, const Call& call);
// Whether two quantities have units of one kind; false for what has no value. Source: FHIR R5,
// fhirpath.html#fn-comparable.
Result<Collection> comparable(Evaluator& evaluator, const Call& call);

}  // namespace gateway::fhirpath
