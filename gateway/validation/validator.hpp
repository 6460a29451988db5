// Validator: everything that Brygga can say of a resource: what R4 itself demands, its profiles,
// what terminology says of its codes, and the Questionnaire that it answers.
//
//   PackageSet packages(definitions.types());
//   ...
//   Validator validator(definitions, packages);
//   validator.validate(resource, {.profiles = {&url, 1}, .now = clock.now()}, log);
#pragma once

#include <span>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/validation/profile/coded_elements.hpp"
#include "gateway/validation/profile/profile_check.hpp"
#include "gateway/validation/profile/profile_set.hpp"

namespace gateway::validation {

struct ValidationRequest {
  std::span<const std::string> profiles = {};  // canonical URLs, beside those in meta.profile
  Instant now = {};                            // what now() is in a constraint
  ValidationPolicy policy = {};
  std::vector<EntryProfile> entry_profiles = {};
};

// Profiles, value sets and code systems are read when they are first asked for, and kept: one
// validator for many resources.
//
// LIFETIME: outlived by `definitions` and `source`.
// THREADS: one.
class Validator {
 public:
  Validator(const conformance::Definitions& definitions, conformance::DefinitionSource& source)
      : definitions_(definitions),
        source_(source),
        profiles_(source, definitions.types()),
        codes_(source) {}

  // Adds every finding to `log`; see docs/issues/validation.md. Each has a FHIRPath expression and
  // the offset in the source text; none holds a value.
  //
  // REQUIRES: `resource` was made with definitions.types().
  void validate(const fhir::Resource& resource,
                const ValidationRequest& request,
                fhir::IssueLog& log);

  // A CodeSystem that adds designations and properties to another one.
  void add_supplement(const fhir::Resource& supplement) { codes_.add_supplement(supplement); }

  // What was wrong with the definitions that were needed so far.
  const fhir::IssueLog& definition_findings() const noexcept { return profiles_.findings(); }

 private:
  const conformance::Definitions& definitions_;
  conformance::DefinitionSource& source_;
  ProfileSet profiles_;
  CodedElements codes_;
};

}  // namespace gateway::validation
