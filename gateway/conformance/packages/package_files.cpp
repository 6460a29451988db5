#include "gateway/conformance/packages/package_files.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include "gateway/conformance/packages/archive.hpp"

namespace gateway::conformance {
namespace {

constexpr std::string_view kManifest = "package.json";

std::unexpected<Error> no_package(const std::string& where) {
  return fail(
      ErrorKind::not_found, "PACKAGE-MISSING", "There is no FHIR package in " + where + ".");
}

std::unexpected<Error> no_file(const std::string& path) {
  return fail(ErrorKind::not_found, "PACKAGE-FILE-MISSING", "Cannot read " + path + ".");
}

bool is_content(std::string_view name) {
  return !name.starts_with('.') && name != kManifest &&
         (name.ends_with(".json") || name.ends_with(".xml"));
}

class FolderFiles final : public PackageFiles {
 public:
  struct File {
    std::string name;
    std::uintmax_t bytes = 0;
    std::filesystem::file_time_type written;

    auto operator<=>(const File&) const = default;
  };

  FolderFiles(std::filesystem::path folder, std::vector<File> files)
      : folder_(std::move(folder)), where_(folder_.string()), files_(std::move(files)) {}

  static Result<std::vector<File>> list(const std::filesystem::path& folder) {
    std::error_code error;
    if (!std::filesystem::exists(folder / kManifest, error)) return no_package(folder.string());
    std::vector<File> files;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
      std::string name = at->path().filename().string();
      // A file that vanished since is unlike any file that is there.
      std::error_code gone;
      if (!is_content(name) || at->is_directory(gone)) continue;
      files.push_back({std::move(name), at->file_size(gone), at->last_write_time(gone)});
      if (files.size() > kMaxFiles) {
        return fail(ErrorKind::too_large, "PACKAGE-SIZE", folder.string() + " has too many files.");
      }
    }
    if (error) return no_package(folder.string());
    std::ranges::sort(files);
    return files;
  }

  const std::string& where() const noexcept override { return where_; }
  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    names.reserve(files_.size());
    for (const File& file : files_)
      names.push_back(file.name);
    return names;
  }
  Result<std::string> read(std::string_view name) const override {
    return read_package_file(folder_ / name, kMaxFileBytes);
  }
  void drop(std::string_view) override {}
  Result<void> check_unchanged() const override {
    GATEWAY_TRY(const auto files, list(folder_));
    if (files == files_) return {};
    return fail(ErrorKind::conflict, "PACKAGE-CHANGED", where_ + " was changed while it was read.");
  }

 private:
  std::filesystem::path folder_;
  std::string where_;
  std::vector<File> files_;  // sorted
};

class UnpackedFiles final : public PackageFiles {
 public:
  UnpackedFiles(ArchiveFiles files, std::string folder, std::string where)
      : files_(std::move(files)), folder_(std::move(folder)), where_(std::move(where)) {}

  const std::string& where() const noexcept override { return where_; }
  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (const auto& [path, text] : files_) {
      std::string name = path.substr(folder_.size());
      if (is_content(name) && name.find('/') == std::string::npos) names.push_back(std::move(name));
    }
    return names;
  }
  Result<std::string> read(std::string_view name) const override {
    const auto found = files_.find(folder_ + std::string(name));
    if (found == files_.end()) return no_file(where_ + "/" + std::string(name));
    return found->second;
  }
  void drop(std::string_view name) override { files_.erase(folder_ + std::string(name)); }
  Result<void> check_unchanged() const override { return {}; }

 private:
  ArchiveFiles files_;
  std::string folder_;  // with the '/' at its end, or empty
  std::string where_;
};

// In the outermost folder of an archive or in one of its first level.
bool may_be_content(std::string_view path) {
  const std::size_t slash = path.find('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return name.find('/') == std::string_view::npos && (is_content(name) || name == kManifest);
}

// npm's name is "package", but any single folder will do, as it does for npm.
std::optional<std::string> folder_of(const ArchiveFiles& files) {
  constexpr std::string_view kUsual = "package/";
  if (files.contains(std::string(kUsual).append(kManifest))) return std::string(kUsual);
  if (files.contains(kManifest)) return "";
  for (const auto& [path, text] : files) {
    if (path.ends_with(std::string("/").append(kManifest))) {
      return path.substr(0, path.size() - kManifest.size());
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::string> read_package_file(const std::filesystem::path& file, std::size_t max_bytes) {
  std::error_code error;
  // Opening a pipe would wait for a writer.
  if (!std::filesystem::is_regular_file(file, error)) return no_file(file.string());
  const auto size = std::filesystem::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in) return no_file(file.string());
  if (size > max_bytes) {
    return fail(ErrorKind::too_large, "PACKAGE-SIZE", file.string() + " is too large.");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

Result<std::unique_ptr<PackageFiles>> open_package_folder(const std::filesystem::path& folder) {
  std::error_code error;
  const bool is_cached = !std::filesystem::exists(folder / kManifest, error) &&
                         std::filesystem::exists(folder / "package" / kManifest, error);
  const std::filesystem::path inner = is_cached ? folder / "package" : folder;
  GATEWAY_TRY(auto files, FolderFiles::list(inner));
  return std::make_unique<FolderFiles>(inner, std::move(files));
}

Result<std::unique_ptr<PackageFiles>> open_package_archive(std::string_view tgz,
                                                           std::string where) {
  auto files = read_archive(tgz, {}, may_be_content);
  if (!files) {
    Error why = std::move(files).error();
    why.message = where + ": " + why.message;
    return std::unexpected(std::move(why));
  }
  const auto folder = folder_of(*files);
  if (!folder) return no_package(where);
  std::erase_if(*files, [&](const auto& file) { return !file.first.starts_with(*folder); });
  return std::make_unique<UnpackedFiles>(std::move(*files), *folder, std::move(where));
}

}  // namespace gateway::conformance
