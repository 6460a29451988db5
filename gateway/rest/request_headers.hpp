// RequestHeaders: who calls and what the request is called, read from certificate and headers.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/rest/call.hpp"

namespace gateway::rest {

// X-Request-ID: a UUID that the client made for this one intended change. Empty without the header.
//
// Errors: malformed (HTTP-REQUEST-ID: no UUID, or the header stands twice).
Result<std::string> parse_request_id(const wire::Headers& headers);

// The caller: the certificate's system, acting for `acting_unit`, or for the unit that
// X-Acting-Unit names if that is empty, or for its only unit. With person and correlation id.
//
// Errors: unauthenticated (HTTP-NO-CERTIFICATE: no client certificate came with the connection),
//         malformed (HTTP-ACTING-UNIT, HTTP-ACTING-PERSON, HTTP-CORRELATION-ID), and as
//         exchange::Directory::identify().
Result<exchange::Caller> identify(const Services& services,
                                  const Call& call,
                                  std::string_view acting_unit);

// X-Acting-Person: <id>; role=<role>, where the role may stand in quotation marks.
Result<exchange::Person> parse_person(std::string_view header);

// What identifies the request for the rule of replays; nothing if the client gave it no id.
std::optional<exchange::Idempotent> idempotency_of(const Services& services,
                                                   const Call& call,
                                                   unsigned status);

// SHA-256, hex, of method, URL, If-Match and body.
std::string request_hash(const Services& services, const wire::Request& request);

}  // namespace gateway::rest
