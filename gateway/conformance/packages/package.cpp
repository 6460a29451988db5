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

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Resources as they are published, read each time.
class PublishedContent final : public PackageContent {
 public:
  explicit PublishedContent(std::unique_ptr<PackageFiles> files) : files_(std::move(files)) {}

  Result<fhir::Resource> read(const PackageEntry& entry,
                              std::size_t,
                              const fhir::TypeTable& types,
                              fhir::IssueLog& findings) const override {
    GATEWAY_TRY(std::string content, files_->read(entry.file));
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

  Result<void> check_unchanged() const override { return files_->check_unchanged(); }

 private:
  std::unique_ptr<PackageFiles> files_;
};

// The keys of the files, and what is wrong with some.
Result<std::vector<PackageEntry>> look_into(PackageFiles& files, fhir::IssueLog& issues) {
  std::vector<PackageEntry> entries;
  for (const std::string& name : files.names()) {
    GATEWAY_TRY(const std::string text, files.read(name));
    auto key = read_resource_key(text, format_of(name));
    if (!key) {
      issues.add({.severity = fhir::Severity::warning,
                  .code = "structure",
                  .id = key.error().id,
                  .text = files.where() + "/" + name + " is not JSON or XML.",
                  .expression = {}});
    }
    if (key && *key) {
      entries.push_back({std::move(**key), name});
    } else {
      files.drop(name);
    }
  }
  std::ranges::sort(entries, {}, order_of);
  return entries;
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
  GATEWAY_TRY(std::string text, files->read("package.json"));
  auto manifest = read_manifest(text);
  if (!manifest) {
    Error why = std::move(manifest).error();
    why.message = files->where() + ": " + why.message;
    return std::unexpected(std::move(why));
  }
  fhir::IssueLog issues;
  GATEWAY_TRY(auto entries, look_into(*files, issues));
  Package package(*std::move(manifest),
                  std::move(text),
                  std::move(entries),
                  std::make_unique<PublishedContent>(std::move(files)));
  package.issues_ = std::move(issues);
  return package;
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

}  // namespace gateway::conformance
