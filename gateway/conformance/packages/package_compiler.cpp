#include "gateway/conformance/packages/package_compiler.hpp"

#include <utility>
#include <vector>

#include "gateway/conformance/packages/package_image.hpp"
#include "gateway/conformance/snapshot/snapshot_generator.hpp"

namespace gateway::conformance {
namespace {

// A profile that says what it changes and not what comes of it.
bool lacks_snapshot(const fhir::Resource& resource) {
  const fhir::Node root = resource.root();
  return resource.type_name() == "StructureDefinition" && !root.child("snapshot") &&
         root.child("differential").child("element");
}

void note(const Package& package,
          const PackageEntry& entry,
          const fhir::IssueLog& found,
          fhir::IssueLog& findings) {
  for (fhir::Issue issue : found.issues()) {
    issue.text = package.manifest().id() + "/" + entry.file + ": " + issue.text;
    findings.add(std::move(issue));
  }
}

Result<std::vector<fhir::Resource>> read_all(const Package& package,
                                             const fhir::TypeTable& types,
                                             fhir::IssueLog& findings) {
  std::vector<fhir::Resource> resources;
  for (const PackageEntry& entry : package.entries()) {
    fhir::IssueLog found;
    GATEWAY_TRY(fhir::Resource resource, package.read(entry, types, found));
    note(package, entry, found, findings);
    resources.push_back(std::move(resource));
  }
  return resources;
}

// The number of snapshots made.
std::size_t add_snapshots(const Package& package,
                          DefinitionSource& source,
                          std::vector<fhir::Resource>& resources,
                          fhir::IssueLog& findings) {
  SnapshotGenerator generator(source);
  std::size_t made = 0;
  for (std::size_t i = 0; i < resources.size(); ++i) {
    if (!lacks_snapshot(resources[i])) continue;
    fhir::IssueLog found;
    auto whole = generator.generate(resources[i], found);
    if (whole) {
      resources[i] = *std::move(whole);
      ++made;
    } else {
      note(package, package.entries()[i], whole.error().issues, findings);
    }
    note(package, package.entries()[i], found, findings);
  }
  return made;
}

}  // namespace

Result<CompiledPackages> compile_packages(PackageSet& set, std::uint64_t made_for) {
  CompiledPackages compiled;
  PackageImageWriter writer;
  for (const auto& package : set.packages()) {
    GATEWAY_TRY(auto resources, read_all(*package, set.types(), compiled.findings));
    GATEWAY_TRY(PackageView view, set.within(package->manifest().id()));
    compiled.snapshots += add_snapshots(*package, view, resources, compiled.findings);
    compiled.resources += resources.size();
    writer.add(*package, resources);
  }
  GATEWAY_TRY(compiled.image, std::move(writer).finish(made_for));
  return compiled;
}

Result<CompiledPackages> compile_alone(const Package& package,
                                       const fhir::TypeTable& types,
                                       std::uint64_t made_for) {
  CompiledPackages compiled;
  PackageImageWriter writer;
  GATEWAY_TRY(const auto resources, read_all(package, types, compiled.findings));
  compiled.resources = resources.size();
  writer.add(package, resources);
  GATEWAY_TRY(compiled.image, std::move(writer).finish(made_for));
  return compiled;
}

}  // namespace gateway::conformance
