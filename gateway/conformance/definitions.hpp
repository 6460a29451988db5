// Definitions: what FHIR R4 says about its types, mapped from the file that brygga-schemac makes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/code_rules.hpp"
#include "gateway/conformance/definition_file.hpp"
#include "gateway/conformance/mapped_file.hpp"
#include "gateway/conformance/packages/package.hpp"
#include "gateway/fhir/type_table.hpp"

namespace gateway::conformance {

// The row of a value set in the file, as in fhir::SlotRow::binding; 0 is none.
using BindingId = std::uint16_t;

// The types that rules of the standard name, looked up once.
struct KnownTypes {
  fhir::TypeId resource;
  fhir::TypeId bundle;
  fhir::TypeId reference;
  fhir::TypeId coding;
  fhir::TypeId codeable_concept;
  fhir::TypeId extension;
};

// Immutable.
//
// THREADS: any.
// LIFETIME: outlives every Resource made with types().
class Definitions {
 public:
  // Maps the file; takes about 0.1 ms.
  //
  // Errors: as MappedFile::open() and from_file(); malformed (DEFS-INCOMPLETE: a type that every
  //         R4 package has is missing).
  static Result<std::unique_ptr<const Definitions>> load(const std::filesystem::path& path);

  // REQUIRES: `content` came from from_file(file->bytes()).
  Definitions(std::shared_ptr<const MappedFile> file, const DefinitionFile& content);
  Definitions(const Definitions&) = delete;
  Definitions& operator=(const Definitions&) = delete;

  const fhir::TypeTable& types() const noexcept { return types_; }
  // Of the file; compiled packages say by it which types they were made with.
  std::uint64_t checksum() const noexcept { return content_.checksum; }
  // The packages that were compiled into the file, FHIR R4's own first; none if it has none.
  //
  // Errors: as PackageImage::open(), PackageImage::package().
  Result<std::vector<Package>> packages() const;
  const KnownTypes& known() const noexcept { return known_; }

  // The types that a Reference in this element may point at; empty if any will do.
  // REQUIRES: `slot` belongs to types().
  std::span<const fhir::TypeId> reference_targets(const fhir::SlotRow& slot) const noexcept;

  std::size_t binding_count() const noexcept { return arrays().bindings.size() - 1; }
  // The canonical URL of the value set, with its version if the element names one.
  std::string_view binding_url(BindingId binding) const noexcept;
  // A value of type `code`, which has no system of its own.
  Membership binding_contains(BindingId binding, std::string_view code) const noexcept;
  // A Coding.
  Membership binding_contains(BindingId binding,
                              std::string_view code,
                              std::string_view system) const noexcept;

 private:
  std::span<const ConceptRow> concepts_with(const BindingRow& row,
                                            std::string_view code) const noexcept;
  std::string_view term(const fhir::NameRow& row) const noexcept {
    return arrays().terms.substr(row.begin, row.size);
  }

  const DefinitionArrays& arrays() const noexcept { return content_.arrays; }

  std::shared_ptr<const MappedFile> file_;
  DefinitionFile content_;
  fhir::TypeTable types_;
  KnownTypes known_;
};

}  // namespace gateway::conformance
