#include "gateway/conformance/definition_checks.hpp"

#include <algorithm>
#include <bit>

namespace gateway::conformance {
namespace {

using fhir::NameRow;
using fhir::SlotRow;
using fhir::TypeRow;

// No specialisation in FHIR R4 is deeper than Element, Quantity, Age; a longer chain is a circle.
constexpr int kMaxBaseDepth = 8;

bool is_inside(std::size_t begin, std::size_t count, std::size_t size) {
  return begin <= size && count <= size - begin;
}

bool is_text(const NameRow& row, std::string_view text) {
  return is_inside(row.begin, row.size, text.size());
}

// A lookup ends at an empty place, so there must be one.
template <typename Id>
bool is_hash(std::span<const Id> places, std::size_t count) {
  return std::has_single_bit(places.size()) && std::ranges::find(places, Id{0}) != places.end() &&
         std::ranges::all_of(places, [count](Id id) { return id < count; });
}

bool is_base_chain(std::span<const TypeRow> types, const TypeRow& type) {
  fhir::TypeId at = type.base;
  for (int depth = 0; depth < kMaxBaseDepth; ++depth) {
    if (at == fhir::kNoType) return true;
    if (at >= types.size()) return false;
    at = types[at].base;
  }
  return false;
}

bool are_types(const fhir::TypeTable::Arrays& arrays) {
  const auto is_type = [&arrays](const TypeRow& row) {
    return is_inside(row.slots_begin, row.slots_count, arrays.slots.size()) &&
           is_inside(row.name_begin, row.name_size, arrays.text.size()) &&
           row.primitive <= fhir::Primitive::xhtml && is_base_chain(arrays.types, row);
  };
  return !arrays.types.empty() && arrays.types[0].slots_count == 0 &&
         std::ranges::all_of(arrays.types, is_type);
}

bool are_slots(const DefinitionArrays& all) {
  const auto& arrays = all.types;
  return std::ranges::all_of(arrays.slots, [&](const SlotRow& slot) {
    return slot.name < arrays.names.size() && slot.choice < arrays.names.size() &&
           slot.type < arrays.types.size() && slot.binding < all.bindings.size();
  });
}

bool are_names(const fhir::TypeTable::Arrays& arrays) {
  return !arrays.names.empty() && arrays.names[0].size == 0 &&
         std::ranges::all_of(arrays.names,
                             [&](const NameRow& row) { return is_text(row, arrays.text); });
}

bool are_targets(const DefinitionArrays& all) {
  const std::size_t type_count = all.types.types.size();
  return all.slot_targets.size() == all.types.slots.size() && !all.target_sets.empty() &&
         all.target_sets[0].count == 0 &&
         std::ranges::all_of(all.slot_targets,
                             [&](std::uint16_t row) { return row < all.target_sets.size(); }) &&
         std::ranges::all_of(all.target_sets,
                             [&](const TargetSetRow& row) {
                               return is_inside(row.begin, row.count, all.target_types.size());
                             }) &&
         std::ranges::all_of(all.target_types,
                             [&](fhir::TypeId type) { return type < type_count; });
}

bool are_bindings(const DefinitionArrays& all) {
  return !all.bindings.empty() && std::ranges::all_of(all.bindings, [&](const BindingRow& row) {
    return is_text(row.url, all.terms) && row.rule <= BindingRule::unknown &&
           is_inside(row.concepts_begin, row.concepts_count, all.concepts.size());
  });
}

bool are_concepts(const DefinitionArrays& all) {
  return std::ranges::all_of(all.systems,
                             [&](const NameRow& row) { return is_text(row, all.terms); }) &&
         std::ranges::all_of(all.concepts, [&](const ConceptRow& row) {
           return is_text(row.code, all.terms) && row.system < all.systems.size();
         });
}

}  // namespace

std::optional<std::string_view> find_fault(const DefinitionArrays& arrays) {
  if (!are_types(arrays.types)) return "types";
  if (!are_slots(arrays)) return "slots";
  if (!are_names(arrays.types)) return "names";
  if (!is_hash(arrays.types.name_hash, arrays.types.names.size())) return "name hash";
  if (!is_hash(arrays.types.type_hash, arrays.types.types.size())) return "type hash";
  if (!are_targets(arrays)) return "targets";
  if (!are_bindings(arrays)) return "bindings";
  if (!are_concepts(arrays)) return "concepts";
  return std::nullopt;
}

}  // namespace gateway::conformance
