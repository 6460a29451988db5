#include "gateway/validation/questionnaire/answer_order.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "gateway/fhirpath/decimal.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::Primitive;

struct Relation {
  Truth is_equal = Truth::cannot_tell;
  Truth is_less = Truth::cannot_tell;
};

bool is_same_unit(Node a, Node b) {
  return std::ranges::all_of(std::array{"unit", "system", "code"}, [&](std::string_view part) {
    return a.child(part).value() == b.child(part).value();
  });
}

Truth is_equal_coding(Node a, Node b) {
  const std::string_view a_system = a.child("system").value();
  const std::string_view b_system = b.child("system").value();
  const std::string_view a_code = a.child("code").value();
  const std::string_view b_code = b.child("code").value();
  if (a_code.empty() && b_code.empty()) return Truth::cannot_tell;
  if (a_code != b_code) return Truth::no;
  return truth_of(a_system.empty() || b_system.empty() || a_system == b_system);
}

bool is_text(Primitive kind) {
  return kind == Primitive::string || kind == Primitive::uri || kind == Primitive::code ||
         kind == Primitive::boolean;
}

Truth is_equal_otherwise(Node a, Node b) {
  if (a.type_name() != b.type_name()) return Truth::cannot_tell;
  if (a.type_name() == "Coding") return is_equal_coding(a, b);
  if (a.type_name() == "Reference") {
    const std::string_view text = a.child("reference").value();
    return text.empty() ? Truth::cannot_tell : truth_of(text == b.child("reference").value());
  }
  return is_text(a.primitive()) ? truth_of(a.value() == b.value()) : Truth::cannot_tell;
}

Relation relation_of(Node given, Node wanted, fhirpath::Budget& budget) {
  const auto order = order_of(given, wanted, budget);
  if (!order) return {.is_equal = is_equal_otherwise(given, wanted)};
  return {.is_equal = truth_of(*order == std::strong_ordering::equal),
          .is_less = truth_of(*order == std::strong_ordering::less)};
}

struct OperatorRow {
  std::string_view code;
  Truth (*holds)(const Relation&);
};
constexpr auto kOperators = std::to_array<OperatorRow>({
    {"=", [](const Relation& found) { return found.is_equal; }},
    {"!=", [](const Relation& found) { return opposite(found.is_equal); }},
    {"<", [](const Relation& found) { return found.is_less; }},
    {">=", [](const Relation& found) { return opposite(found.is_less); }},
    {"<=", [](const Relation& found) { return either(found.is_less, found.is_equal); }},
    {">", [](const Relation& found) { return opposite(either(found.is_less, found.is_equal)); }},
});

}  // namespace

std::optional<std::strong_ordering> order_of(Node a, Node b, fhirpath::Budget& budget) {
  if (!a || !b) return std::nullopt;
  if (a.type_name() == "Quantity" && b.type_name() == "Quantity" && is_same_unit(a, b)) {
    const auto a_value = fhirpath::Decimal::parse(a.child("value").value());
    const auto b_value = fhirpath::Decimal::parse(b.child("value").value());
    if (!a_value || !b_value) return std::nullopt;
    return *a_value <=> *b_value;
  }
  if (a.primitive() == Primitive::boolean || b.primitive() == Primitive::boolean)
    return std::nullopt;
  const auto comparison = fhirpath::compare(a, b, std::chrono::minutes(0), budget);
  return comparison.is_possible ? comparison.order : std::nullopt;
}

Truth relation_holds(std::string_view operation,
                     Node given,
                     Node wanted,
                     fhirpath::Budget& budget) {
  const auto row = std::ranges::find(kOperators, operation, &OperatorRow::code);
  return row == kOperators.end() ? Truth::cannot_tell
                                 : row->holds(relation_of(given, wanted, budget));
}

}  // namespace gateway::validation
