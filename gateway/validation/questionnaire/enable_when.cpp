#include "gateway/validation/questionnaire/enable_when.hpp"

#include <algorithm>
#include <string_view>

namespace gateway::validation {

using fhir::Node;

namespace {

// A condition costs as much as comparing some items.
constexpr std::size_t kConditionSteps = 5;

// The text of an expression in FHIRPath; empty if it is in another language.
std::string_view fhirpath_of(Node value) {
  if (value.type_name() != "Expression") return value.value();
  return value.child("language").value() == "text/fhirpath" ? value.child("expression").value()
                                                            : std::string_view();
}

bool has_answer(std::span<const std::size_t> items, const GivenAnswers& given) {
  return std::ranges::any_of(items, [&](std::size_t index) {
    return std::ranges::any_of(given.item(index).children("answer"), [](Node answer) {
      return static_cast<bool>(answer.choice("value"));
    });
  });
}

}  // namespace

Truth EnableWhen::is_enabled(std::size_t form_item, const FormPlace* place) {
  const FormItem& item = form_.items()[form_item];
  if (item.extensions.enable_when_expression) return expression_holds(form_item);
  const fhir::Nodes conditions = item.node.children("enableWhen");
  if (conditions.empty()) return Truth::yes;
  const std::string_view behavior = item.node.child("enableBehavior").value();
  const bool is_any = behavior == "any";
  if (conditions.size() > 1 && !is_any && behavior != "all") return Truth::cannot_tell;
  Truth result = truth_of(!is_any);
  for (const Node condition : conditions) {
    const Truth holds = condition_holds(form_item, condition, place);
    result = is_any ? either(result, holds) : both(result, holds);
  }
  return result;
}

// The innermost group that has both the item and the one that it asks is where answers are looked
// for: in the repetition of it that the item stands in.
Truth EnableWhen::condition_holds(std::size_t form_item, Node condition, const FormPlace* place) {
  if (!budget_.take(kConditionSteps)) return Truth::cannot_tell;
  const std::string_view asked = condition.child("question").value();
  const std::size_t target = form_.find(asked);
  if (target == Form::kNone) return Truth::cannot_tell;
  std::size_t group = form_.items()[form_item].parent;
  while (!form_.is_within(target, group))
    group = form_.items()[group].parent;
  std::size_t scope = GivenAnswers::kNone;
  if (group != Form::kNone) {
    while (place != nullptr && place->form_item != group)
      place = place->outer;
    if (place == nullptr) return Truth::cannot_tell;
    scope = place->given;
  }
  return answers_match(given_.within(asked, scope), condition);
}

Truth EnableWhen::answers_match(std::span<const std::size_t> items, Node condition) {
  const std::string_view operation = condition.child("operator").value();
  const Node wanted = condition.choice("answer");
  if (operation == "exists") {
    if (!budget_.take(items.size())) return Truth::cannot_tell;
    return truth_of(has_answer(items, given_) == (wanted.value() == "true"));
  }
  bool is_any_yes = false;
  bool is_any_no = false;
  bool is_any_open = false;
  for (const std::size_t index : items) {
    for (const Node answer : given_.item(index).children("answer")) {
      if (!budget_.take(1)) return Truth::cannot_tell;
      const Node value = answer.choice("value");
      if (!value) continue;
      const Truth holds = relation_holds(operation, value, wanted, budget_);
      is_any_yes = is_any_yes || holds == Truth::yes;
      is_any_no = is_any_no || holds == Truth::no;
      is_any_open = is_any_open || holds == Truth::cannot_tell;
    }
  }
  if (operation == "!=") {
    // R4 wants that no answer is equal, the reference implementation that one is not.
    if (is_any_open || is_any_yes == is_any_no) return Truth::cannot_tell;
    return truth_of(is_any_yes);
  }
  if (is_any_yes) return Truth::yes;
  return is_any_open ? Truth::cannot_tell : Truth::no;
}

// Over the whole response: it has no other context.
Truth EnableWhen::expression_holds(std::size_t form_item) {
  const auto [place, is_new] = expressions_.try_emplace(form_item, Truth::cannot_tell);
  if (!is_new) return place->second;
  const std::string_view text =
      fhirpath_of(form_.items()[form_item].extensions.enable_when_expression);
  if (text.empty() || !expression_budget_.take(1)) return Truth::cannot_tell;
  const auto expression = fhirpath::Expression::compile(text, response_.types());
  if (!expression) return Truth::cannot_tell;
  const fhirpath::Environment environment{
      .resource = response_, .root_resource = response_, .steps = kMaxExpressionSteps};
  fhirpath::Evaluation evaluation(*expression, environment);
  const auto result = evaluation.run(response_);
  if (!result || result->size() > 1) return Truth::cannot_tell;
  if (result->empty()) return place->second = Truth::no;
  const auto holds = fhirpath::boolean_of(result->front());
  return place->second = holds ? truth_of(*holds) : Truth::cannot_tell;
}

}  // namespace gateway::validation
