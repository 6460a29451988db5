#include "gateway/validation/questionnaire/form_check.hpp"

#include <string>
#include <utility>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/questionnaire/answer_check.hpp"
#include "gateway/validation/structure_check.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::Nodes;

class FormWalk {
 public:
  FormWalk(const Form& form, std::span<const FormBase> bases, fhir::IssueLog& log)
      : form_(form), bases_(bases), log_(log) {}

  // In the order in which the form has the items.
  void items(const Location& parent) {
    const Nodes items = parent.node().children("item");
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Location at = child_at(parent, items[i], i);
      if (at.depth() > kMaxElementDepth) return;  // the structure check has said it
      const std::size_t index = next_++;
      for (const Node condition : items[i].children("enableWhen"))
        enable_when(at, index, condition.child("question").value());
      initial(at, form_.items()[index]);
      for (const FormBase& base : bases_)
        check_derivation(at, form_.items()[index], base, log_);
      this->items(at);
    }
  }

 private:
  void enable_when(const Location& at, std::size_t item, std::string_view question) {
    if (question.empty()) return;  // the structure check has said it
    const std::size_t target = form_.find(question);
    if (target == Form::kNone) {
      report(log_, finding::kFormCondition, at, "A condition asks for an item that is not there.");
    } else if (form_.is_within(target, item)) {
      report(log_, finding::kFormCondition, at, "A condition asks for the item, or one inside it.");
    } else if (target > item) {
      report(log_, finding::kFormConditionLater, at, "A condition asks for an item that follows.");
    }
  }

  void initial(const Location& at, const FormItem& item) {
    const Nodes initials = item.node.children("initial");
    if (!item.is_question()) return;  // a constraint says it
    for (std::size_t i = 0; i < initials.size(); ++i) {
      const Node value = initials[i].choice("value");
      if (!value || AnswerCheck::takes(item, value)) continue;
      const Location initial_at = child_at(at, initials[i], i);
      report(log_,
             finding::kFormInitial,
             child_at(initial_at, value),
             "The initial value is not of the type that the item asks for.");
    }
  }

  const Form& form_;
  std::span<const FormBase> bases_;
  fhir::IssueLog& log_;
  std::size_t next_ = 0;
};

}  // namespace

void check_form(const Location& at,
                const Form& form,
                std::span<const FormBase> bases,
                fhir::IssueLog& log) {
  FormWalk(form, bases, log).items(at);
}

}  // namespace gateway::validation
