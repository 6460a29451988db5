#include "gateway/conformance/packages/package.hpp"

#include <algorithm>
#include <system_error>
#include <tuple>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/conformance/packages/archive.hpp"

namespace gateway::conformance {
namespace {

TextFormat format_of(std::string_view name) {
  return name.ends_with(".json") ? TextFormat::json : TextFormat::xml;
}

auto order_of(const PackageEntry& entry) {
  return std::tie(entry.key.type, entry.key.url, entry.file);
}

std::span<const PackageEntry> spanned(auto range) {
  return {range.begin(), range.end()};
}

}  // namespace

Result<Package> Package::open(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    GATEWAY_TRY(auto files, open_package_folder(path));
    return index(std::move(files));
  }
  GATEWAY_TRY(const std::string tgz, read_package_file(path, ArchiveLimits().max_packed_bytes));
  return from_tgz(tgz, path.string());
}

Result<Package> Package::from_tgz(std::string_view tgz, std::string where) {
  GATEWAY_TRY(auto files, open_package_archive(tgz, std::move(where)));
  return index(std::move(files));
}

Result<Package> Package::index(std::unique_ptr<PackageFiles> files) {
  Package package(std::move(files));
  GATEWAY_TRY(const std::string manifest, package.files_->read("package.json"));
  auto read = read_manifest(manifest);
  if (!read) {
    Error why = std::move(read).error();
    why.message = package.files_->where() + ": " + why.message;
    return std::unexpected(std::move(why));
  }
  package.manifest_ = std::move(*read);
  for (const std::string& name : package.files_->names())
    GATEWAY_CHECK(package.add(name));
  std::ranges::sort(package.entries_, {}, order_of);
  return package;
}

Result<void> Package::add(const std::string& name) {
  GATEWAY_TRY(const std::string text, files_->read(name));
  auto key = read_resource_key(text, format_of(name));
  if (!key) {
    issues_.add({.severity = fhir::Severity::warning,
                 .code = "structure",
                 .id = key.error().id,
                 .text = files_->where() + "/" + name + " is not JSON or XML.",
                 .expression = {}});
  }
  if (key && *key) {
    entries_.push_back({std::move(**key), name});
  } else {
    files_->drop(name);
  }
  return {};
}

std::span<const PackageEntry> Package::of_type(std::string_view resource_type) const noexcept {
  const auto type_of = [](const PackageEntry& entry) -> std::string_view { return entry.key.type; };
  return spanned(std::ranges::equal_range(entries_, resource_type, {}, type_of));
}

std::span<const PackageEntry> Package::find(std::string_view resource_type,
                                            std::string_view url) const noexcept {
  const auto url_of = [](const PackageEntry& entry) -> std::string_view { return entry.key.url; };
  return spanned(std::ranges::equal_range(of_type(resource_type), url, {}, url_of));
}

Result<fhir::Resource> Package::read(const PackageEntry& entry,
                                     const fhir::TypeTable& types,
                                     fhir::IssueLog& findings) const {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  GATEWAY_TRY(std::string content, text(entry));
  if (content.starts_with(kByteOrderMark)) content.erase(0, kByteOrderMark.size());
  const codec::ReadLimits limits{.max_bytes = PackageFiles::kMaxFileBytes};
  auto resource = format_of(entry.file) == TextFormat::json
                      ? codec::read_json(std::move(content), types, limits, findings)
                      : codec::read_xml(std::move(content), types, limits, findings);
  if (resource) return std::move(*resource);
  return fail(ErrorKind::malformed,
              "DEFS-RESOURCE",
              files_->where() + "/" + entry.file + ": " + resource.error().error.message);
}

}  // namespace gateway::conformance
