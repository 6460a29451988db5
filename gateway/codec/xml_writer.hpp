// Element tree → FHIR XML text.
#pragma once

#include <string>

#include "gateway/codec/json_writer.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::codec {

// Source: FHIR R4, xml.html.
void write_xml(fhir::Node node, Layout layout, std::string& out);

std::string to_xml(const fhir::Resource& resource, Layout layout = Layout::compact);

}  // namespace gateway::codec
