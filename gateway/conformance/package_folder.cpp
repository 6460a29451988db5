#include "gateway/conformance/package_folder.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace gateway::conformance {
namespace {

// The canonical URL in the text of a resource: the first element `url`. Extensions have theirs in
// an attribute.
std::string_view canonical_url(std::string_view text) {
  constexpr std::string_view kBefore = "<url value=\"";
  const std::size_t begin = text.find(kBefore);
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin + kBefore.size());
  return text.substr(0, text.find('"'));
}

}  // namespace

Result<std::vector<PackageFolder::File>> PackageFolder::list(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder / "package.json", error)) {
    return fail(ErrorKind::not_found,
                "PACKAGE-MISSING",
                "There is no FHIR package in " + folder.string() + ".");
  }
  std::vector<File> files;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() != ".xml") continue;
    // A file that vanished since is unlike any file that is there.
    std::error_code gone;
    files.push_back({at->path(), at->file_size(gone), at->last_write_time(gone)});
    if (files.size() > kMaxFiles) {
      return fail(ErrorKind::too_large, "PACKAGE-SIZE", folder.string() + " has too many files.");
    }
  }
  if (error) {
    return fail(ErrorKind::not_found, "PACKAGE-MISSING", "Cannot read " + folder.string() + ".");
  }
  std::ranges::sort(files);
  return files;
}

Result<PackageFolder> PackageFolder::open(const std::filesystem::path& folder) {
  GATEWAY_TRY(auto files, list(folder));
  return PackageFolder(folder, std::move(files));
}

Result<void> PackageFolder::check_unchanged() const {
  GATEWAY_TRY(const auto files, list(folder_));
  if (files == files_) return {};
  return fail(
      ErrorKind::conflict, "PACKAGE-CHANGED", folder_.string() + " was changed while it was read.");
}

std::vector<std::filesystem::path> PackageFolder::files(std::string_view resource_type) const {
  const std::string prefix = std::string(resource_type) + "-";
  std::vector<std::filesystem::path> found;
  for (const auto& file : files_) {
    if (file.path.filename().string().starts_with(prefix)) found.push_back(file.path);
  }
  return found;
}

Result<std::string> PackageFolder::read(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in) {
    return fail(ErrorKind::not_found, "PACKAGE-FILE-MISSING", "Cannot read " + file.string() + ".");
  }
  if (size > kMaxFileBytes) {
    return fail(ErrorKind::too_large, "PACKAGE-SIZE", file.string() + " is too large.");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

Result<PackageFolder::Index> PackageFolder::index_of(std::string_view resource_type) const {
  Index index;
  for (const auto& file : files(resource_type)) {
    GATEWAY_TRY(const auto text, read(file));
    index.emplace(canonical_url(text), file);
  }
  return index;
}

Result<std::filesystem::path> PackageFolder::find(std::string_view resource_type,
                                                  std::string_view url) {
  auto index = indexes_.find(resource_type);
  if (index == indexes_.end()) {
    GATEWAY_TRY(auto made, index_of(resource_type));
    index = indexes_.emplace(resource_type, std::move(made)).first;
  }
  const auto found = index->second.find(url);
  return found == index->second.end() ? std::filesystem::path() : found->second;
}

}  // namespace gateway::conformance
