// The profile check: is a resource what its type, the profiles that it names and those that are
// asked for say it is?
//
//   ProfileSet profiles(packages, definitions.types());
//   check_profiles(resource, {.profiles = profiles, .definitions = definitions, .log = log}, {});
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/validation/profile/coded_elements.hpp"
#include "gateway/validation/profile/profile_set.hpp"
#include "gateway/validation/validation_policy.hpp"

namespace gateway::validation {

// A profile for entries of the outermost Bundle.
struct EntryProfile {
  std::string type;                       // of the resource: "Patient"
  std::optional<std::size_t> index = {};  // among those of the type; nothing for all
  std::string profile;                    // a canonical URL
};

// What the profile check needs.
struct ProfileContext {
  ProfileSet& profiles;
  const conformance::Definitions& definitions;
  fhir::IssueLog& log;
  Instant now = {};                // what now() is in a constraint
  CodedElements* codes = nullptr;  // without it no code is looked at
  ValidationPolicy policy = {};
  std::vector<EntryProfile> entry_profiles = {};
};

// Adds what the structure check does not say: cardinalities, types, fixed values, patterns, bounds,
// bindings, slices and constraints of the definitions of its type and of the data types in it, of
// meta.profile, of its extensions, and of `profiles` (canonical URLs), for the resource and those
// inside it. A finding is added once, however many profiles say it.
//
// REQUIRES: `resource` was made with definitions.types().
// Source: FHIR R4, profiling.html, conformance-rules.html.
void check_profiles(const fhir::Resource& resource,
                    const ProfileContext& context,
                    std::span<const std::string> profiles);

}  // namespace gateway::validation
