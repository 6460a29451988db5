// Package image: packages compiled into one array file, with the snapshots that their profiles
// lacked. Nothing is parsed to use one, and what nobody asks for stays on the disk.
//
//   PackageImageWriter writer;
//   GATEWAY_CHECK(writer.add(package, resources_with_snapshots));
//   write(std::move(writer).finish(definitions.checksum()));
//
//   GATEWAY_TRY(const auto image, PackageImage::open(bytes, file, definitions.checksum()));
//   for (std::size_t i = 0; i < image->size(); ++i) GATEWAY_TRY(Package package,
//   image->package(i));
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/packages/package.hpp"
#include "gateway/conformance/packages/tree_rows.hpp"

namespace gateway::conformance {

// A package: a range of the entries.
struct PackageRow {
  fhir::NameRow manifest;  // the text of its package.json
  std::uint32_t entries_begin = 0;
  std::uint32_t entries_count = 0;
};
static_assert(sizeof(PackageRow) == 16);

// A resource: a PackageEntry and its tree.
struct EntryRow {
  fhir::NameRow type;
  fhir::NameRow id;
  fhir::NameRow url;
  fhir::NameRow version;
  fhir::NameRow defined_type;
  fhir::NameRow kind;
  fhir::NameRow derivation;
  fhir::NameRow content;
  fhir::NameRow file;
  TreeRow root;
  std::uint32_t size = 0;  // elements of the tree
};
static_assert(sizeof(EntryRow) == 96);

// All arrays of the file. A view: owns nothing.
struct PackageArrays {
  std::span<const PackageRow> packages;
  std::span<const EntryRow> entries;
  std::span<const TreeRow> trees;
  std::string_view text;
};

// THREADS: one.
class PackageImageWriter {
 public:
  // `resources` are those of package.entries(), in their order.
  void add(const Package& package, std::span<const fhir::Resource> resources);

  // The bytes of the file. `made_for` is the checksum of the definitions whose types the resources
  // were made with.
  //
  // Errors: too_large (PACKAGE-SIZE: over MappedFile::kMaxBytes, a resource over kMaxTreeElements).
  Result<std::string> finish(std::uint64_t made_for) &&;

 private:
  std::vector<PackageRow> packages_;
  std::vector<EntryRow> entries_;
  TreeRowWriter trees_;
};

// THREADS: any.
class PackageImage : public std::enable_shared_from_this<PackageImage> {
 public:
  // REQUIRES: open() checked the arrays, and a std::shared_ptr owns the image.
  PackageImage(const PackageArrays& arrays, std::shared_ptr<const void> memory)
      : arrays_(arrays), memory_(std::move(memory)) {}

  // `memory` is kept alive for `bytes`.
  // REQUIRES: `bytes` begin at a multiple of kArrayAlignment.
  //
  // Errors: as read_array_header(), read_arrays(); malformed (DEFS-VERSION: made for other
  //         definitions).
  static Result<std::shared_ptr<const PackageImage>> open(std::span<const std::byte> bytes,
                                                          std::shared_ptr<const void> memory,
                                                          std::uint64_t made_for);

  std::size_t size() const noexcept { return arrays_.packages.size(); }
  // REQUIRES: index < size().
  // LIFETIME: the package and its resources keep the image alive.
  //
  // Errors: as read_manifest(); malformed (DEFS-DAMAGED).
  Result<Package> package(std::size_t index) const;
  // The tree of an entry.
  //
  // Errors: malformed (DEFS-DAMAGED).
  Result<fhir::Resource> read(std::size_t entry, const fhir::TypeTable& types) const;

 private:
  PackageArrays arrays_;
  std::shared_ptr<const void> memory_;
};

}  // namespace gateway::conformance
