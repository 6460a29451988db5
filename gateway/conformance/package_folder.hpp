// PackageFolder: an unpacked FHIR package of XML resources, one resource per file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"

namespace gateway::conformance {

// Files are named "<ResourceType>-<id>.xml".
//
// THREADS: one.
class PackageFolder {
 public:
  static constexpr std::size_t kMaxFiles = 100'000;
  static constexpr std::size_t kMaxFileBytes = std::size_t{64} * 1024 * 1024;

  // Errors: not_found (PACKAGE-MISSING: no such folder, or no package.json in it), too_large
  //         (PACKAGE-SIZE: over kMaxFiles).
  static Result<PackageFolder> open(const std::filesystem::path& folder);

  // Whether the folder holds the files it held when it was opened, with their sizes and times. A
  // package that npm is writing looks like a smaller package.
  //
  // Errors: as open(); conflict (PACKAGE-CHANGED).
  Result<void> check_unchanged() const;

  // Files of one resource type, sorted by name.
  std::vector<std::filesystem::path> files(std::string_view resource_type) const;
  // Errors: not_found (PACKAGE-FILE-MISSING), too_large (PACKAGE-SIZE: over kMaxFileBytes).
  static Result<std::string> read(const std::filesystem::path& file);

  // The file of the resource type with this canonical URL (without version); empty if there is
  // none. The first call for a type looks into all its files.
  //
  // Errors: as read().
  Result<std::filesystem::path> find(std::string_view resource_type, std::string_view url);

 private:
  struct File {
    std::filesystem::path path;
    std::uintmax_t bytes = 0;
    std::filesystem::file_time_type written;

    auto operator<=>(const File&) const = default;
  };
  using Index = std::map<std::string, std::filesystem::path, std::less<>>;

  PackageFolder(std::filesystem::path folder, std::vector<File> files)
      : folder_(std::move(folder)), files_(std::move(files)) {}
  static Result<std::vector<File>> list(const std::filesystem::path& folder);
  Result<Index> index_of(std::string_view resource_type) const;

  std::filesystem::path folder_;
  std::vector<File> files_;  // sorted
  std::map<std::string, Index, std::less<>> indexes_;
};

}  // namespace gateway::conformance
