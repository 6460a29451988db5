// The profiles that an Observation follows because of its code.
#pragma once

#include <string_view>

#include "gateway/fhir/node.hpp"

namespace gateway::validation {

// The URL of the vital sign's profile that the first known coding of Observation.code asks for,
// LOINC before Snomed CT; empty if none does, or for another resource.
// Source: FHIR R4, observation-vitalsigns.html: whoever records a vital sign uses its profile.
// Codes other than those of the profiles are the reference implementation's.
std::string_view implied_profile(fhir::Node resource);

}  // namespace gateway::validation
