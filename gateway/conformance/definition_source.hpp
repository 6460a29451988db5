// DefinitionSource: where a definition that another one names by its canonical URL comes from.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// THREADS: one.
class DefinitionSource {
 public:
  virtual ~DefinitionSource() = default;

  // The resource of this type that `canonical` ("url" or "url|version") means, or nothing. Without
  // a version it is the one that whoever asks would mean: of its own package, of a package that one
  // depends on, else the newest.
  //
  // Errors: as reading the resource.
  // Source: FHIR R4, references.html#canonical.
  virtual Result<std::optional<fhir::Resource>> find(std::string_view resource_type,
                                                     std::string_view canonical) = 0;
};

}  // namespace gateway::conformance
