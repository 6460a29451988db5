#include "gateway/conformance/definition_file.hpp"

#include <concepts>
#include <type_traits>

#include "gateway/conformance/definition_checks.hpp"

namespace gateway::conformance {
namespace {

constexpr ArrayFileKind kKind = {{'B', 'R', 'Y', 'G', 'G', 'A', 'D', 'F'}, 2};

}  // namespace

// The ids are part of the format.
template <typename Arrays, typename Visit>
  requires std::same_as<std::remove_const_t<Arrays>, DefinitionArrays>
void for_each_section(Arrays& arrays, Visit visit) {
  visit(1, arrays.types.types);
  visit(2, arrays.types.slots);
  visit(3, arrays.types.names);
  visit(4, arrays.types.name_hash);
  visit(5, arrays.types.type_hash);
  visit(6, arrays.types.text);
  visit(7, arrays.slot_targets);
  visit(8, arrays.target_sets);
  visit(9, arrays.target_types);
  visit(10, arrays.bindings);
  visit(11, arrays.concepts);
  visit(12, arrays.systems);
  visit(13, arrays.terms);
}

std::string to_file(const DefinitionArrays& arrays) {
  return write_arrays(kKind, 0, arrays);
}

Result<DefinitionFile> from_file(std::span<const std::byte> bytes) {
  GATEWAY_TRY(const ArrayFileHeader header, read_array_header(kKind, bytes));
  GATEWAY_TRY(const auto arrays, read_arrays<DefinitionArrays>(header, bytes));
  if (const auto fault = find_fault(arrays)) return damaged_arrays(*fault);
  return DefinitionFile{arrays, header.checksum, bytes.subspan(header.size)};
}

}  // namespace gateway::conformance
