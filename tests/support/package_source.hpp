// PackageSource: the definitions of a FHIR package, and some of a test's own before them.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/packages/package_set.hpp"

namespace gateway::test {

// The resource in a file, JSON or XML by its name; what the types do not have is left out. Nothing
// if it cannot be read.
std::optional<fhir::Resource> read_resource(const std::filesystem::path& file,
                                            const fhir::TypeTable& types);

class PackageSource final : public conformance::DefinitionSource {
 public:
  // R4's own package, as it is compiled into `definitions`.
  explicit PackageSource(const conformance::Definitions& definitions);
  // REQUIRES: `package` is a FHIR package.
  PackageSource(const std::filesystem::path& package, const fhir::TypeTable& types);

  // Replaces one with the same URL. Its snapshot is left out where there is what it builds on, so
  // that it is made anew.
  void add(const fhir::Resource& definition);
  void clear() { own_.clear(); }

  Result<std::optional<fhir::Resource>> find(std::string_view resource_type,
                                             std::string_view canonical) override;

 private:
  conformance::PackageSet package_;
  std::map<std::string, fhir::Resource> own_;  // by URL
};

}  // namespace gateway::test
