// Package: one FHIR package and what it defines.
//
//   GATEWAY_TRY(const Package core, Package::open("schemas/node_modules/hl7.fhir.r4.corexml"));
//   for (const PackageEntry& entry : core.find("ValueSet", url)) ...
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/packages/package_files.hpp"
#include "gateway/conformance/packages/package_manifest.hpp"
#include "gateway/conformance/packages/resource_key.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

struct PackageEntry {
  ResourceKey key;
  std::string file;
};

// Opening looks into every file once and keeps keys, not trees. Files that are no conformance
// resource (examples, a list of contents) are passed over.
//
// THREADS: one.
class Package {
 public:
  // A folder as open_package_folder() takes, or a .tgz file.
  //
  // Errors: as open_package_folder(), open_package_archive(), read_manifest().
  static Result<Package> open(const std::filesystem::path& path);
  // A .tgz in memory; `where` is for messages. Errors: as open().
  static Result<Package> from_tgz(std::string_view tgz, std::string where);

  const PackageManifest& manifest() const noexcept { return manifest_; }
  // By type, then URL, then file.
  std::span<const PackageEntry> entries() const noexcept { return entries_; }
  std::span<const PackageEntry> of_type(std::string_view resource_type) const noexcept;
  // Those with this canonical URL, without version; a sound package has at most one for a version.
  std::span<const PackageEntry> find(std::string_view resource_type,
                                     std::string_view url) const noexcept;
  // Files that could not be looked into (PACKAGE-FILE), as warnings.
  const fhir::IssueLog& issues() const noexcept { return issues_; }

  // Errors: as PackageFiles::read().
  // REQUIRES: `entry` is of this package, here and in read().
  Result<std::string> text(const PackageEntry& entry) const { return files_->read(entry.file); }
  // Findings that do not stop the reading go to `findings`.
  //
  // Errors: as text(); malformed (DEFS-RESOURCE).
  Result<fhir::Resource> read(const PackageEntry& entry,
                              const fhir::TypeTable& types,
                              fhir::IssueLog& findings) const;

  // Errors: as PackageFiles::check_unchanged().
  Result<void> check_unchanged() const { return files_->check_unchanged(); }

 private:
  explicit Package(std::unique_ptr<PackageFiles> files) : files_(std::move(files)) {}
  static Result<Package> index(std::unique_ptr<PackageFiles> files);
  Result<void> add(const std::string& name);

  std::unique_ptr<PackageFiles> files_;
  PackageManifest manifest_;
  std::vector<PackageEntry> entries_;
  fhir::IssueLog issues_;
};

}  // namespace gateway::conformance
