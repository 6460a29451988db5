// TypeTable: what the readers, writers and walks must know of each type: its elements in definition
// order, which of them repeat, and what kind of primitive a leaf is.
//
// It is a view over flat arrays and owns nothing. conformance maps one from definitions.bin;
// TypeTableBuilder makes one in memory (the built-in table of brygga-schemac, tests).
//
// A *type* is a resource type ("Patient"), a data type ("HumanName", "code") or an element with
// children of its own, named by its path ("Patient.contact"). A *slot* is one element a type may
// hold, under its JSON name: a choice element has one slot for each of its types ("valueQuantity",
// "valueString"), all with the same `choice` name ("value").
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gateway::fhir {

using NameId = std::uint16_t;
using TypeId = std::uint16_t;

inline constexpr NameId kNoName = 0;  // the empty name
inline constexpr TypeId kNoType = 0;  // a type that no definition knows
inline constexpr std::uint32_t kUnbounded = 0xFFFFFFFF;

// The primitive types of R4; `none` is everything that is not one.
// Source: FHIR R4, datatypes.html#primitive.
enum class Primitive : std::uint8_t {
  none,
  boolean,
  integer,
  unsigned_int,
  positive_int,
  decimal,
  string,
  markdown,
  code,
  id,
  uri,
  url,
  canonical,
  oid,
  uuid,
  base64_binary,
  instant,
  date,
  date_time,
  time,
  xhtml,
};

// True for the kinds that JSON writes without quotes as a number.
constexpr bool is_number(Primitive kind) noexcept {
  return kind >= Primitive::integer && kind <= Primitive::decimal;
}

enum TypeFlag : std::uint8_t {
  kIsResource = 1,  // may stand alone or in `contained`
  kIsAbstract = 2,  // Resource, DomainResource, Element, BackboneElement
};

struct TypeRow {
  std::uint32_t slots_begin = 0;
  std::uint32_t name_begin = 0;  // the type's own name, in the text
  std::uint16_t slots_count = 0;
  std::uint16_t name_size = 0;
  TypeId base = kNoType;
  Primitive primitive = Primitive::none;
  std::uint8_t flags = 0;
};
static_assert(sizeof(TypeRow) == 16);

enum SlotFlag : std::uint8_t {
  kRepeats = 1,       // a JSON array: the element's base cardinality allows more than one
  kXmlAttribute = 2,  // an XML attribute: Element.id, Extension.url
  kIsModifier = 4,
  kIsSummary = 8,
};

struct SlotRow {
  NameId name = kNoName;
  NameId choice = kNoName;    // name of the choice element without its type, or kNoName
  TypeId type = kNoType;      // the element's type; for Resource-typed elements the abstract type
  std::uint16_t binding = 0;  // row of the binding table of conformance; 0 is none
  std::uint32_t min = 0;
  std::uint32_t max = 1;  // kUnbounded for *
  std::uint8_t flags = 0;
  std::uint8_t reserved[3] = {};
};
static_assert(sizeof(SlotRow) == 20);

// Where a name's text lies.
struct NameRow {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

// THREADS: immutable; any thread may read.
// LIFETIME: the arrays outlive the table; every Resource made with a table outlives neither.
class TypeTable {
 public:
  // The arrays of a table. `name_hash` and `type_hash` are open-addressed with a power-of-two size
  // and linear probing over hash_text(); 0 marks an empty place.
  struct Arrays {
    std::span<const TypeRow> types;  // types[0] is kNoType
    std::span<const SlotRow> slots;
    std::span<const NameRow> names;  // names[0] is empty
    std::span<const NameId> name_hash;
    std::span<const TypeId> type_hash;
    std::string_view text;
  };

  explicit TypeTable(const Arrays& arrays) : arrays_(arrays) {}

  // The name's id, or kNoName if no definition uses it. Costs one hash and usually one comparison.
  NameId find_name(std::string_view text) const noexcept;
  // "Patient", "HumanName", "Patient.contact", "code"; kNoType if unknown.
  TypeId find_type(std::string_view name) const noexcept;

  std::string_view name(NameId id) const noexcept {
    const NameRow& row = arrays_.names[id];
    return arrays_.text.substr(row.begin, row.size);
  }
  const TypeRow& type(TypeId id) const noexcept { return arrays_.types[id]; }
  std::string_view type_name(TypeId id) const noexcept {
    const TypeRow& row = arrays_.types[id];
    return arrays_.text.substr(row.name_begin, row.name_size);
  }
  Primitive primitive(TypeId id) const noexcept { return arrays_.types[id].primitive; }
  bool is_resource(TypeId id) const noexcept {
    return (arrays_.types[id].flags & kIsResource) != 0;
  }

  // The type's elements in definition order.
  std::span<const SlotRow> slots(TypeId id) const noexcept {
    const TypeRow& row = arrays_.types[id];
    return arrays_.slots.subspan(row.slots_begin, row.slots_count);
  }
  // The slot called `name` in `type`, or null. `hint` is the index of the slot where the search
  // begins: input in definition order finds its slot at the first look.
  const SlotRow* find_slot(TypeId type, NameId name, std::size_t hint = 0) const noexcept;

  std::size_t type_count() const noexcept { return arrays_.types.size(); }
  const Arrays& arrays() const noexcept { return arrays_; }

  // FNV-1a, 32 bit: the hash of name_hash and type_hash.
  static constexpr std::uint32_t hash_text(std::string_view text) noexcept {
    std::uint32_t hash = 2166136261U;
    for (const char c : text)
      hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
  }

 private:
  Arrays arrays_;
};

}  // namespace gateway::fhir
