// PackageContent: the resources behind the keys of a package.
#pragma once

#include <cstddef>

#include "gateway/base/result.hpp"
#include "gateway/conformance/packages/resource_key.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

struct PackageEntry {
  ResourceKey key;
  std::string file;
};

// THREADS: one.
class PackageContent {
 public:
  virtual ~PackageContent() = default;

  // The resource of `entry`, which is the package's entry number `index`.
  //
  // Errors: as Package::read().
  virtual Result<fhir::Resource> read(const PackageEntry& entry,
                                      std::size_t index,
                                      const fhir::TypeTable& types,
                                      fhir::IssueLog& findings) const = 0;
  // Errors: as PackageFiles::check_unchanged().
  virtual Result<void> check_unchanged() const = 0;
};

}  // namespace gateway::conformance
