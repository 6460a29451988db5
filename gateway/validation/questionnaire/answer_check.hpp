// AnswerCheck: one answer against its item of the Questionnaire.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/location.hpp"
#include "gateway/validation/questionnaire/form.hpp"
#include "gateway/validation/questionnaire/questionnaire_check.hpp"
#include "gateway/validation/questionnaire/questionnaire_run.hpp"

namespace gateway::validation {

// The location of a child of the element at `parent`.
inline Location child_at(const Location& parent, fhir::Node child, std::size_t index = 0) {
  return {parent, child, *child.types().find_slot(parent.node().type(), child.name_id()), index};
}

// Finds the resource that the text of a reference in the response means; absent if it is not here.
using ResolveReference = std::function<fhir::Node(std::string_view reference)>;

// LIFETIME: form, context and run outlive it. THREADS: one.
class AnswerCheck {
 public:
  AnswerCheck(const Form& form,
              const QuestionnaireContext& context,
              ResolveReference resolve,
              QuestionnaireRun& run)
      : form_(form), context_(context), resolve_(std::move(resolve)), run_(run) {}

  // Whether a value is of the type that the item asks for; of an item that takes no answer nothing
  // is.
  static bool takes(const FormItem& item, fhir::Node value);

  // `count` answers are given to the item together.
  void check(const Location& answer, const FormItem& item, std::size_t count);

 private:
  using Rule = void (AnswerCheck::*)(const Location& value, const FormItem& item);
  struct TypeRow;
  static const TypeRow* row_of(ItemType type);

  void option(const Location& value, const FormItem& item, std::size_t count);
  void value_set(const Location& value, const FormItem& item);
  void text(const Location& value, const FormItem& item);
  void uri(const Location& value, const FormItem& item);
  void bounds(const Location& value, const FormItem& item);
  void decimal_places(fhir::Node number, const Location& value, const FormItem& item);
  void decimal(const Location& value, const FormItem& item);
  void quantity(const Location& value, const FormItem& item);
  void quantity_bounds(const Location& value, const FormItem& item);
  void unit(const Location& value, const FormItem& item);
  void attachment(const Location& value, const FormItem& item);
  void reference(const Location& value, const FormItem& item);

  bool matches(fhir::Node value, fhir::Node pattern);
  std::shared_ptr<const conformance::ValueSet> contained_set(std::string_view anchor);
  conformance::Membership membership(std::string_view value_set,
                                     const conformance::CodedValue& value,
                                     const Location& at);
  void report(const Finding& finding, const Location& at, std::string text) {
    validation::report(context_.log, finding, at, std::move(text));
  }

  const Form& form_;
  const QuestionnaireContext& context_;
  ResolveReference resolve_;
  QuestionnaireRun& run_;
};

}  // namespace gateway::validation
