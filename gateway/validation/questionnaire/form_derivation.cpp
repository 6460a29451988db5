#include "gateway/validation/questionnaire/form_derivation.hpp"

#include <string>
#include <utility>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/questionnaire/answer_check.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::Nodes;

constexpr std::string_view kDerivationType =
    "http://hl7.org/fhir/StructureDefinition/questionnaire-derivationType";
constexpr std::string_view kDerivationSystem = "http://hl7.org/fhir/questionnaire-derivationType";

class ItemDerivation {
 public:
  ItemDerivation(const Location& at,
                 const FormItem& item,
                 const FormItem& base,
                 fhir::IssueLog& log)
      : at_(at), item_(item), base_(base), log_(log) {}

  void check() {
    const std::string_view type = base_.node.child("type").value();
    const bool is_type_kept = type.empty() || item_.node.child("type").value() == type;
    if (!is_type_kept) refuse("type", "The item is of another type in the base.");
    if (item_.repeats && !base_.repeats) refuse("repeats", "The item does not repeat in the base.");
    if (base_.is_required && item_.node.child("required").value() == "false")
      refuse("required", "The item is required in the base.");
    max_length();
    options();
  }

 private:
  void max_length() {
    const auto most = integer_of(base_.node.child("maxLength"));
    if (!most) return;
    const auto own = integer_of(item_.node.child("maxLength"));
    if (!own) {
      refuse(at_, "The base limits the length of answers, the item does not.");
    } else if (*own > *most) {
      refuse("maxLength", "The base allows shorter answers only.");
    }
  }

  void options() {
    const Nodes options = item_.node.children("answerOption");
    if (!base_.options.empty()) {
      if (item_.node.child("answerValueSet") || options.empty())
        refuse(at_, "The base lists the answers, the item does not.");
      for (std::size_t i = 0; i < options.size(); ++i) {
        const Node value = options[i].choice("value");
        if (value && !base_.options.contains(value))
          refuse(child_at(at_, options[i], i), "The base has no such option.");
      }
    } else if (base_.node.child("answerValueSet") && !options.empty()) {
      refuse(at_, "The base has a value set of answers, the item lists them.");
    }
  }

  // At the element with this name, if there is one.
  void refuse(std::string_view name, std::string text) {
    const Node child = item_.node.child(name);
    if (child) {
      refuse(child_at(at_, child), std::move(text));
    } else {
      refuse(at_, std::move(text));
    }
  }
  void refuse(const Location& at, std::string text) {
    report(log_, finding::kFormDerived, at, std::move(text));
  }

  const Location& at_;
  const FormItem& item_;
  const FormItem& base_;
  fhir::IssueLog& log_;
};

}  // namespace

std::optional<bool> may_add_items(Node derived_from) {
  for (const Node extension : derived_from.children("extension")) {
    if (extension.child("url").value() != kDerivationType) continue;
    const Node type = extension.choice("value");
    const std::string_view code = type.child("code").value();
    const bool is_known = type.child("system").value() == kDerivationSystem;
    if (is_known && code == "extends") return true;
    if (is_known && code == "compliesWith") return false;
  }
  return std::nullopt;
}

void check_derivation(const Location& at,
                      const FormItem& item,
                      const FormBase& base,
                      fhir::IssueLog& log) {
  const std::size_t same = base.form->find(item.link_id);
  if (same != Form::kNone) {
    ItemDerivation(at, item, base.form->items()[same], log).check();
  } else if (!base.may_add_items) {
    report(log, finding::kFormDerived, at, "The base has no item with this linkId.");
  }
}

}  // namespace gateway::validation
