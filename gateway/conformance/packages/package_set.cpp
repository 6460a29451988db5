#include "gateway/conformance/packages/package_set.hpp"

#include <algorithm>
#include <deque>
#include <limits>

#include "gateway/base/text.hpp"
#include "gateway/conformance/packages/package_version.hpp"

namespace gateway::conformance {
namespace {

constexpr std::uint32_t kElsewhere = std::numeric_limits<std::uint32_t>::max();
// The core comes after everything that is named, whose distances are less than the packages.
constexpr std::uint32_t kCore = kElsewhere - 1;

// HL7 publishes the core in JSON and, with "xml" after its name, in XML. They are one.
bool is_same_package(std::string_view asked, std::string_view name) noexcept {
  constexpr std::string_view kXml = "xml";
  if (asked == name) return true;
  return asked.ends_with(".core") && name.ends_with(kXml) &&
         name.substr(0, name.size() - kXml.size()) == asked;
}

bool is_core_for(const PackageManifest& core, const PackageManifest& user) {
  if (core.type != "fhir.core" && core.type != "Core") return false;
  return std::ranges::any_of(user.fhir_versions, [&core](const std::string& version) {
    return version_matches(version, core.version);
  });
}

}  // namespace

const PackageEntry& PackageSet::entry_at(Place place) const {
  return packages_[place.package]->entries()[place.entry];
}

Result<void> PackageSet::add(Package package) {
  const std::string id = package.manifest().id();
  for (const auto& known : packages_) {
    if (known->manifest().id() != id) continue;
    return fail(ErrorKind::conflict, "PACKAGE-TWICE", "The package " + id + " is loaded twice.");
  }
  const auto index = static_cast<std::uint32_t>(packages_.size());
  packages_.push_back(std::make_unique<const Package>(std::move(package)));
  const auto entries = packages_.back()->entries();
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const ResourceKey& key = entries[i].key;
    if (!key.url.empty()) places_[key.type][key.url].push_back({index, i});
  }
  return {};
}

void PackageSet::loose(std::span<const fhir::Resource> resources) {
  for (const fhir::Resource& resource : resources) {
    auto& same_url = loose_[std::string(resource.root().child("url").value())];
    const auto version = resource.root().child("version").value();
    std::erase_if(same_url, [&](const fhir::Resource& known) {
      return known.type_name() == resource.type_name() &&
             known.root().child("version").value() == version;
    });
    same_url.push_back(resource);
  }
}

std::optional<fhir::Resource> PackageSet::find_loose(std::string_view resource_type,
                                                     std::string_view url,
                                                     std::string_view version) const {
  const auto same_url = loose_.find(url);
  if (same_url == loose_.end() || url.empty()) return std::nullopt;
  std::optional<fhir::Resource> best;
  for (const fhir::Resource& one : same_url->second) {
    const std::string_view own = one.root().child("version").value();
    if (one.type_name() != resource_type || !version_matches(version, own)) continue;
    if (own == version && !version.empty()) return one;
    if (!best || compare_versions(own, best->root().child("version").value()) > 0) best = one;
  }
  return best;
}

std::optional<PackageSet::Place> PackageSet::best_place(std::span<const Place> places,
                                                        std::string_view version,
                                                        Distances distances) const {
  const auto distance = [distances](Place place) {
    return place.package < distances.size() ? distances[place.package] : kElsewhere;
  };
  const auto is_better = [&](Place a, Place b) {
    const std::string& left = entry_at(a).key.version;
    const std::string& right = entry_at(b).key.version;
    const bool is_left_exact = !version.empty() && left == version;
    const bool is_right_exact = !version.empty() && right == version;
    if (is_left_exact != is_right_exact) return is_left_exact;
    if (distance(a) != distance(b)) return distance(a) < distance(b);
    const auto newer = compare_versions(left, right);
    if (newer != 0) return newer > 0;
    return compare_versions(packages_[a.package]->manifest().version,
                            packages_[b.package]->manifest().version) > 0;
  };
  std::optional<Place> best;
  for (const Place place : places) {
    if (!version_matches(version, entry_at(place).key.version)) continue;
    if (!best || is_better(place, *best)) best = place;
  }
  return best;
}

Result<std::optional<fhir::Resource>> PackageSet::find(std::string_view resource_type,
                                                       std::string_view canonical) {
  return find_from(resource_type, canonical, {});
}

Result<std::optional<fhir::Resource>> PackageSet::find_from(std::string_view resource_type,
                                                            std::string_view canonical,
                                                            Distances distances) {
  // Some code systems of R4 have a bar and a version in their own URL.
  for (const Canonical& wanted : {Canonical{.url = canonical}, split_canonical(canonical)}) {
    if (auto found = find_loose(resource_type, wanted.url, wanted.version)) return found;
    const auto place = best_place(places_of(resource_type, wanted.url), wanted.version, distances);
    if (place) return read(*place);
  }
  return std::nullopt;
}

std::span<const PackageSet::Place> PackageSet::places_of(std::string_view resource_type,
                                                         std::string_view url) const {
  const auto of_type = places_.find(resource_type);
  if (of_type == places_.end()) return {};
  const auto of_url = of_type->second.find(url);
  if (of_url == of_type->second.end()) return {};
  return of_url->second;
}

Result<fhir::Resource> PackageSet::read(Place place) {
  const std::uint64_t key = std::uint64_t{place.package} << 32U | place.entry;
  if (auto known = cache_.find(key)) return std::move(*known);

  const Package& package = *packages_[place.package];
  const PackageEntry& entry = entry_at(place);
  fhir::IssueLog found;
  GATEWAY_TRY(fhir::Resource resource, package.read(entry, types_, found));
  for (fhir::Issue issue : found.issues()) {
    issue.text = package.manifest().id() + "/" + entry.file + ": " + issue.text;
    findings_.add(std::move(issue));
  }
  cache_.put(key, resource);
  return resource;
}

std::optional<std::size_t> PackageSet::package_for(const PackageDependency& dependency) const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < packages_.size(); ++i) {
    const PackageManifest& manifest = packages_[i]->manifest();
    if (!is_same_package(dependency.name, manifest.name)) continue;
    if (manifest.version == dependency.version) return i;
    if (!dependency_matches(dependency.version, manifest.version)) continue;
    const bool is_newer =
        !best || compare_versions(manifest.version, packages_[*best]->manifest().version) > 0;
    if (is_newer) best = i;
  }
  return best;
}

std::vector<std::uint32_t> PackageSet::distances_from(std::size_t package) const {
  std::vector<std::uint32_t> distances(packages_.size(), kElsewhere);
  for (std::size_t i = 0; i < packages_.size(); ++i) {
    if (is_core_for(packages_[i]->manifest(), packages_[package]->manifest())) distances[i] = kCore;
  }
  distances[package] = 0;
  // Breadth first; a package that was reached is not reached again, so circles end.
  for (std::deque<std::size_t> reached{package}; !reached.empty(); reached.pop_front()) {
    const std::size_t at = reached.front();
    for (const PackageDependency& dependency : packages_[at]->manifest().dependencies) {
      const auto next = package_for(dependency);
      if (!next || distances[*next] < kCore) continue;
      distances[*next] = distances[at] + 1;
      reached.push_back(*next);
    }
  }
  return distances;
}

Result<PackageView> PackageSet::within(std::string_view package) {
  const Halves id = split_once(package, '#');
  const auto found = package_for({std::string(id.before), std::string(id.after)});
  if (found) return PackageView(*this, distances_from(*found));
  return fail(ErrorKind::not_found,
              "PACKAGE-NOT-LOADED",
              "The package " + std::string(package) + " is not loaded.");
}

std::vector<fhir::Issue> PackageSet::missing_dependencies(const Package& package) const {
  std::vector<fhir::Issue> missing;
  for (const PackageDependency& needed : package.manifest().dependencies) {
    if (package_for(needed)) continue;
    missing.push_back({.severity = fhir::Severity::warning,
                       .code = "not-found",
                       .id = "PACKAGE-DEPENDENCY",
                       .text = package.manifest().id() + " depends on the package " + needed.name +
                               "#" + needed.version + ", which is not loaded.",
                       .expression = {}});
  }
  return missing;
}

}  // namespace gateway::conformance
