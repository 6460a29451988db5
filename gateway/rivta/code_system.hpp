// Code systems by OID, as RIV-TA names them, and by URI, as FHIR does.
#pragma once

#include <string>
#include <string_view>

namespace gateway::rivta {

// The URI of a code system: the one that HL7 Sweden uses if there is one, else urn:oid:. A text
// that is a URI already stays. Empty if `oid` is neither.
std::string code_system_uri(std::string_view oid);

// `text` as a FHIR code: white space at the ends is dropped and inside becomes one space each.
// Empty if nothing is left.
std::string to_code(std::string_view text);

}  // namespace gateway::rivta
