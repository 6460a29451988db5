// The formats of a patch.
#pragma once

#include <array>
#include <string_view>

namespace gateway::rest {

inline constexpr std::string_view kJsonPatchType = "application/json-patch+json";

// What Accept-Patch and the CapabilityStatement say. XML Patch is not offered.
inline constexpr std::array<std::string_view, 3> kPatchTypes{
    kJsonPatchType, "application/fhir+json", "application/fhir+xml"};

}  // namespace gateway::rest
