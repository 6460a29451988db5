// The rules of Questionnaires that no constraint of R4 states.
#pragma once

#include <span>

#include "gateway/fhir/issue.hpp"
#include "gateway/validation/location.hpp"
#include "gateway/validation/questionnaire/form.hpp"
#include "gateway/validation/questionnaire/form_derivation.hpp"

namespace gateway::validation {

// The conditions of items, their initial values, and what they change of the Questionnaires that
// this one is derived from. `at` is the Questionnaire.
// Source: FHIR R4, questionnaire-definitions.html#Questionnaire.item.enableWhen.question,
// #Questionnaire.item.initial.value[x].
void check_form(const Location& at,
                const Form& form,
                std::span<const FormBase> bases,
                fhir::IssueLog& log);

}  // namespace gateway::validation
