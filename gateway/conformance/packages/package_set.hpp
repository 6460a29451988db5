// PackageSet: many FHIR packages, several versions of one side by side, as one source of
// definitions.
//
//   PackageSet packages(definitions.types());
//   GATEWAY_CHECK(packages.add(std::move(core)));
//   GATEWAY_TRY(PackageView ours, packages.within("hl7.fhir.us.core#6.1.0"));
//   GATEWAY_TRY(const auto patient, ours.find("StructureDefinition", url));
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/packages/package.hpp"
#include "gateway/conformance/packages/resource_cache.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

class PackageView;

// Of the resources that a canonical may mean (see version_matches(); without a version all), a
// loose one comes first. Then: one of just the version asked for; within a package, the nearest
// (see PackageView); the newest; that of the newest package; that of the package added first.
//
// THREADS: one.
class PackageSet final : public DefinitionSource {
 public:
  static constexpr std::size_t kDefaultCacheBytes = std::size_t{64} * 1024 * 1024;

  // Resources are read with `types` and kept, `cache_bytes` of them at most.
  // LIFETIME: `types` outlives the set and every resource from it.
  explicit PackageSet(const fhir::TypeTable& types, std::size_t cache_bytes = kDefaultCacheBytes)
      : types_(types), cache_(cache_bytes) {}
  PackageSet(const PackageSet&) = delete;
  PackageSet& operator=(const PackageSet&) = delete;

  // Errors: conflict (PACKAGE-TWICE: the same version of it is there).
  Result<void> add(Package package);

  // Puts resources in front of all packages. One of the same type, URL and version that was put
  // there before is replaced; one without a URL is never found.
  void loose(std::span<const fhir::Resource> resources);

  // Errors: as Package::read().
  Result<std::optional<fhir::Resource>> find(std::string_view resource_type,
                                             std::string_view canonical) override;

  // The set as a package sees it: `package` is "name#version", or "name" for its newest version.
  //
  // Errors: not_found (PACKAGE-NOT-LOADED).
  // LIFETIME: the set outlives the view.
  Result<PackageView> within(std::string_view package);

  const fhir::TypeTable& types() const noexcept { return types_; }
  // By the order in which they were added.
  std::span<const std::unique_ptr<const Package>> packages() const noexcept { return packages_; }
  // A warning for each dependency of a package of the set that none of them meets
  // (PACKAGE-DEPENDENCY); its text names the package to get.
  std::vector<fhir::Issue> missing_dependencies(const Package& package) const;
  // What was wrong with the resources read so far, without stopping the reading; the text begins
  // with package and file.
  const fhir::IssueLog& findings() const noexcept { return findings_; }

 private:
  friend class PackageView;
  struct Place {
    std::uint32_t package;
    std::uint32_t entry;
  };
  using Places = std::unordered_map<std::string_view, std::vector<Place>>;  // by URL
  // How far a package is, by its index; empty if all are equally far.
  using Distances = std::span<const std::uint32_t>;

  const PackageEntry& entry_at(Place place) const;
  std::optional<std::size_t> package_for(const PackageDependency& dependency) const;
  std::vector<std::uint32_t> distances_from(std::size_t package) const;
  std::optional<fhir::Resource> find_loose(std::string_view resource_type,
                                           std::string_view url,
                                           std::string_view version) const;
  std::span<const Place> places_of(std::string_view resource_type, std::string_view url) const;
  std::optional<Place> best_place(std::span<const Place> places,
                                  std::string_view version,
                                  Distances distances) const;
  Result<std::optional<fhir::Resource>> find_from(std::string_view resource_type,
                                                  std::string_view canonical,
                                                  Distances distances);
  Result<fhir::Resource> read(Place place);

  const fhir::TypeTable& types_;
  std::vector<std::unique_ptr<const Package>> packages_;
  std::map<std::string_view, Places> places_;  // by type; views into the packages
  std::map<std::string, std::vector<fhir::Resource>, std::less<>> loose_;  // by URL
  ResourceCache cache_;
  fhir::IssueLog findings_;
};

// Nearest first: the package itself, what it depends on, what those depend on, and so on, then the
// core packages of the FHIR versions it is made for, then all others.
//
// THREADS: one.
class PackageView final : public DefinitionSource {
 public:
  // Errors: as PackageSet::find().
  Result<std::optional<fhir::Resource>> find(std::string_view resource_type,
                                             std::string_view canonical) override {
    return set_.find_from(resource_type, canonical, distances_);
  }

 private:
  friend class PackageSet;
  PackageView(PackageSet& set, std::vector<std::uint32_t> distances)
      : set_(set), distances_(std::move(distances)) {}

  PackageSet& set_;
  std::vector<std::uint32_t> distances_;
};

}  // namespace gateway::conformance
