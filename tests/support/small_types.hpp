// A small table of definitions for tests: some resource types and the data types they use, with the
// names, order and cardinalities of R4.
#pragma once

#include "gateway/fhir/type_table_builder.hpp"

namespace gateway::test {

// Patient, Task, Bundle, OperationOutcome, Observation, Parameters, Organization and what they
// hold. Made at the first call; lives as long as the process.
//
// THREADS: any.
const fhir::TypeTable& small_types();

// A builder that holds the same definitions, to add more.
fhir::TypeTableBuilder small_types_builder();

}  // namespace gateway::test
