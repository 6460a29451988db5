#include "tests/support/package_source.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/fhir/edit.hpp"

namespace gateway::test {

using fhir::Resource;

namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} * 1024 * 1024;

}  // namespace

std::optional<Resource> read_resource(const std::filesystem::path& file,
                                      const fhir::TypeTable& types) {
  if (!std::filesystem::is_regular_file(file)) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const codec::ReadLimits limits{.max_bytes = kMaxBytes};
  fhir::IssueLog findings;
  auto read = file.extension() == ".json"
                  ? codec::read_json(std::move(text), types, limits, findings)
                  : codec::read_xml(std::move(text), types, limits, findings);
  if (!read) return std::nullopt;
  return *std::move(read);
}

PackageSource::PackageSource(const conformance::Definitions& definitions)
    : package_(definitions.types()) {
  auto compiled = definitions.packages();
  if (!compiled || compiled->empty() || !package_.add(std::move(compiled->front()))) std::abort();
}

PackageSource::PackageSource(const std::filesystem::path& package, const fhir::TypeTable& types)
    : package_(types) {
  auto opened = conformance::Package::open(package);
  if (!opened || !package_.add(*std::move(opened))) std::abort();  // a test without its package
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
  const auto own = own_.find(std::string(canonical.substr(0, bar)));
  if (own == own_.end() || own->second.type_name() != resource_type)
    return package_.find(resource_type, canonical);
  const bool is_it = bar == std::string_view::npos ||
                     own->second.root().child("version").value() == canonical.substr(bar + 1);
  if (!is_it) return std::nullopt;
  return own->second;
}

}  // namespace gateway::test
