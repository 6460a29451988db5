// PackageManifest: what the package.json of a FHIR package says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gateway::conformance {

struct PackageDependency {
  std::string name;     // of the package itself, where package.json has an alias for it
  std::string version;  // see dependency_matches()
};

struct PackageManifest {
  std::string name;
  std::string version;
  std::string type;                             // "fhir.core", "IG", …; empty if not given
  std::string canonical;                        // URL that its own definitions begin with
  std::vector<std::string> fhir_versions;       // "4.0.1"
  std::vector<PackageDependency> dependencies;  // in their order

  // "hl7.fhir.r4.core#4.0.1"
  std::string id() const { return name + "#" + version; }
};

inline constexpr std::size_t kMaxManifestBytes = std::size_t{1024} * 1024;
inline constexpr std::size_t kMaxDependencies = 1000;

// Versions of FHIR from "fhirVersions", else from the older "fhir-version-list". A byte order mark
// is passed over.
//
// Errors: malformed (PACKAGE-MANIFEST: not JSON, no name or version, a dependency without a
//         version), too_large (PACKAGE-SIZE: over one of the limits).
// Source: FHIR Package Specification, "package.json"; npm, package.json.
Result<PackageManifest> read_manifest(std::string_view json);

}  // namespace gateway::conformance
