#include "gateway/conformance/packages/package_manifest.hpp"

#include <utility>

#include "gateway/codec/plain_json.hpp"

namespace gateway::conformance {
namespace {

using codec::PlainJson;
using Kind = PlainJson::Kind;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::unexpected<Error> not_manifest(std::string sentence) {
  return fail(ErrorKind::malformed, "PACKAGE-MANIFEST", std::move(sentence));
}

const std::string& string_at(const PlainJson& json, std::string_view name) {
  static const std::string nothing;
  const PlainJson& value = json.at(name);
  return value.kind() == Kind::string ? value.text() : nothing;
}

// A list, or the one version that some packages write.
std::vector<std::string> strings_of(const PlainJson& json) {
  if (json.kind() == Kind::string) return {json.text()};
  std::vector<std::string> strings;
  for (const PlainJson& item : json.items()) {
    if (item.kind() == Kind::string) strings.push_back(item.text());
  }
  return strings;
}

}  // namespace

Result<PackageManifest> read_manifest(std::string_view json) {
  if (json.starts_with(kByteOrderMark)) json.remove_prefix(kByteOrderMark.size());
  if (json.size() > kMaxManifestBytes) {
    return fail(ErrorKind::too_large, "PACKAGE-SIZE", "package.json is too large.");
  }
  const auto tree = codec::read_plain_json(json, {.max_bytes = kMaxManifestBytes});
  if (!tree) return not_manifest("package.json: " + tree.error().error.message);

  PackageManifest manifest;
  manifest.name = string_at(*tree, "name");
  manifest.version = string_at(*tree, "version");
  manifest.type = string_at(*tree, "type");
  manifest.canonical = string_at(*tree, "canonical");
  if (manifest.name.empty() || manifest.version.empty()) {
    return not_manifest("package.json has no name or no version.");
  }
  manifest.fhir_versions = strings_of(tree->at("fhirVersions"));
  if (manifest.fhir_versions.empty()) {
    manifest.fhir_versions = strings_of(tree->at("fhir-version-list"));
  }
  for (const auto& [name, version] : tree->at("dependencies").members()) {
    if (version.kind() != Kind::string) return not_manifest("A dependency has no version.");
    manifest.dependencies.push_back({name, version.text()});
  }
  if (manifest.dependencies.size() > kMaxDependencies) {
    return fail(ErrorKind::too_large, "PACKAGE-SIZE", "A package has too many dependencies.");
  }
  return manifest;
}

}  // namespace gateway::conformance
