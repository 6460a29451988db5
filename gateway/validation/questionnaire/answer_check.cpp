#include "gateway/validation/questionnaire/answer_check.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/fhir/bundle.hpp"

namespace gateway::validation {

using conformance::CodedValue;
using conformance::Membership;
using fhir::Node;

// What an item of a type takes for an answer, and what else is asked of it.
struct AnswerCheck::TypeRow {
  ItemType type;
  std::string_view value_type;  // empty: what is_choice_value() says
  bool may_list_options = false;
  Rule rule = nullptr;
};

namespace {

constexpr auto kChoiceTypes =
    std::to_array<std::string_view>({"Coding", "date", "time", "integer", "string"});

// A reference is an answer where it is an option.
bool is_choice_value(const FormItem& item, Node value) {
  const std::string_view type = value.type_name();
  return std::ranges::find(kChoiceTypes, type) != kChoiceTypes.end() ||
         (type == "Reference" && item.options.has_type_of(value));
}

bool is_choice(const FormItem& item) {
  return item.type == ItemType::choice || item.type == ItemType::open_choice;
}

}  // namespace

const AnswerCheck::TypeRow* AnswerCheck::row_of(ItemType type) {
  static constexpr auto kRows = std::to_array<TypeRow>({
      {ItemType::boolean, "boolean"},
      {ItemType::decimal, "decimal", true, &AnswerCheck::decimal},
      {ItemType::integer, "integer", true, &AnswerCheck::bounds},
      {ItemType::date, "date", true, &AnswerCheck::bounds},
      {ItemType::date_time, "dateTime", true, &AnswerCheck::bounds},
      {ItemType::time, "time", true, &AnswerCheck::bounds},
      {ItemType::string, "string", true, &AnswerCheck::text},
      {ItemType::text, "string", false, &AnswerCheck::text},
      {ItemType::url, "uri", false, &AnswerCheck::uri},
      {ItemType::choice, "", true, nullptr},
      {ItemType::open_choice, "", true, &AnswerCheck::text},
      {ItemType::attachment, "Attachment", false, &AnswerCheck::attachment},
      {ItemType::reference, "Reference", false, &AnswerCheck::reference},
      {ItemType::quantity, "Quantity", false, &AnswerCheck::quantity},
  });
  const auto* const row = std::ranges::find(kRows, type, &TypeRow::type);
  return row == kRows.end() ? nullptr : row;
}

bool AnswerCheck::takes(const FormItem& item, Node value) {
  const TypeRow* row = row_of(item.type);
  if (row == nullptr) return item.type == ItemType::question;
  return row->value_type.empty() ? is_choice_value(item, value)
                                 : value.type_name() == row->value_type;
}

void AnswerCheck::check(const Location& answer, const FormItem& item, std::size_t count) {
  const Node value = answer.node().choice("value");
  const TypeRow* row = row_of(item.type);
  if (!value || row == nullptr) return;
  const Location at = child_at(answer, value);
  if (!takes(item, value)) {
    report(finding::kAnswerType, at, "The answer is not of the type that the item asks for.");
    return;
  }
  if (row->rule != nullptr) (this->*row->rule)(at, item);
  if (!row->may_list_options) return;
  if (item.options.empty()) {
    value_set(at, item);
  } else {
    option(at, item, count);
  }
}

// What is chosen is reported at the answer, other values where they stand.
void AnswerCheck::option(const Location& value, const FormItem& item, std::size_t count) {
  const Location& at = is_choice(item) ? *value.parent() : value;
  const bool is_free = item.type == ItemType::open_choice && value.node().type_name() == "string";
  if (!item.options.contains(value.node())) {
    if (!is_free) report(finding::kAnswerOption, at, "The answer is none of the options.");
  } else if (count > 1 && item.options.is_exclusive(value.node())) {
    report(finding::kAnswerExclusive, at, "The option allows no other answer beside it.");
  }
}

// A string is a code where the item is of that type; of a choice it is free text.
void AnswerCheck::value_set(const Location& value, const FormItem& item) {
  const std::string_view canonical = item.node.child("answerValueSet").value();
  const Node node = value.node();
  const bool is_coding = is_choice(item) && node.type_name() == "Coding";
  if (canonical.empty() || (!is_coding && item.type != ItemType::string)) return;
  const CodedValue asked = is_coding ? CodedValue{.system = node.child("system").value(),
                                                  .code = node.child("code").value()}
                                     : CodedValue{.code = node.value()};
  const Location& at = is_coding ? *value.parent() : value;
  if (asked.code.empty() && item.type == ItemType::open_choice) return;
  if (membership(canonical, asked, at) == Membership::not_in)
    report(finding::kAnswerValueSet, at, "The answer is not in the value set of the item.");
}

Membership AnswerCheck::membership(std::string_view value_set,
                                   const CodedValue& value,
                                   const Location& at) {
  if (context_.value_sets == nullptr) return Membership::cannot_tell;
  conformance::ValueSets& sets = *context_.value_sets;
  if (!value_set.starts_with('#')) {
    const auto answer = sets.contains(value_set, value);
    if (answer && answer->doubt == conformance::Doubt::no_value_set)
      report(finding::kAnswerNoValueSet, at, "The value set of the item is not here.");
    return answer ? answer->membership : Membership::cannot_tell;
  }
  const auto contained = contained_set(value_set.substr(1));
  if (contained == nullptr) {
    report(finding::kAnswerNoValueSet, at, "The value set of the item is not here.");
    return Membership::cannot_tell;
  }
  const auto answer = sets.contains(*contained, value);
  return answer ? answer->membership : Membership::cannot_tell;
}

// REQUIRES: there are value sets.
std::shared_ptr<const conformance::ValueSet> AnswerCheck::contained_set(std::string_view anchor) {
  const Node found = fhir::find_contained(form_.container().root(), anchor);
  if (!found || found.type_name() != "ValueSet") return nullptr;
  const auto [place, is_new] = run_.contained_sets.try_emplace(found.data());
  if (is_new) {
    if (auto compiled = context_.value_sets->compile(form_.container().part(found)))
      place->second = *std::move(compiled);
  }
  return place->second;
}

}  // namespace gateway::validation
