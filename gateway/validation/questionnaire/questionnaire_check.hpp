// The questionnaire check: are the answers of QuestionnaireResponses what their Questionnaires ask
// for, and do the conditions in Questionnaires make sense?
//
//   check_questionnaires(resource, {.source = packages,
//                                   .value_sets = &value_sets,
//                                   .definitions = definitions,
//                                   .log = log});
#pragma once

#include <cstddef>

#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/terminology/value_sets.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::validation {

struct QuestionnaireContext {
  conformance::DefinitionSource& source;
  conformance::ValueSets* value_sets;  // null: no answer is looked up in a value set
  const conformance::Definitions& definitions;
  fhir::IssueLog& log;
};

// Items and answers that one call looks at; what is beyond is not checked, and a finding says so.
// A form of a thousand items with as many conditions takes some ten thousand.
inline constexpr std::size_t kMaxQuestionnaireSteps = 2'000'000;
// Expressions of conditions that one call evaluates; of those beyond it cannot be told what they
// give.
inline constexpr std::size_t kMaxConditionExpressions = 500;

// Adds what is wrong in the Questionnaires and QuestionnaireResponses that `resource` is, contains,
// or has as entries or parameters; see docs/issues/validation.md. A response's Questionnaire is
// looked for among contained resources ("#id"), in the same Bundle, and in the source. What cannot
// be told, for want of a Questionnaire, a value set or a language, is no error.
//
// Linear in the size of the resource and of the Questionnaires, but for conditions, which look at
// all answers to the question that they name, and for missing items, which are looked for in each
// repetition of a group.
//
// REQUIRES: `resource` was made with definitions.types().
// Source: FHIR R4, questionnaire.html, questionnaireresponse.html; where they are silent, the
// reference implementation.
void check_questionnaires(const fhir::Resource& resource, const QuestionnaireContext& context);

}  // namespace gateway::validation
