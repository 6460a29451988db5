// StructureCompiler: the snapshots of base StructureDefinitions → a TypeTable with the facts that
// belong to its slots.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/definition_file.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/fhir/type_table_builder.hpp"

namespace gateway::conformance {

struct CompiledStructures {
  std::unique_ptr<const fhir::OwnedTypeTable> types;
  // As in DefinitionArrays.
  std::vector<std::uint16_t> slot_targets;
  std::vector<TargetSetRow> target_sets;
  std::vector<fhir::TypeId> target_types;
  // The value set of each BindingId, as the element names it; [0] is empty.
  std::vector<std::string> bindings;
};

// THREADS: one.
class StructureCompiler {
 public:
  StructureCompiler() = default;

  // Adds the type that `definition` defines. Profiles (derivation constraint) and logical models
  // define no type and are left out.
  //
  // Errors: invalid (DEFS-STRUCTURE: no snapshot, an element without type, an unknown primitive).
  Result<void> add(const fhir::Resource& definition);

  std::size_t structure_count() const noexcept { return structure_count_; }

  // Errors: as TypeTableBuilder::build(); too_large (DEFS-LIMIT).
  Result<CompiledStructures> finish() &&;

 private:
  using SlotKey = std::pair<std::string, std::string>;  // type, JSON name

  struct Element {
    fhir::Node node;
    std::string_view path;
    bool has_children = false;
  };

  Result<void> add_root(const fhir::Node& definition, std::string_view name);
  Result<void> add_element(const Element& element, std::string_view resource_type);
  void add_choice(fhir::SlotSpec slot, fhir::TypeId owner, const Element& element);
  void add_slot(const fhir::SlotSpec& slot,
                fhir::TypeId owner,
                std::string_view owner_name,
                fhir::Node type);
  std::uint16_t binding_of(fhir::Node element);
  Result<void> add_targets(CompiledStructures& compiled) const;

  fhir::TypeTableBuilder builder_;
  std::map<std::string, fhir::TypeId, std::less<>> owners_;
  std::map<SlotKey, std::vector<std::string>> targets_;
  std::map<std::string, std::uint16_t, std::less<>> binding_ids_;
  std::vector<std::string> bindings_ = {""};
  std::size_t structure_count_ = 0;
};

}  // namespace gateway::conformance
