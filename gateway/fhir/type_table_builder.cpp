#include "gateway/fhir/type_table_builder.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace gateway::fhir {
namespace {

TypeTable::Arrays view_of(const OwnedTypeTable::Memory& memory) {
  return {
      memory.types, memory.slots, memory.names, memory.name_hash, memory.type_hash, memory.text};
}

// A hash array for ids 1..count; `text_of(id)` is the key. At most half of the places are taken.
template <typename Id, typename TextOf>
std::vector<Id> hash_array(std::size_t count, TextOf text_of) {
  const std::size_t size = std::bit_ceil(std::max<std::size_t>(count * 2, 4));
  std::vector<Id> places(size, Id{0});
  for (std::size_t id = 1; id <= count; ++id) {
    std::size_t at = TypeTable::hash_text(text_of(id)) & (size - 1);
    while (places[at] != 0)
      at = (at + 1) & (size - 1);
    places[at] = static_cast<Id>(id);
  }
  return places;
}

}  // namespace

OwnedTypeTable::OwnedTypeTable(Memory memory)
    : memory_(std::move(memory)), table_(view_of(memory_)) {}

TypeTableBuilder::TypeTableBuilder() {
  types_.emplace_back().added = true;
  names_.emplace_back();
}

void TypeTableBuilder::refuse(Error error) {
  if (!error_) error_ = std::move(error);
}

NameRow TypeTableBuilder::intern(std::string_view text) {
  if (const auto known = interned_.find(text); known != interned_.end()) return known->second;
  const NameRow row{static_cast<std::uint32_t>(text_.size()),
                    static_cast<std::uint32_t>(text.size())};
  text_.append(text);
  interned_.emplace(text, row);
  return row;
}

NameId TypeTableBuilder::name_id(std::string_view name) {
  if (name.empty()) return kNoName;
  if (const auto known = name_ids_.find(name); known != name_ids_.end()) return known->second;
  if (names_.size() > kMaxNames) {
    refuse({ErrorKind::too_large, "TYPES-LIMIT", "The definitions have too many names."});
    return kNoName;
  }
  const auto id = static_cast<NameId>(names_.size());
  names_.push_back(intern(name));
  name_ids_.emplace(name, id);
  return id;
}

TypeId TypeTableBuilder::type_id(std::string_view name) {
  if (name.empty()) return kNoType;
  if (const auto known = type_ids_.find(name); known != type_ids_.end()) return known->second;
  if (types_.size() > kMaxTypes) {
    refuse({ErrorKind::too_large, "TYPES-LIMIT", "The definitions have too many types."});
    return kNoType;
  }
  const auto id = static_cast<TypeId>(types_.size());
  const NameRow text = intern(name);
  TypeRow& row = types_.emplace_back().row;
  row.name_begin = text.begin;
  row.name_size = static_cast<std::uint16_t>(text.size);
  type_ids_.emplace(name, id);
  return id;
}

TypeId TypeTableBuilder::add_type(std::string_view name, const TypeSpec& spec) {
  const TypeId id = type_id(name);
  if (id == kNoType) return id;
  if (types_[id].added) {
    refuse({ErrorKind::invalid,
            "TYPES-DUPLICATE",
            "The type " + std::string(name) + " is defined twice."});
    return id;
  }
  const TypeId base = type_id(spec.base);
  Type& type = types_[id];
  type.added = true;
  type.row.base = base;
  type.row.primitive = spec.primitive;
  type.row.flags = spec.flags;
  return id;
}

TypeId TypeTableBuilder::add_primitive(std::string_view name,
                                       Primitive kind,
                                       std::string_view base) {
  const TypeId id = add_type(name, {.base = base, .primitive = kind});
  add_slot(id, {.name = "id", .type = "string", .flags = kXmlAttribute});
  add_slot(id, {.name = "extension", .type = "Extension", .max = kUnbounded});
  return id;
}

void TypeTableBuilder::add_slot(TypeId type, const SlotSpec& spec) {
  if (type == kNoType) return;
  SlotRow row;
  row.name = name_id(spec.name);
  row.choice = name_id(spec.choice);
  row.type = type_id(spec.type);
  row.binding = spec.binding;
  row.min = spec.min;
  row.max = spec.max;
  row.flags = spec.max > 1 ? static_cast<std::uint8_t>(spec.flags | kRepeats) : spec.flags;
  auto& slots = types_[type].slots;
  if (slots.size() == kMaxSlotsPerType) {
    refuse({ErrorKind::too_large, "TYPES-LIMIT", "A type has too many elements."});
    return;
  }
  slots.push_back(row);
}

void TypeTableBuilder::inherit_slots(TypeId heir, TypeId type) {
  const std::vector<SlotRow> inherited = types_[type].slots;
  auto& slots = types_[heir].slots;
  slots.insert(slots.end(), inherited.begin(), inherited.end());
}

Result<std::unique_ptr<const OwnedTypeTable>> TypeTableBuilder::build() && {
  for (const Type& type : types_) {
    const std::string name = text_.substr(type.row.name_begin, type.row.name_size);
    if (!type.added) {
      refuse(
          {ErrorKind::invalid, "TYPES-UNKNOWN", "The type " + name + " is named but not defined."});
    }
    std::vector<NameId> used;
    used.reserve(type.slots.size());
    for (const SlotRow& slot : type.slots)
      used.push_back(slot.name);
    std::ranges::sort(used);
    if (std::ranges::adjacent_find(used) != used.end()) {
      refuse({ErrorKind::invalid,
              "TYPES-DUPLICATE",
              "The type " + name + " has two elements of one name."});
    }
  }
  if (error_) return std::unexpected(std::move(*error_));

  OwnedTypeTable::Memory memory;
  for (Type& type : types_) {
    type.row.slots_begin = static_cast<std::uint32_t>(memory.slots.size());
    type.row.slots_count = static_cast<std::uint16_t>(type.slots.size());
    memory.slots.insert(memory.slots.end(), type.slots.begin(), type.slots.end());
    memory.types.push_back(type.row);
  }
  memory.names = std::move(names_);
  memory.text = std::move(text_);
  const std::string_view text = memory.text;
  memory.name_hash = hash_array<NameId>(memory.names.size() - 1, [&](std::size_t id) {
    return text.substr(memory.names[id].begin, memory.names[id].size);
  });
  memory.type_hash = hash_array<TypeId>(memory.types.size() - 1, [&](std::size_t id) {
    return text.substr(memory.types[id].name_begin, memory.types[id].name_size);
  });
  return std::make_unique<const OwnedTypeTable>(std::move(memory));
}

}  // namespace gateway::fhir
