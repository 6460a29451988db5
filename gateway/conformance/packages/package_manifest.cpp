#include "gateway/conformance/packages/package_manifest.hpp"

#include <utility>

#include "gateway/base/text.hpp"
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
  static const std::string kNothing;
  const PlainJson& value = json.at(name);
  return value.kind() == Kind::string ? value.text() : kNothing;
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

// Two versions of one package cannot have one key, so one of them is written under another name:
// "old@npm:hl7.fhir.us.core": "6.1.0", or as npm does it, "old": "npm:hl7.fhir.us.core@6.1.0".
PackageDependency without_alias(std::string_view name, std::string_view version) {
  constexpr std::string_view kInName = "@npm:";
  constexpr std::string_view kInVersion = "npm:";
  if (const std::size_t at = name.find(kInName); at != std::string_view::npos) {
    name.remove_prefix(at + kInName.size());
  } else if (version.starts_with(kInVersion)) {
    const Halves real = split_once(version.substr(kInVersion.size()), '@');
    name = real.before;
    version = real.after;
  }
  return {std::string(name), std::string(version)};
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
  const PlainJson& dependencies = tree->at("dependencies");
  for (std::size_t i = 0; i < dependencies.names().size(); ++i) {
    const PlainJson& version = dependencies.items()[i];
    if (version.kind() != Kind::string) return not_manifest("A dependency has no version.");
    manifest.dependencies.push_back(without_alias(dependencies.names()[i], version.text()));
  }
  if (manifest.dependencies.size() > kMaxDependencies) {
    return fail(ErrorKind::too_large, "PACKAGE-SIZE", "A package has too many dependencies.");
  }
  return manifest;
}

}  // namespace gateway::conformance
