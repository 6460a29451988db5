// PackageSource: the definitions in a folder of XML resources, and some of a test's own before
// them.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/package_folder.hpp"

namespace gateway::test {

// The resource in a file, JSON or XML by its name; what the types do not have is left out. Nothing
// if it cannot be read.
std::optional<fhir::Resource> read_resource(const std::filesystem::path& file,
                                            const fhir::TypeTable& types);

class PackageSource final : public conformance::DefinitionSource {
 public:
  PackageSource(conformance::PackageFolder package, const fhir::TypeTable& types)
      : package_(std::move(package)), types_(types) {}

  // Replaces one with the same URL. Its snapshot is left out where there is what it builds on, so
  // that it is made anew.
  void add(const fhir::Resource& definition);
  void clear() { own_.clear(); }

  Result<std::optional<fhir::Resource>> find(std::string_view resource_type,
                                             std::string_view canonical) override;

 private:
  Result<std::optional<fhir::Resource>> find_any(std::string_view resource_type,
                                                 const std::string& url);

  conformance::PackageFolder package_;
  const fhir::TypeTable& types_;
  std::map<std::string, fhir::Resource> own_;  // by URL
  std::map<std::filesystem::path, fhir::Resource> read_;
};

}  // namespace gateway::test
