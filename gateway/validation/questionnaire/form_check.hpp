// The rules of Questionnaires that no constraint of R4 states.
#pragma once

#include "gateway/fhir/issue.hpp"
#include "gateway/validation/location.hpp"
#include "gateway/validation/questionnaire/form.hpp"

namespace gateway::validation {

// The conditions of items and their initial values. `at` is the Questionnaire.
// Source: FHIR R4, questionnaire-definitions.html#Questionnaire.item.enableWhen.question,
// #Questionnaire.item.initial.value[x].
void check_form(const Location& at, const Form& form, fhir::IssueLog& log);

}  // namespace gateway::validation
