#include "gateway/validation/questionnaire/form_item.hpp"

#include <algorithm>
#include <array>

#include "gateway/fhirpath/decimal.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

struct OneRow {
  std::string_view url;
  Node ItemExtensions::* value;
};
struct ManyRow {
  std::string_view url;
  std::vector<Node> ItemExtensions::* values;
};

// Source: FHIR R4, questionnaire-profiles.html; those of Structured Data Capture: SDC 2.7; of an
// item that is shown by an expression also Finland's PHR, which the reference implementation reads.
constexpr auto kOne = std::to_array<OneRow>({
    {"http://hl7.org/fhir/StructureDefinition/minLength", &ItemExtensions::min_length},
    {"http://hl7.org/fhir/StructureDefinition/regex", &ItemExtensions::regex},
    {"http://hl7.org/fhir/StructureDefinition/minValue", &ItemExtensions::min_value},
    {"http://hl7.org/fhir/StructureDefinition/maxValue", &ItemExtensions::max_value},
    {"http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces",
     &ItemExtensions::max_decimal_places},
    {"http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs",
     &ItemExtensions::min_occurs},
    {"http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs",
     &ItemExtensions::max_occurs},
    {"http://hl7.org/fhir/StructureDefinition/maxSize", &ItemExtensions::max_size},
    {"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-minQuantity",
     &ItemExtensions::min_quantity},
    {"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-maxQuantity",
     &ItemExtensions::max_quantity},
    {"http://hl7.org/fhir/StructureDefinition/questionnaire-unitValueSet",
     &ItemExtensions::unit_value_set},
    {"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression",
     &ItemExtensions::enable_when_expression},
    {"http://phr.kanta.fi/StructureDefinition/fiphr-ext-questionnaire-enablewhen",
     &ItemExtensions::enable_when_expression},
});
constexpr auto kMany = std::to_array<ManyRow>({
    {"http://hl7.org/fhir/StructureDefinition/mimeType", &ItemExtensions::mime_types},
    {"http://hl7.org/fhir/StructureDefinition/questionnaire-referenceResource",
     &ItemExtensions::reference_types},
    {"http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption",
     &ItemExtensions::unit_options},
});
constexpr std::string_view kExclusive =
    "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";

ItemExtensions extensions_of(Node item) {
  ItemExtensions found;
  for (const Node extension : item.children("extension")) {
    const std::string_view url = extension.child("url").value();
    const Node value = extension.choice("value");
    if (!value) continue;
    const auto one = std::ranges::find(kOne, url, &OneRow::url);
    if (one != kOne.end()) found.*(one->value) = value;
    const auto many = std::ranges::find(kMany, url, &ManyRow::url);
    if (many != kMany.end()) (found.*(many->values)).push_back(value);
  }
  return found;
}

bool is_number(Node value) {
  return value.primitive() == fhir::Primitive::integer ||
         value.primitive() == fhir::Primitive::decimal;
}

std::string_view type_key(Node value) {
  return is_number(value) ? "decimal" : value.type_name();
}

// The same for two values that are the same answer. A line feed stands in no code, URL or number.
std::string text_key(Node value) {
  std::string key(type_key(value));
  key += '\n';
  if (value.type_name() == "Coding") {
    key += value.child("system").value();
    key += '\n';
    key += value.child("code").value();
  } else if (value.type_name() == "Reference") {
    key += value.child("reference").value();
  } else if (const auto number = is_number(value) ? fhirpath::Decimal::parse(value.value())
                                                  : std::optional<fhirpath::Decimal>()) {
    key += number->trimmed().to_text();
  } else {
    key += value.value();
  }
  return key;
}

bool is_exclusive_option(Node option) {
  return std::ranges::any_of(option.children("extension"), [](Node extension) {
    return extension.child("url").value() == kExclusive &&
           extension.choice("value").value() == "true";
  });
}

}  // namespace

AnswerOptions::AnswerOptions(Node item) {
  for (const Node option : item.children("answerOption")) {
    const Node value = option.choice("value");
    if (!value) continue;
    const std::string key = text_key(value);
    types_.insert(type_key(value));
    texts_.insert(key);
    if (is_exclusive_option(option)) exclusive_.insert(key);
  }
}

bool AnswerOptions::has_type_of(Node value) const {
  return types_.contains(type_key(value));
}
bool AnswerOptions::contains(Node value) const {
  return texts_.contains(text_key(value));
}
bool AnswerOptions::is_exclusive(Node value) const {
  return !exclusive_.empty() && exclusive_.contains(text_key(value));
}

FormItem::FormItem(Node item)
    : node(item),
      link_id(item.child("linkId").value()),
      type(kItemTypeCodes.value(item.child("type").value()).value_or(ItemType::question)),
      is_required(item.child("required").value() == "true"),
      repeats(item.child("repeats").value() == "true"),
      extensions(extensions_of(item)),
      options(item) {}

std::optional<std::int64_t> integer_of(Node value) noexcept {
  const auto number = fhirpath::Decimal::parse(value.value());
  return number ? number->to_integer() : std::nullopt;
}

}  // namespace gateway::validation
