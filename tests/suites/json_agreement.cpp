#include "tests/suites/json_agreement.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "gateway/fhirpath/item_text.hpp"

namespace gateway::suites {
namespace {

using fhirpath::Item;
using Kind = JsonValue::Kind;

std::optional<double> to_double(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_read = failure == std::errc() && end == text.data() + text.size();
  return is_read ? std::optional(value) : std::nullopt;
}

bool is_near(std::string_view a, std::string_view b) {
  constexpr double kUnits = 4;  // in the last place
  const auto x = to_double(a);
  const auto y = to_double(b);
  const double difference = kUnits * std::numeric_limits<double>::epsilon();
  return x && y && std::abs(*x - *y) <= difference * std::max(std::abs(*x), std::abs(*y));
}

bool is_number(const Item& value) noexcept {
  return std::holds_alternative<std::int64_t>(value) ||
         std::holds_alternative<fhirpath::Decimal>(value);
}

bool is_same_value(const Item& item, const JsonValue& wanted) {
  const Item value = fhirpath::to_system(item);
  const std::string text = fhirpath::text_of(item);
  if (wanted.kind == Kind::number) return is_number(value) && is_near(text, wanted.text);
  if (wanted.kind == Kind::boolean)
    return std::holds_alternative<bool>(value) && text == wanted.text;
  const bool is_text = !is_number(value) && !std::holds_alternative<bool>(value);
  return wanted.kind == Kind::string && is_text && text == wanted.text;
}

bool is_same(const Item& item, const JsonValue& wanted);

bool is_same_object(const fhir::Node& node, const JsonValue& wanted) {
  std::size_t count = 0;
  for (const auto& [name, value] : wanted.members) {
    if (name == "resourceType") {
      if (value.text != node.type_name()) return false;
      continue;
    }
    const fhir::Nodes children = node.children(name);
    const auto items = value.as_list();
    if (children.size() != items.size()) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!is_same(children[i], *items[i])) return false;
    }
    count += items.size();
  }
  return count == node.children().size();
}

bool is_same_type(const fhirpath::TypeName& type, const JsonValue& wanted) {
  return wanted.text_of("namespace") == type.space && wanted.text_of("name") == type.name;
}

bool is_same(const Item& item, const JsonValue& wanted) {
  if (!wanted.is_object()) return is_same_value(item, wanted);
  if (const auto* type = std::get_if<fhirpath::TypeName>(&item)) return is_same_type(*type, wanted);
  const fhir::Node node = fhirpath::node_of(item);
  return node && !node.has_value() && is_same_object(node, wanted);
}

}  // namespace

bool agree(std::span<const Item> items, const JsonValue& wanted) {
  const auto all = wanted.as_list();
  std::vector<const Item*> given;
  for (const Item& item : items) {
    if (!fhirpath::is_without_value(item)) given.push_back(&item);
  }
  return std::ranges::equal(
      given, all, [](const Item* item, const JsonValue* value) { return is_same(*item, *value); });
}

}  // namespace gateway::suites
