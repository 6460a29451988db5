// ResolveScope: references inside one resource, followed.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/fhir/bundle.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::validation {

// LIFETIME: holds the resource. THREADS: immutable; any.
class ResolveScope {
 public:
  explicit ResolveScope(const fhir::Resource& root);

  // The resource that `reference` in the resource `from` means: contained in `container`, or in the
  // same Bundle; absent if it is elsewhere.
  // Source: FHIR R4, references.html#contained, bundle.html#references.
  fhir::Node resolve(fhir::Node from, fhir::Node container, std::string_view reference) const;

 private:
  fhir::Node contained_in_entry(std::string_view id) const;

  std::optional<fhir::Bundle> bundle_;
};

}  // namespace gateway::validation
