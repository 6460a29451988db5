// Element tree → FHIR JSON text.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/fhir/resource.hpp"

namespace gateway::codec {

enum class Layout : std::uint8_t { compact, pretty };

// Appends the resource (or data type) `node` as one JSON object. Order is definition order,
// `resourceType` first; decimals are written as they were read.
// Source: FHIR R4, json.html.
void write_json(fhir::Node node, Layout layout, std::string& out);

std::string to_json(const fhir::Resource& resource, Layout layout = Layout::compact);

}  // namespace gateway::codec
