// FHIR JSON text → element tree.
#pragma once

#include <cstddef>
#include <string>

#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::codec {

// What a reader accepts at most, whatever the format.
struct ReadLimits {
  std::size_t max_bytes = std::size_t{2} * 1024 * 1024;
  std::size_t max_depth = 64;  // nested elements
};

// Reads one resource.
//
// `text` is the body as received, UTF-8. Values keep their lexical form (1.50 stays 1.50).
// Findings that do not stop the reading (an element that the type does not have, a string where a
// number belongs, a wrong primitive) go to `findings`, each with expression and offset into `text`;
// such elements are left out of the tree, but for a narrative that is no XHTML. The caller decides
// by findings.has_errors().
//
// Errors: malformed (not JSON, not UTF-8, NUL or text after the value, duplicate keys, no or
//         unknown resourceType; the issue carries the offset), too_large (a limit).
// Source: FHIR R4, json.html.
fhir::Checked<fhir::Resource> read_json(std::string text,
                                        const fhir::TypeTable& types,
                                        const ReadLimits& limits,
                                        fhir::IssueLog& findings);

}  // namespace gateway::codec
