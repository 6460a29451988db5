// EnableWhen: whether the answers that are given let an item of the Questionnaire be answered.
#pragma once

#include <cstddef>
#include <map>
#include <optional>

#include "gateway/fhir/node.hpp"
#include "gateway/fhirpath/compare.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/validation/questionnaire/answer_order.hpp"
#include "gateway/validation/questionnaire/form.hpp"
#include "gateway/validation/questionnaire/given_answers.hpp"
#include "gateway/validation/questionnaire/questionnaire_run.hpp"

namespace gateway::validation {

// An item of the response on the way to where the walk stands, and its item of the Questionnaire.
// LIFETIME: outlived by `outer`.
struct FormPlace {
  const FormPlace* outer = nullptr;
  std::size_t form_item = Form::kNone;
  std::size_t given = GivenAnswers::kNone;
};

// Looks at answers only, never at whether their items are enabled, so that conditions which depend
// on each other in a circle do not matter.
//
// LIFETIME: the form, the answers, the response and the run outlive it. THREADS: one.
class EnableWhen {
 public:
  static constexpr std::size_t kMaxExpressionSteps = 50'000;  // of one expression

  EnableWhen(const Form& form,
             const GivenAnswers& given,
             fhir::Node response,
             QuestionnaireRun& run)
      : form_(form),
        given_(given),
        response_(response),
        budget_(run.steps),
        expression_budget_(run.expressions) {}

  // `place` is where the item stands or would stand: the innermost item of the response around it;
  // null at the top. Of a repeating group the answers in the same repetition count.
  //
  // Cannot be told: conditions that compare values of two types, "!=" where no answer or another
  // one too is given, expressions that cannot be evaluated
  // or are beyond the budget.
  // Source: FHIR R4, questionnaire-definitions.html#Questionnaire.item.enableWhen,
  // #Questionnaire.item.enableBehavior; SDC 2.7, enableWhenExpression.
  Truth is_enabled(std::size_t form_item, const FormPlace* place);

 private:
  Truth condition_holds(std::size_t form_item, fhir::Node condition, const FormPlace* place);
  Truth answers_match(std::span<const std::size_t> items, fhir::Node condition);
  Truth expression_holds(std::size_t form_item);

  const Form& form_;
  const GivenAnswers& given_;
  fhir::Node response_;
  fhirpath::Budget& budget_;
  fhirpath::Budget& expression_budget_;
  std::map<std::size_t, Truth> expressions_;  // what they gave, by item
};

}  // namespace gateway::validation
