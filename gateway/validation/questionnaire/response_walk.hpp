// ResponseWalk: one walk over a QuestionnaireResponse beside its Questionnaire.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "gateway/validation/questionnaire/answer_check.hpp"
#include "gateway/validation/questionnaire/enable_when.hpp"
#include "gateway/validation/questionnaire/form.hpp"
#include "gateway/validation/questionnaire/given_answers.hpp"

namespace gateway::validation {

// LIFETIME: form, context and run outlive it. THREADS: one.
class ResponseWalk {
 public:
  ResponseWalk(const Form& form,
               fhir::Node response,
               const QuestionnaireContext& context,
               ResolveReference resolve,
               QuestionnaireRun& run);

  // `at` is the response.
  void run(const Location& at);

 private:
  // An item of the Questionnaire that stands in one group of the response: whether it may be
  // answered, and how often it stands there.
  struct Question {
    Truth is_enabled = Truth::cannot_tell;
    std::size_t count = 0;
  };
  using Questions = std::map<std::size_t, Question>;

  void items(const Location& parent, const FormPlace* place, Truth is_enabled);
  // Whether an item may be answered in a group that is enabled or not.
  Truth is_enabled(std::size_t form_item, const FormPlace* place, Truth group);
  void misplaced(const Location& at, std::string_view link_id, const FormPlace* place);
  void occurrences(const Location& parent, const Questions& questions);
  void missing(const Location& parent,
               const FormPlace* place,
               Truth is_enabled,
               const Questions& questions);
  void item(const Location& at, std::size_t form_item, const FormPlace* outer, Truth is_enabled);
  void shape(const Location& at, const FormItem& item);
  void answers(const Location& at, const FormItem& item, Truth is_enabled);
  void compare_text(const Location& at, const FormItem& item);
  void occurs(const Location& at, const FormItem& item, std::size_t count, Truth is_enabled);
  void required(const Location& at, Truth is_enabled, std::string text);
  void period(const Location& at);
  void report(const Finding& finding, const Location& at, std::string text);

  const Form& form_;
  const QuestionnaireContext& context_;
  GivenAnswers given_;
  EnableWhen enable_when_;
  AnswerCheck answer_check_;
  fhirpath::Budget& budget_;
  bool is_complete_;
};

}  // namespace gateway::validation
