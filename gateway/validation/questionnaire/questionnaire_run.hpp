// QuestionnaireRun: what one call of the questionnaire check spends and keeps for all its
// responses.
#pragma once

#include <map>
#include <memory>

#include "gateway/conformance/terminology/value_sets.hpp"
#include "gateway/fhir/node.hpp"
#include "gateway/fhirpath/compare.hpp"
#include "gateway/fhirpath/expression.hpp"

namespace gateway::validation {

// LIFETIME: the Questionnaires outlive it. THREADS: one.
struct QuestionnaireRun {
  fhirpath::Budget steps;        // items and answers looked at
  fhirpath::Budget expressions;  // of conditions, evaluated
  // Contained value sets, and what matches an answer with a pattern of an item, made once each; by
  // where they stand. A value set that cannot be read is null.
  std::map<const fhir::NodeData*, std::shared_ptr<const conformance::ValueSet>> contained_sets = {};
  std::map<const fhir::NodeData*, fhirpath::Expression> patterns = {};
};

}  // namespace gateway::validation
