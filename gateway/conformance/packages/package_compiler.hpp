// Packages → the bytes of a package image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "gateway/base/result.hpp"
#include "gateway/conformance/packages/package_set.hpp"
#include "gateway/fhir/issue.hpp"

namespace gateway::conformance {

struct CompiledPackages {
  std::string image;
  std::size_t resources = 0;
  std::size_t snapshots = 0;  // made here
  // What was wrong with the resources, and which snapshots could not be made; the text begins with
  // package and file.
  fhir::IssueLog findings = fhir::IssueLog();
};

// Every package of `set`, each profile with a snapshot as its own package sees what it builds on.
// `made_for` is the checksum of the definitions whose types the set reads with.
//
// Errors: as Package::read(), PackageImageWriter::finish().
Result<CompiledPackages> compile_packages(PackageSet& set, std::uint64_t made_for);

// One package as it is: the snapshots of its profiles depend on what is loaded beside it.
//
// Errors: as compile_packages().
Result<CompiledPackages> compile_alone(const Package& package,
                                       const fhir::TypeTable& types,
                                       std::uint64_t made_for);

}  // namespace gateway::conformance
