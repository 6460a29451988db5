#include "gateway/fhir/type_table.hpp"

#include <algorithm>

namespace gateway::fhir {

NameId TypeTable::find_name(std::string_view text) const noexcept {
  const std::size_t mask = arrays_.name_hash.size() - 1;
  for (std::size_t at = hash_text(text) & mask;; at = (at + 1) & mask) {
    const NameId id = arrays_.name_hash[at];
    if (id == kNoName || name(id) == text) return id;
  }
}

TypeId TypeTable::find_type(std::string_view name) const noexcept {
  const std::size_t mask = arrays_.type_hash.size() - 1;
  for (std::size_t at = hash_text(name) & mask;; at = (at + 1) & mask) {
    const TypeId id = arrays_.type_hash[at];
    if (id == kNoType || type_name(id) == name) return id;
  }
}

const SlotRow* TypeTable::find_slot(TypeId type, NameId name, std::size_t hint) const noexcept {
  if (name == kNoName) return nullptr;
  const auto all = slots(type);
  const SlotRow* const begin = all.data();
  const SlotRow* const end = begin + all.size();
  const SlotRow* const from = begin + std::min(hint, all.size());
  for (const SlotRow* at = from; at != end; ++at) {
    if (at->name == name) return at;
  }
  for (const SlotRow* at = begin; at != from; ++at) {
    if (at->name == name) return at;
  }
  return nullptr;
}

}  // namespace gateway::fhir
