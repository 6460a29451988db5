// RequestBody: the body of a request → a resource whose structure is R4's.
#pragma once

#include "gateway/rest/call.hpp"

namespace gateway::rest {

// The Content-Type of a body that is plain and no larger than its path takes.
//
// LIFETIME: as `call`.
// Errors: unsupported_media (HTTP-CONTENT-TYPE: none or several, HTTP-CONTENT-ENCODING), too_large.
Result<std::string_view> content_type_of(const Services& services, const Call& call);

// Errors, with every finding as an issue that has expression, line and column: unsupported_media
// (HTTP-CONTENT-TYPE missing or none of ours, HTTP-CONTENT-ENCODING), too_large (over the limit of
// the path), malformed (not JSON or XML, or the structure check found errors), invalid
// (REST-SUBSETTED: it is a subset of a resource).
//
// Warnings about a body that is taken go to `call.findings`.
fhir::Checked<fhir::Resource> read_body(const Services& services, Call& call);

// The same without the structure check; what the reader found and left out goes to `findings`.
fhir::Checked<fhir::Resource> parse_body(const Services& services,
                                         const Call& call,
                                         fhir::IssueLog& findings);

// The same, for a body that is one resource of `type`.
//
// Errors: further malformed (HTTP-BODY-TYPE).
fhir::Checked<fhir::Resource> read_body(const Services& services,
                                        Call& call,
                                        std::string_view type);

}  // namespace gateway::rest
