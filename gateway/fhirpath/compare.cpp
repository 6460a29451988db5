#include "gateway/fhirpath/compare.hpp"

#include <algorithm>
#include <vector>

#include "gateway/fhirpath/unit.hpp"

namespace gateway::fhirpath {
namespace {

using Minutes = std::chrono::minutes;

constexpr std::size_t kBytesOfAStep = 64;  // of text that is compared

// A calendar word as the UCUM unit that is as long, for those that are the same on every calendar.
// Source: FHIRPath 2.0, #quantity.
std::string_view definite_unit(const Quantity& quantity) noexcept {
  if (!quantity.is_calendar) return quantity.unit;
  switch (find_calendar_unit(quantity.unit).value_or(CalendarUnit::year)) {
    case CalendarUnit::week: return "wk";
    case CalendarUnit::day: return "d";
    case CalendarUnit::hour: return "h";
    case CalendarUnit::minute: return "min";
    case CalendarUnit::second: return "s";
    case CalendarUnit::millisecond: return "ms";
    case CalendarUnit::month:
    case CalendarUnit::year: break;
  }
  return "";
}

// A year of the calendar is twelve of its months, and neither a number of seconds.
std::optional<Decimal> months_of(const Quantity& quantity) noexcept {
  if (!quantity.is_calendar) return std::nullopt;
  const auto unit = find_calendar_unit(quantity.unit);
  if (unit == CalendarUnit::month) return quantity.value;
  if (unit == CalendarUnit::year) return multiply(quantity.value, Decimal(12));
  return std::nullopt;
}

std::optional<std::strong_ordering> order_of(const Quantity& a, const Quantity& b) noexcept {
  const auto months_a = months_of(a);
  const auto months_b = months_of(b);
  if (months_a && months_b) return *months_a <=> *months_b;
  const std::string_view unit_a = definite_unit(a);
  const std::string_view unit_b = definite_unit(b);
  if (unit_a.empty() || unit_b.empty()) return std::nullopt;
  if (unit_a == unit_b) return a.value <=> b.value;
  const auto from = parse_unit(unit_a);
  const auto to = parse_unit(unit_b);
  if (!from || !to) return std::nullopt;
  return fhirpath::compare(a.value, *from, b.value, *to);
}

struct Pair {
  fhir::Node a;
  fhir::Node b;
};

bool is_id(const fhir::Node& node) noexcept {
  return node.name() == "id" && !node.is_resource();
}

// Children that count: all but the id of an element.
std::vector<fhir::Node> parts_of(const fhir::Node& node) {
  std::vector<fhir::Node> parts;
  for (const fhir::Node child : node.children()) {
    if (!is_id(child)) parts.push_back(child);
  }
  return parts;
}

// Elements that have no value of FHIRPath's own: part by part, without recursion on what a client
// sent. A primitive that is not what its type says is compared as text.
template <typename SameValue>
bool is_same_tree(const fhir::Node& a,
                  const fhir::Node& b,
                  Budget& budget,
                  const SameValue& same_item) {
  const auto same_value = [&same_item](const fhir::Node& x, const fhir::Node& y) {
    if (node_of(to_system(x)) || node_of(to_system(y))) return x.value() == y.value();
    return same_item(x, y);
  };
  std::vector<Pair> open{{a, b}};
  while (!open.empty()) {
    const Pair pair = open.back();
    open.pop_back();
    if (!budget.take(1)) return false;
    if (pair.a.has_value() != pair.b.has_value()) return false;
    if (pair.a.has_value() && !same_value(pair.a, pair.b)) return false;
    const auto parts_a = parts_of(pair.a);
    const auto parts_b = parts_of(pair.b);
    if (parts_a.size() != parts_b.size()) return false;
    for (std::size_t i = 0; i < parts_a.size(); ++i) {
      if (parts_a[i].name_id() != parts_b[i].name_id()) return false;
      open.push_back({parts_a[i], parts_b[i]});
    }
  }
  return true;
}

bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// ASCII letters are compared without case; others as they are.
char folded(char c) noexcept {
  if (is_space(c)) return ' ';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_equivalent_text(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, {}, folded, folded);
}

bool is_equivalent_number(const Decimal& a, const Decimal& b) noexcept {
  const unsigned places = std::min(a.trimmed().scale(), b.trimmed().scale());
  return a.rounded(places) == b.rounded(places);
}

bool is_equivalent_quantity(const Quantity& a, const Quantity& b) noexcept {
  if (a.is_calendar == b.is_calendar && a.unit == b.unit)
    return is_equivalent_number(a.value, b.value);
  if (order_of(a, b) == std::strong_ordering::equal) return true;
  const auto from = parse_unit(definite_unit(b));
  const auto to = parse_unit(definite_unit(a));
  if (!from || !to) return false;
  const auto converted = convert(b.value, *from, *to);
  return converted && is_equivalent_number(a.value, *converted);
}

template <typename T>
const T* both(const Item& a, const Item& b, const T*& other) noexcept {
  other = std::get_if<T>(&b);
  return other == nullptr ? nullptr : std::get_if<T>(&a);
}

}  // namespace

std::optional<bool> is_equal(const Item& a, const Item& b, Minutes local, Budget& budget) {
  const Item left = to_system(a);
  const Item right = to_system(b);
  if (const fhir::Node node = node_of(left)) {
    const fhir::Node other = node_of(right);
    return other &&
           is_same_tree(
               node, other, budget, [local, &budget](const fhir::Node& x, const fhir::Node& y) {
                 return is_equal(x, y, local, budget).value_or(false);
               });
  }
  if (const TypeName* other = nullptr; const TypeName* type = both(left, right, other))
    return *type == *other;
  const Comparison comparison = compare(left, right, local, budget);
  if (comparison.is_possible) {
    if (!comparison.order) return std::nullopt;
    return *comparison.order == std::strong_ordering::equal;
  }
  if (const bool* other = nullptr; const bool* value = both(left, right, other))
    return *value == *other;
  return false;
}

std::optional<bool> are_equal(std::span<const Item> a,
                              std::span<const Item> b,
                              Minutes local,
                              Budget& budget) {
  if (a.empty() || b.empty()) return std::nullopt;
  if (a.size() != b.size()) return false;
  std::optional<bool> all = true;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto same = is_equal(a[i], b[i], local, budget);
    if (same == false) return false;
    if (!same) all = std::nullopt;
  }
  return all;
}

bool is_equivalent(const Item& a, const Item& b, Minutes local, Budget& budget) {
  const Item left = to_system(a);
  const Item right = to_system(b);
  if (const fhir::Node node = node_of(left)) {
    const fhir::Node other = node_of(right);
    return other &&
           is_same_tree(
               node, other, budget, [local, &budget](const fhir::Node& x, const fhir::Node& y) {
                 return is_equivalent(x, y, local, budget);
               });
  }
  if (const auto* text = std::get_if<std::string_view>(&left)) {
    const auto* other = std::get_if<std::string_view>(&right);
    budget.take(text->size() / kBytesOfAStep);
    return other != nullptr && is_equivalent_text(*text, *other);
  }
  if (const auto* time = std::get_if<Temporal>(&left)) {
    const auto* other = std::get_if<Temporal>(&right);
    return other != nullptr && fhirpath::is_equivalent(*time, *other, local);
  }
  const auto number = decimal_of(left);
  const auto other_number = decimal_of(right);
  if (number && other_number) return is_equivalent_number(*number, *other_number);
  const auto quantity = quantity_of(left);
  const auto other_quantity = quantity_of(right);
  if (quantity && other_quantity) return is_equivalent_quantity(*quantity, *other_quantity);
  return is_equal(left, right, local, budget).value_or(false);
}

// In any order: each item of one is matched by one of the other.
bool are_equivalent(std::span<const Item> a,
                    std::span<const Item> b,
                    Minutes local,
                    Budget& budget) {
  if (a.size() != b.size()) return false;
  std::vector<bool> is_taken(b.size());
  return std::ranges::all_of(a, [&](const Item& item) {
    for (std::size_t i = 0; i < b.size(); ++i) {
      if (is_taken[i] || !is_equivalent(item, b[i], local, budget)) continue;
      is_taken[i] = true;
      return true;
    }
    return false;
  });
}

Comparison compare(const Item& a, const Item& b, Minutes local, Budget& budget) {
  const Item left = to_system(a);
  const Item right = to_system(b);
  if (const std::string_view* other = nullptr; const auto* text = both(left, right, other)) {
    budget.take(std::min(text->size(), other->size()) / kBytesOfAStep);
    return {true, text->compare(*other) <=> 0};
  }
  if (const Temporal* other = nullptr; const auto* time = both(left, right, other)) {
    const bool is_time = time->kind == TemporalKind::time;
    if (is_time != (other->kind == TemporalKind::time)) return {};
    return {true, fhirpath::compare(*time, *other, local)};
  }
  const auto number = decimal_of(left);
  const auto other_number = decimal_of(right);
  if (number && other_number) return {true, *number <=> *other_number};
  const auto quantity = quantity_of(left);
  const auto other_quantity = quantity_of(right);
  if (quantity && other_quantity) return {true, order_of(*quantity, *other_quantity)};
  return {};
}

}  // namespace gateway::fhirpath
