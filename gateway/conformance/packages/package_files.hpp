// PackageFiles: the files of one FHIR package, wherever they lie.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gateway::conformance {

// Only the folder that holds package.json counts, without those inside it (examples, schemas) and
// without files whose name begins with a dot: .index.json is somebody's guess at the content.
//
// THREADS: one.
class PackageFiles {
 public:
  static constexpr std::size_t kMaxFiles = 100'000;
  static constexpr std::size_t kMaxFileBytes = std::size_t{64} * 1024 * 1024;

  virtual ~PackageFiles() = default;

  // For messages: the path of the folder or archive.
  virtual const std::string& where() const noexcept = 0;
  // Names of the files that end in .json or .xml, sorted; without package.json.
  virtual std::vector<std::string> names() const = 0;
  // Errors: not_found (PACKAGE-FILE-MISSING), too_large (PACKAGE-SIZE: over kMaxFileBytes).
  virtual Result<std::string> read(std::string_view name) const = 0;
  // Nobody will read this file: what it holds of memory is freed.
  virtual void drop(std::string_view name) = 0;
  // Whether everything is as it was when it was opened: files, their sizes and times. A package
  // that npm is writing looks like a smaller package.
  //
  // Errors: as opening; conflict (PACKAGE-CHANGED).
  virtual Result<void> check_unchanged() const = 0;
};

// npm's form (package.json in the folder) or that of FHIR's package cache (package/package.json).
//
// Errors: not_found (PACKAGE-MISSING: no such folder, or no package.json), too_large
//         (PACKAGE-SIZE: over kMaxFiles).
Result<std::unique_ptr<PackageFiles>> open_package_folder(const std::filesystem::path& folder);

// A .tgz in memory; `where` is for messages.
//
// Errors: as read_archive(); not_found (PACKAGE-MISSING: no package.json in its first folder).
Result<std::unique_ptr<PackageFiles>> open_package_archive(std::string_view tgz, std::string where);

// The whole file. Errors: not_found (PACKAGE-FILE-MISSING), too_large (PACKAGE-SIZE).
Result<std::string> read_package_file(const std::filesystem::path& file, std::size_t max_bytes);

}  // namespace gateway::conformance
