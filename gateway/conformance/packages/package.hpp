// Package: one FHIR package and what it defines.
//
//   GATEWAY_TRY(const Package core, Package::open("schemas/node_modules/hl7.fhir.r4.core"));
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
#include "gateway/conformance/packages/package_content.hpp"
#include "gateway/conformance/packages/package_files.hpp"
#include "gateway/conformance/packages/package_manifest.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

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
  // A package whose keys are known, by type, then URL, then file.
  Package(PackageManifest manifest,
          std::string manifest_text,
          std::vector<PackageEntry> entries,
          std::unique_ptr<const PackageContent> content)
      : manifest_(std::move(manifest)),
        manifest_text_(std::move(manifest_text)),
        entries_(std::move(entries)),
        content_(std::move(content)) {}

  const PackageManifest& manifest() const noexcept { return manifest_; }
  // Its package.json.
  const std::string& manifest_text() const noexcept { return manifest_text_; }
  // By type, then URL, then file.
  std::span<const PackageEntry> entries() const noexcept { return entries_; }
  std::span<const PackageEntry> of_type(std::string_view resource_type) const noexcept;
  // Those with this canonical URL, without version; a sound package has at most one for a version.
  std::span<const PackageEntry> find(std::string_view resource_type,
                                     std::string_view url) const noexcept;
  // Files that could not be looked into (PACKAGE-FILE), as warnings.
  const fhir::IssueLog& issues() const noexcept { return issues_; }

  // Findings that do not stop the reading go to `findings`.
  // REQUIRES: `entry` is of this package.
  //
  // Errors: as PackageFiles::read(); malformed (DEFS-RESOURCE, DEFS-DAMAGED).
  Result<fhir::Resource> read(const PackageEntry& entry,
                              const fhir::TypeTable& types,
                              fhir::IssueLog& findings) const {
    const auto index = static_cast<std::size_t>(&entry - entries_.data());
    return content_->read(entry, index, types, findings);
  }

  // Errors: as PackageFiles::check_unchanged().
  Result<void> check_unchanged() const { return content_->check_unchanged(); }

 private:
  static Result<Package> index(std::unique_ptr<PackageFiles> files);

  PackageManifest manifest_;
  std::string manifest_text_;
  std::vector<PackageEntry> entries_;
  std::unique_ptr<const PackageContent> content_;
  fhir::IssueLog issues_;
};

}  // namespace gateway::conformance
