// Functions on trees and types, and those that help to write expressions.
// Source: FHIRPath 2.0, #tree-navigation, #utility-functions, #types-and-reflection.
#include <algorithm>
#include <array>

#include "gateway/fhirpath/compare.hpp"
#include "gateway/fhirpath/function_groups.hpp"

namespace gateway::fhirpath {
namespace {

Result<void> add_children(Evaluator& evaluator, const Item& item, Collection& to) {
  const fhir::Nodes children = node_of(item).children();
  GATEWAY_CHECK(evaluator.spend(children.size() + 1));
  for (const fhir::Node child : children)
    to.emplace_back(child);
  return {};
}

Result<Collection> children(Evaluator& evaluator, const Call& call) {
  Collection all = evaluator.empty();
  for (const Item& item : call.input)
    GATEWAY_CHECK(add_children(evaluator, item, all));
  return all;
}

// Those of one level before those of the next.
Result<Collection> descendants(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(Collection all, children(evaluator, call));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Item item = all[i];
    GATEWAY_CHECK(add_children(evaluator, item, all));
  }
  return all;
}

Result<Collection> is(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Item* item, evaluator.single(call.input));
  return item == nullptr ? evaluator.empty() : evaluator.one(is_instance(*item, call.type));
}

// R4 uses it on collections too, as ofType().
Result<Collection> as(Evaluator& evaluator, const Call& call) {
  Collection kept = evaluator.empty();
  std::ranges::copy_if(call.input, std::back_inserter(kept), [&](const Item& item) {
    return is_as(item, call.type);
  });
  return kept;
}

Result<Collection> type(Evaluator& evaluator, const Call& call) {
  Collection types = evaluator.empty();
  for (const Item& item : call.input)
    types.emplace_back(type_of(item));
  return types;
}

// What it would write down may be a child's; it passes its input on and writes nothing.
Result<Collection> trace(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto name, evaluator.string_argument(call, 0));
  if (!name) return refuse_operand(call.name);
  return Collection(call.input, call.input.get_allocator());
}

Result<Collection> define_variable(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto name, evaluator.string_argument(call, 0));
  if (!name) return refuse_operand(call.name);
  Collection value(call.input, call.input.get_allocator());
  if (call.arguments.size() == 2) {
    const Frame inner{call.input, call.frame.index, call.frame.total};
    GATEWAY_TRY(value, evaluator.within(call.arguments[1], inner));
  }
  GATEWAY_CHECK(evaluator.define(*name, std::move(value)));
  return Collection(call.input, call.input.get_allocator());
}

struct SortKey {
  std::uint32_t expression = kNoAst;  // kNoAst: the item itself
  bool is_descending = false;
};

// A minus in front of a key turns its order; on a number it is that, too.
SortKey key_of(const Evaluator& evaluator, std::uint32_t argument) {
  const AstNode& node = evaluator.program().ast.at(argument);
  if (node.kind == AstKind::negate) return {node.source, true};
  return {argument, false};
}

struct SortRow {
  Item item;
  std::vector<std::optional<Item>> keys;
};

// Empty goes before everything else, whatever the direction.
bool goes_before(const SortRow& a,
                 const SortRow& b,
                 std::span<const SortKey> keys,
                 Evaluator& evaluator) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto& left = a.keys[i];
    const auto& right = b.keys[i];
    if (left.has_value() != right.has_value()) return !left;
    if (!left) continue;
    const auto order = compare(*left, *right, evaluator.local(), evaluator.budget())
                           .order.value_or(std::strong_ordering::equal);
    if (order != std::strong_ordering::equal) return (order < 0) != keys[i].is_descending;
  }
  return false;
}

Result<SortRow> sort_row(Evaluator& evaluator,
                         const Call& call,
                         std::span<const SortKey> keys,
                         std::size_t at) {
  const Item& item = call.input[at];
  SortRow row{item, {}};
  const Frame inner{{&item, 1}, static_cast<std::int64_t>(at), call.frame.total};
  for (const SortKey& key : keys) {
    if (key.expression == kNoAst) {
      row.keys.emplace_back(item);
      continue;
    }
    GATEWAY_TRY(const Collection value, evaluator.within(key.expression, inner));
    GATEWAY_TRY(const Item* only, evaluator.single(value));
    row.keys.push_back(only == nullptr ? std::nullopt : std::optional(*only));
  }
  return row;
}

Result<Collection> sort(Evaluator& evaluator, const Call& call) {
  std::vector<SortKey> keys;
  for (const std::uint32_t argument : call.arguments)
    keys.push_back(key_of(evaluator, argument));
  if (keys.empty()) keys.emplace_back();
  std::vector<SortRow> rows;
  rows.reserve(call.input.size());
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    GATEWAY_TRY(SortRow row, sort_row(evaluator, call, keys, i));
    rows.push_back(std::move(row));
  }
  // Comparisons of a sort: less than 2 n log n, and log n is less than 32.
  GATEWAY_CHECK(evaluator.spend(rows.size() * 64));
  std::ranges::stable_sort(
      rows, [&](const SortRow& a, const SortRow& b) { return goes_before(a, b, keys, evaluator); });
  Collection sorted = evaluator.empty();
  for (const SortRow& row : rows)
    sorted.push_back(row.item);
  return sorted;
}

// The first argument that is not empty.
Result<Collection> coalesce(Evaluator& evaluator, const Call& call) {
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    GATEWAY_TRY(Collection value, evaluator.argument(call, i));
    if (!value.empty()) return value;
  }
  return evaluator.empty();
}

constexpr std::uint8_t kMany = 32;
constexpr auto kRows = std::to_array<FunctionRow>({
    {"as", 1, 1, as, true},
    {"children", 0, 0, children},
    {"coalesce", 1, kMany, coalesce},
    {"defineVariable", 1, 2, define_variable},
    {"descendants", 0, 0, descendants},
    {"is", 1, 1, is, true},
    {"not", 0, 0, nullptr, false, Shortcut::negation},
    {"sort", 0, kMany, sort},
    {"trace", 1, 2, trace},
    {"type", 0, 0, type},
});

}  // namespace

std::span<const FunctionRow> tree_functions() noexcept {
  return kRows;
}

}  // namespace gateway::fhirpath
