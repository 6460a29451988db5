// FHIR XML text → element tree.
#pragma once

#include <string>

#include "gateway/codec/json_reader.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::codec {

// As read_json(), for the XML format. Comments are dropped; narrative is kept as XML text.
//
// Errors: malformed (refused by the scanner, not in the namespace of FHIR, unknown root),
// too_large. Source: FHIR R4, xml.html.
fhir::Checked<fhir::Resource> read_xml(std::string text,
                                       const fhir::TypeTable& types,
                                       const ReadLimits& limits,
                                       fhir::IssueLog& findings);

}  // namespace gateway::codec
