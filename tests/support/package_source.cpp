#include "tests/support/package_source.hpp"

#include <fstream>
#include <iterator>
#include <utility>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/fhir/edit.hpp"

namespace gateway::test {

using conformance::PackageFolder;
using fhir::Resource;

std::optional<Resource> read_resource(const std::filesystem::path& file,
                                      const fhir::TypeTable& types) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const codec::ReadLimits limits{.max_bytes = PackageFolder::kMaxFileBytes};
  fhir::IssueLog findings;
  auto read = file.extension() == ".json"
                  ? codec::read_json(std::move(text), types, limits, findings)
                  : codec::read_xml(std::move(text), types, limits, findings);
  if (!read) return std::nullopt;
  return *std::move(read);
}

void PackageSource::add(const Resource& definition) {
  const fhir::Node root = definition.root();
  const std::string url(root.child("url").value());
  own_.insert_or_assign(url, definition);
  const auto base = find("StructureDefinition", root.child("baseDefinition").value());
  const fhir::Node snapshot = root.child("snapshot");
  if (!base || !*base || !snapshot || !root.child("differential").child("element")) return;
  fhir::Edit edit(definition);
  if (edit.remove(snapshot)) own_.insert_or_assign(url, std::move(edit).apply());
}

Result<std::optional<Resource>> PackageSource::find(std::string_view resource_type,
                                                    std::string_view canonical) {
  const std::size_t bar = canonical.find('|');
  GATEWAY_TRY(auto found, find_any(resource_type, std::string(canonical.substr(0, bar))));
  if (!found || bar == std::string_view::npos) return found;
  if (found->root().child("version").value() != canonical.substr(bar + 1)) return std::nullopt;
  return found;
}

Result<std::optional<Resource>> PackageSource::find_any(std::string_view resource_type,
                                                        const std::string& url) {
  if (const auto own = own_.find(url); own != own_.end()) return own->second;
  GATEWAY_TRY(const std::filesystem::path file, package_.find(resource_type, url));
  if (file.empty()) return std::nullopt;
  if (const auto read = read_.find(file); read != read_.end()) return read->second;
  auto resource = read_resource(file, types_);
  if (resource) read_.emplace(file, *resource);
  return resource;
}

}  // namespace gateway::test
