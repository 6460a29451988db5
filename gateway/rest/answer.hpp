// Answer: how results and failures become HTTP responses.
#pragma once

#include <string>
#include <string_view>

#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/rest/call.hpp"

namespace gateway::rest {

// A response with `json`, which is one resource, written as the caller wants it. JSON that nobody
// wants pretty goes out as it is, unparsed.
wire::Response answer_with(const Services& services,
                           const Call& call,
                           unsigned status,
                           std::string json);
wire::Response answer_with(const Call& call, unsigned status, const fhir::Resource& resource);

// A resource that the gateway has written itself.
//
// Errors: internal (REST-OWN-TEXT).
Result<fhir::Resource> read_own(std::string json, const fhir::TypeTable& types);

// An OperationOutcome, with status and code by the error map. `internal` names the request's id as
// incident and nothing of the cause.
wire::Response answer_failure(const Services& services,
                              const Call& call,
                              const fhir::Failure& failure);

// The packages that an operation needs cannot be used now: our own state. The log of the start
// said which.
fhir::Failure no_definitions();

// ETag, Last-Modified.
void add_version_headers(wire::Response& response, std::uint32_t version, Instant last_updated);

// "Task/23" under the base, with "/_history/3" if the reference has a version.
std::string url_of(const Services& services, const store::ResourceRef& ref);

// Adds what every answer has (X-Request-ID, Cache-Control, ...) and sends it.
void finish(Call call, wire::Response response);
// The same, when the audit record of the reading is durable; if it is not, the store's failure.
exchange::Release finish_when_recorded(const Services& services,
                                       Call call,
                                       wire::Response response);
void finish_failure(const Services& services, Call call, const fhir::Failure& failure);

}  // namespace gateway::rest
