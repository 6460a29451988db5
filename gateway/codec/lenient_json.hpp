// Reading JSON for a validator, which says all that is wrong instead of the first thing.
#pragma once

#include <string>

#include "gateway/codec/json_reader.hpp"

namespace gateway::codec {

struct JsonLeniency {
  bool allows_comments = false;
};

// As read_json(), but text with slips that mend_json() knows is read, each being a finding at the
// element that it is in, and a byte order mark is left out.
//
// Source: RFC 8259, 8.1: a parser may ignore a byte order mark.
fhir::Checked<fhir::Resource> read_lenient_json(std::string text,
                                                const fhir::TypeTable& types,
                                                const ReadLimits& limits,
                                                const JsonLeniency& leniency,
                                                fhir::IssueLog& findings);

}  // namespace gateway::codec
