// Router: method and path → interaction, from one table. The CapabilityStatement is made from the
// same table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "gateway/rest/call.hpp"

namespace gateway::rest {

// Whether a route needs to know who calls before its interaction begins.
enum class Identity : std::uint8_t {
  by_headers,  // certificate and X-Acting-Unit
  by_message,  // certificate and the message's own sender: the interaction finds out
  not_needed,
};

// Which fields the URL may have; all others are refused.
enum class UrlFields : std::uint8_t {
  form_only,  // _format, _pretty
  reading,    // these, _summary and _elements
  paging,     // these, _count, _since, _at and the cursor
  search,     // checked by the query parser
  operation,  // its parameters: checked by the operation
};

struct Route {
  wire::Method method;
  // Segments below the base; "{type}", "{id}", "{version}" stand for one segment each.
  std::string_view pattern;
  Interaction interaction;
  // CapabilityStatement: code of the interaction ("read"), or "$name" of an operation; empty: the
  // path is known, but not offered.
  std::string_view code;
  Identity identity = Identity::by_headers;
  UrlFields fields = UrlFields::form_only;
};

std::span<const Route> routes() noexcept;

struct Match {
  const Route* route = nullptr;
  Target target;
};

// `path` is what follows the base, e.g. "/Task/23"; HEAD is routed as GET.
//
// Errors: not_found (HTTP-UNKNOWN-TYPE, HTTP-UNKNOWN-OPERATION, HTTP-UNKNOWN-PATH),
//         method_not_allowed (HTTP-METHOD: see allowed_methods()), malformed (HTTP-ID: no logical
//         id, HTTP-PATH: a bad escape).
Result<Match> find_route(wire::Method method, std::string_view path, const fhir::TypeTable& types);

// The value of Allow for a path; empty if nothing is there.
std::string allowed_methods(std::string_view path);

// The target's path after the base's; not a part of the base: nothing.
std::string_view path_below_base(const Services& services, const wire::Request& request);

}  // namespace gateway::rest
