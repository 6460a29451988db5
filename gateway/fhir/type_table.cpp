#include "gateway/fhir/type_table.hpp"

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
  if (hint > all.size()) hint = all.size();
  for (std::size_t i = hint; i < all.size(); ++i) {
    if (all[i].name == name) return &all[i];
  }
  for (std::size_t i = 0; i < hint; ++i) {
    if (all[i].name == name) return &all[i];
  }
  return nullptr;
}

}  // namespace gateway::fhir
