// ResourceHost: what an expression may ask of the resource that it is evaluated on.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/fhir/bundle.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/fhirpath/expression.hpp"

namespace gateway::app {

// References are followed within the one resource: to what it contains and, in a Bundle, to its
// entries. LIFETIME: outlived by `resource`.
class ResourceHost : public fhirpath::Host {
 public:
  explicit ResourceHost(const fhir::Resource& resource);

  fhir::Node resolve(std::string_view reference) const override;

 private:
  fhir::Node root_;
  std::optional<fhir::Bundle> bundle_;
};

}  // namespace gateway::app
