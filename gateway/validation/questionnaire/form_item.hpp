// FormItem: what one item of a Questionnaire asks of its answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "gateway/base/code_table.hpp"
#include "gateway/fhir/node.hpp"

namespace gateway::validation {

// Source: FHIR R4, valueset-item-type.html.
enum class ItemType : std::uint8_t {
  group,
  display,
  question,
  boolean,
  decimal,
  integer,
  date,
  date_time,
  time,
  string,
  text,
  url,
  choice,
  open_choice,
  attachment,
  reference,
  quantity,
};
inline constexpr CodeTable kItemTypeCodes(std::to_array<CodeRow<ItemType>>({
    {ItemType::group, "group"},
    {ItemType::display, "display"},
    {ItemType::question, "question"},
    {ItemType::boolean, "boolean"},
    {ItemType::decimal, "decimal"},
    {ItemType::integer, "integer"},
    {ItemType::date, "date"},
    {ItemType::date_time, "dateTime"},
    {ItemType::time, "time"},
    {ItemType::string, "string"},
    {ItemType::text, "text"},
    {ItemType::url, "url"},
    {ItemType::choice, "choice"},
    {ItemType::open_choice, "open-choice"},
    {ItemType::attachment, "attachment"},
    {ItemType::reference, "reference"},
    {ItemType::quantity, "quantity"},
}));

// Values of extensions of an item; absent where it does not have them.
struct ItemExtensions {
  fhir::Node min_length;
  fhir::Node regex;
  fhir::Node min_value;
  fhir::Node max_value;
  fhir::Node max_decimal_places;
  fhir::Node min_occurs;
  fhir::Node max_occurs;
  fhir::Node max_size;
  fhir::Node min_quantity;
  fhir::Node max_quantity;
  fhir::Node unit_value_set;
  fhir::Node enable_when_expression;
  std::vector<fhir::Node> mime_types;
  std::vector<fhir::Node> reference_types;
  std::vector<fhir::Node> unit_options;
};

// The answers that an item lists.
class AnswerOptions {
 public:
  explicit AnswerOptions(fhir::Node item);

  bool empty() const noexcept { return texts_.empty(); }
  // Whether there is an option of the FHIR type of `value`; of any number for a number.
  bool has_type_of(fhir::Node value) const;
  bool contains(fhir::Node value) const;
  // Whether the option that `value` is allows no other answer beside it.
  bool is_exclusive(fhir::Node value) const;

 private:
  std::unordered_set<std::string> texts_;
  std::unordered_set<std::string> exclusive_;
  std::unordered_set<std::string_view> types_;
};

// LIFETIME: the Questionnaire outlives it.
struct FormItem {
  explicit FormItem(fhir::Node item);

  fhir::Node node;
  std::string_view link_id;
  ItemType type = ItemType::question;  // what is no type is taken for the abstract one
  bool is_required = false;
  bool repeats = false;
  ItemExtensions extensions;
  AnswerOptions options;
  std::size_t parent = SIZE_MAX;  // SIZE_MAX: the Questionnaire itself
  std::size_t end = 0;            // behind the last item below it

  bool is_question() const noexcept { return type != ItemType::group && type != ItemType::display; }
};

// The whole number that an extension has, or nothing.
std::optional<std::int64_t> integer_of(fhir::Node value) noexcept;

}  // namespace gateway::validation
