#include "gateway/fhirpath/compare.hpp"

#include <algorithm>
#include <vector>

#include <utf8proc.h>

#include "gateway/fhirpath/amount.hpp"
#include "gateway/fhirpath/characters.hpp"
#include "gateway/fhirpath/quantity.hpp"

namespace gateway::fhirpath {
namespace {

using Minutes = std::chrono::minutes;

constexpr std::size_t kBytesOfAStep = 64;  // of text that is compared

struct Pair {
  fhir::Node a;
  fhir::Node b;
};

bool is_id(const fhir::Node& node) noexcept {
  return node.name() == "id" && !node.is_resource();
}

enum class Ids { count, are_ignored };

// Children that count.
std::vector<fhir::Node> parts_of(const fhir::Node& node, Ids ids) {
  std::vector<fhir::Node> parts;
  for (const fhir::Node child : node.children()) {
    if (ids == Ids::count || !is_id(child)) parts.push_back(child);
  }
  return parts;
}

// Elements that have no value of FHIRPath's own: part by part, without recursion on what a client
// sent. A primitive that is not what its type says is compared as text.
template <typename SameValue>
bool is_same_tree(
    const fhir::Node& a, const fhir::Node& b, Ids ids, Budget& budget, const SameValue& same_item) {
  const auto same_value = [&same_item](const fhir::Node& x, const fhir::Node& y) {
    if (node_of(to_system(x)) || node_of(to_system(y))) return x.value() == y.value();
    return same_item(x, y);
  };
  std::vector<Pair> open{{a, b}};
  while (!open.empty()) {
    const Pair pair = open.back();
    open.pop_back();
    if (!budget.take(1)) return false;
    if (pair.a.data() == pair.b.data()) continue;
    if (pair.a.has_value() != pair.b.has_value()) return false;
    if (pair.a.has_value() && !same_value(pair.a, pair.b)) return false;
    const auto parts_a = parts_of(pair.a, ids);
    const auto parts_b = parts_of(pair.b, ids);
    if (parts_a.size() != parts_b.size()) return false;
    for (std::size_t i = 0; i < parts_a.size(); ++i) {
      if (parts_a[i].name_id() != parts_b[i].name_id()) return false;
      open.push_back({parts_a[i], parts_b[i]});
    }
  }
  return true;
}

// A letter without its case, and any white space as a space.
utf8proc_int32_t folded(std::string_view letter) noexcept {
  const auto code = static_cast<utf8proc_int32_t>(code_point(letter));
  const bool is_control = code >= '\t' && code <= '\r';
  if (is_control || utf8proc_category(code) == UTF8PROC_CATEGORY_ZS) return ' ';
  return utf8proc_tolower(code);
}

bool is_equivalent_text(std::string_view a, std::string_view b) noexcept {
  while (!a.empty() && !b.empty()) {
    const std::string_view letter_a = first_character(a);
    const std::string_view letter_b = first_character(b);
    if (letter_a != letter_b && folded(letter_a) != folded(letter_b)) return false;
    a.remove_prefix(letter_a.size());
    b.remove_prefix(letter_b.size());
  }
  return a.empty() && b.empty();
}

bool is_equivalent_number(const Decimal& a, const Decimal& b) noexcept {
  const unsigned places = std::min(a.trimmed().scale(), b.trimmed().scale());
  return a.rounded(places) == b.rounded(places);
}

// A year of the calendar is equivalent to one of UCUM. Source: FHIRPath 2.0,
// #time-valued-quantities.
bool is_equivalent_quantity(const Quantity& a, const Quantity& b) noexcept {
  if (fhirpath::compare(a, b) == std::strong_ordering::equal) return true;
  const std::string_view unit_a = ucum_unit(a);
  const std::string_view unit_b = ucum_unit(b);
  if (unit_a == unit_b) return is_equivalent_number(a.value, b.value);
  const auto from = fhir::parse_unit(unit_b);
  const auto to = fhir::parse_unit(unit_a);
  if (!from || !to) return false;
  const auto converted = convert(b.value, *from, *to);
  return converted && is_equivalent_number(a.value, *converted);
}

void pay_for_texts(std::string_view a, std::string_view b, Budget& budget) noexcept {
  budget.take(std::min(a.size(), b.size()) / kBytesOfAStep);
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
  // Most of what is compared are codes and flags.
  if (const std::string_view* other = nullptr; const auto* text = both(left, right, other)) {
    pay_for_texts(*text, *other, budget);
    return *text == *other;
  }
  if (const bool* other = nullptr; const bool* value = both(left, right, other))
    return *value == *other;
  if (const fhir::Node node = node_of(left)) {
    const fhir::Node other = node_of(right);
    return other && is_same_tree(node,
                                 other,
                                 Ids::count,
                                 budget,
                                 [local, &budget](const fhir::Node& x, const fhir::Node& y) {
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
  // Of primitives the values count, and they have none.
  if (is_without_value(a) && is_without_value(b)) return true;
  const Item left = to_system(a);
  const Item right = to_system(b);
  if (const fhir::Node node = node_of(left)) {
    const fhir::Node other = node_of(right);
    return other && is_same_tree(node,
                                 other,
                                 Ids::are_ignored,
                                 budget,
                                 [local, &budget](const fhir::Node& x, const fhir::Node& y) {
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
    pay_for_texts(*text, *other, budget);
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
  if (quantity && other_quantity) return {true, fhirpath::compare(*quantity, *other_quantity)};
  return {};
}

}  // namespace gateway::fhirpath
