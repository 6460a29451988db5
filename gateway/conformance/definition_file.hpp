// The file of definitions (definitions.bin): flat arrays that the program maps and uses in place.
//
//   header    magic, format version, byte order mark, size of the file, checksum, section count
//   sections  one row each: id, size of a row, offset, size in bytes
//   data      the arrays, each at a multiple of 8 bytes
//
// brygga-schemac writes it, Definitions reads it. The same arrays give the same bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/fhir/type_table.hpp"

namespace gateway::conformance {

// How membership of a value set is decided.
enum class BindingRule : std::uint8_t {
  enumerated,  // the concepts of the row are all there are
  mime_type,   // BCP 13: any media type that is well formed
  currency,    // ISO 4217: three capital letters; which of them are in use is not known here
  unknown,     // the content of a code system is not known here
};

// The types that a reference may point at: a range of `target_types`.
struct TargetSetRow {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

// A value set that an element is bound to with strength `required`.
struct BindingRow {
  fhir::NameRow url;  // in `terms`
  std::uint32_t concepts_begin = 0;
  std::uint32_t concepts_count = 0;
  BindingRule rule = BindingRule::unknown;
  std::uint8_t reserved[3] = {};
};
static_assert(sizeof(BindingRow) == 20);

// One code of one value set. The concepts of a binding are sorted by the bytes of the code.
struct ConceptRow {
  fhir::NameRow code;  // in `terms`
  std::uint32_t system = 0;
};
static_assert(sizeof(ConceptRow) == 12);

// All arrays of the file. A view: owns nothing.
struct DefinitionArrays {
  fhir::TypeTable::Arrays types;
  std::span<const std::uint16_t> slot_targets;  // per slot a row of target_sets; 0 is any type
  std::span<const TargetSetRow> target_sets;    // target_sets[0] is empty
  std::span<const fhir::TypeId> target_types;
  std::span<const BindingRow> bindings;  // bindings[0] is none
  std::span<const ConceptRow> concepts;
  std::span<const fhir::NameRow> systems;  // URLs of code systems, in `terms`
  std::string_view terms;
};

// The bytes of the file.
std::string to_file(const DefinitionArrays& arrays);

// The arrays in the file `bytes`, checked: every index in them stays inside, whatever the bytes
// are. REQUIRES: `bytes` begins at a multiple of 8.
// LIFETIME: the arrays point into `bytes`.
//
// Errors: malformed (DEFS-NOT-OURS: another kind of file; DEFS-VERSION: of another version of the
//         gateway or another byte order; DEFS-DAMAGED: truncated, changed or not consistent).
Result<DefinitionArrays> from_file(std::span<const std::byte> bytes);

// The checksum in the header, over everything after it. Finds damage, not malice.
std::uint64_t checksum_of(std::span<const std::byte> bytes) noexcept;

}  // namespace gateway::conformance
