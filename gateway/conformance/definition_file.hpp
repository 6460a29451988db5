// The file of definitions (definitions.bin): what FHIR says of its types, as an array file. Behind
// it stand the packages that were compiled with it; see packages/package_image.hpp.
//
// brygga-schemac writes it, Definitions reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/conformance/array_file.hpp"
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

struct DefinitionFile {
  DefinitionArrays arrays;
  std::uint64_t checksum = 0;
  std::span<const std::byte> rest;  // what stands behind it
};

// What `bytes` begin with, checked: every index in the arrays stays inside, whatever the bytes are.
// REQUIRES: `bytes` begin at a multiple of kArrayAlignment.
// LIFETIME: the arrays point into `bytes`.
//
// Errors: as read_arrays(); malformed (DEFS-DAMAGED: not consistent).
Result<DefinitionFile> from_file(std::span<const std::byte> bytes);

}  // namespace gateway::conformance
