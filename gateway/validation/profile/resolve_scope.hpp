// ResolveScope: references inside one resource, followed.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>

#include "gateway/fhir/bundle.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::validation {

// LIFETIME: holds the resource. THREADS: immutable; any.
class ResolveScope {
 public:
  explicit ResolveScope(const fhir::Resource& root);
  ResolveScope(const ResolveScope&) = delete;
  ResolveScope& operator=(const ResolveScope&) = delete;

  // The resource that `reference` in the resource `from` means: contained in `container`, or in the
  // same Bundle; absent if it is elsewhere.
  // Source: FHIR R4, references.html#contained, bundle.html#references.
  fhir::Node resolve(fhir::Node from, fhir::Node container, std::string_view reference) const;

 private:
  fhir::Node contained_in_entry(std::string_view id) const;

  const fhir::BundleEntry* entry_of(fhir::Node resource) const;

  std::optional<fhir::Bundle> bundle_;
  std::unordered_map<const fhir::NodeData*, const fhir::BundleEntry*> entries_;  // by resource
};

}  // namespace gateway::validation
