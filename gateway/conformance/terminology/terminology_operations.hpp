// TerminologyOperations: $expand, $validate-code, $lookup, $subsumes and $translate.
#pragma once

#include "gateway/base/clock.hpp"
#include "gateway/conformance/terminology/code_systems.hpp"
#include "gateway/conformance/terminology/concept_maps.hpp"
#include "gateway/conformance/terminology/value_sets.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// Each takes the Parameters of R4's OperationDefinition and answers with its Parameters. What
// cannot be told is a failure, never a "no".
//
// Errors, of all: as OperationInputs::read() and codes(), as the class that is asked, and
//   not_found     TERM-VALUE-SET-UNKNOWN, TERM-MAP-UNKNOWN: what is named is not here
//                 TERM-CODE-UNKNOWN: $lookup of a code that the code system does not have
//   not_supported TERM-CANNOT-TELL: the content that would tell is not here
//
// LIFETIME: what it is made with outlives it.
// THREADS: one.
class TerminologyOperations {
 public:
  using Answer = fhir::Checked<fhir::Resource>;

  TerminologyOperations(CodeSystems& systems,
                        ValueSets& sets,
                        ConceptMaps& maps,
                        const Clock& clock)
      : systems_(systems), sets_(sets), maps_(maps), clock_(clock) {}

  // The expansion is flat and is the parameter `return`. An expansion that draws on a part of a
  // code system says that it is not closed.
  // Source: FHIR R4, valueset-operation-expand.html.
  Answer expand(const fhir::Resource& parameters);
  // `result` is false for a wrong display too, as `message` says.
  // Source: FHIR R4, valueset-operation-validate-code.html.
  Answer validate_in_value_set(const fhir::Resource& parameters);
  // Source: FHIR R4, codesystem-operation-validate-code.html.
  Answer validate_in_code_system(const fhir::Resource& parameters);
  // Source: FHIR R4, codesystem-operation-lookup.html.
  Answer lookup(const fhir::Resource& parameters);
  // Source: FHIR R4, codesystem-operation-subsumes.html.
  Answer subsumes(const fhir::Resource& parameters);
  // The map has to be named. `target` leaves out what is not in that value set.
  // Source: FHIR R4, conceptmap-operation-translate.html.
  Answer translate(const fhir::Resource& parameters);

 private:
  CodeSystems& systems_;
  ValueSets& sets_;
  ConceptMaps& maps_;
  const Clock& clock_;
};

}  // namespace gateway::conformance
