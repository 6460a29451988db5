// TypeTableBuilder: makes the flat arrays of a TypeTable in memory.
//
//   TypeTableBuilder b;
//   const TypeId patient = b.add_type("Patient", {.base = "DomainResource", .flags = kIsResource});
//   b.add_primitive("date", Primitive::date);
//   b.add_slot(patient, {.name = "birthDate", .type = "date"});
//   GATEWAY_TRY(const auto types, std::move(b).build());
//   use(types->table());
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/fhir/type_table.hpp"

namespace gateway::fhir {

struct TypeSpec {
  std::string_view base = {};  // name of the type it specialises; empty if none
  std::uint8_t flags = 0;      // TypeFlag
  Primitive primitive = Primitive::none;
};

struct SlotSpec {
  std::string_view name;         // JSON name, "valueQuantity"
  std::string_view type;         // name of a type; a content reference names the type it refers to
  std::string_view choice = {};  // "value" for a slot of value[x]
  std::uint32_t min = 0;
  std::uint32_t max = 1;      // kUnbounded for *; more than 1 sets kRepeats
  std::uint8_t flags = 0;     // SlotFlag
  std::uint16_t binding = 0;  // as SlotRow::binding
};

// A TypeTable together with the memory of its arrays.
//
// THREADS: immutable; any thread may read.
// LIFETIME: outlives every Resource made with its table.
class OwnedTypeTable {
 public:
  struct Memory {
    std::vector<TypeRow> types;
    std::vector<SlotRow> slots;
    std::vector<NameRow> names;
    std::vector<NameId> name_hash;
    std::vector<TypeId> type_hash;
    std::string text;
  };

  explicit OwnedTypeTable(Memory memory);
  OwnedTypeTable(const OwnedTypeTable&) = delete;
  OwnedTypeTable& operator=(const OwnedTypeTable&) = delete;

  const TypeTable& table() const noexcept { return table_; }
  // The arrays, byte by byte what a file of definitions holds.
  const TypeTable::Arrays& arrays() const noexcept { return table_.arrays(); }

 private:
  Memory memory_;
  TypeTable table_;
};

// Types may be named before they are added. Elements are in definition order: the order of
// add_slot(). A type has the slots it is given and no others: those of its base are added again.
//
// THREADS: one.
class TypeTableBuilder {
 public:
  static constexpr std::size_t kMaxTypes = 65'535;
  static constexpr std::size_t kMaxNames = 65'535;
  static constexpr std::size_t kMaxSlotsPerType = 65'535;

  TypeTableBuilder();

  // The id stays what it is in the table. Beyond a limit it is kNoType, and build() fails.
  TypeId add_type(std::string_view name, const TypeSpec& spec = {});
  // A primitive type with the elements that every one has: id (string) and extension (Extension).
  TypeId add_primitive(std::string_view name, Primitive kind, std::string_view base = "Element");
  void add_slot(TypeId type, const SlotSpec& spec);
  // The slots that `type` has so far, again for `heir`.
  void inherit_slots(TypeId heir, TypeId type);

  // Errors: invalid (TYPES-UNKNOWN: a type is named but never added; TYPES-DUPLICATE: a type or a
  //         slot of a type is added twice), too_large (TYPES-LIMIT).
  Result<std::unique_ptr<const OwnedTypeTable>> build() &&;

 private:
  struct Type {
    TypeRow row;
    bool added = false;
    std::vector<SlotRow> slots;
  };

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  template <typename Value>
  using ByText = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

  NameRow intern(std::string_view text);
  NameId name_id(std::string_view name);
  TypeId type_id(std::string_view name);
  void refuse(Error error);

  std::vector<Type> types_;
  std::vector<NameRow> names_;
  std::string text_;
  ByText<NameRow> interned_;
  ByText<NameId> name_ids_;
  ByText<TypeId> type_ids_;
  std::optional<Error> error_;  // the first one
};

}  // namespace gateway::fhir
