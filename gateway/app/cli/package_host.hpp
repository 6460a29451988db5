// PackageHost: what an expression may ask of a resource and of FHIR packages.
#pragma once

#include <deque>
#include <optional>
#include <string_view>

#include "gateway/app/cli/definition_files.hpp"
#include "gateway/app/cli/resource_host.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/terminology/code_systems.hpp"
#include "gateway/validation/profile/coded_elements.hpp"
#include "gateway/validation/profile/profile_set.hpp"

namespace gateway::app {

// LIFETIME: outlived by all that it is made with.
// THREADS: one.
class PackageHost final : public ResourceHost {
 public:
  // `now` is what now() is in the constraints of profiles.
  PackageHost(const fhir::Resource& resource,
              const conformance::Definitions& definitions,
              const OpenedPackages& packages,
              Instant now);

  // In the resource; else what the packages define by this canonical URL.
  fhir::Node resolve(std::string_view reference) const override;
  // Whether the profile is of its type, and validate would find no error in it. No answer if the
  // profile is not here.
  std::optional<bool> conforms_to(const fhirpath::Item& item,
                                  std::string_view profile) const override;
  // As for a binding; of a string, as for a code.
  std::optional<bool> member_of(const fhirpath::Item& item,
                                std::string_view value_set) const override;
  // Of Codings and CodeableConcepts; true if it is so of any of their codes.
  // Source: FHIR R4, fhirpath.html#functions, subsumes.
  std::optional<bool> subsumes(const fhirpath::Item& item,
                               const fhirpath::Item& other) const override;

  const fhir::IssueLog& definition_findings() const noexcept { return profiles_.findings(); }

 private:
  const fhir::Resource& resource_;
  const conformance::Definitions& definitions_;
  conformance::PackageSet& packages_;
  Instant now_;
  // What is asked for is read when it is asked for first.
  mutable validation::ProfileSet profiles_;
  mutable validation::CodedElements codes_;
  mutable conformance::CodeSystems systems_;
  mutable std::deque<fhir::Resource> resolved_;  // nodes of them were given away
};

}  // namespace gateway::app
