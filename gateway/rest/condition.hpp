// Conditions: the criteria of conditional interactions, in a header, a URL or an entry of a Bundle.
#pragma once

#include <string_view>

#include "gateway/exchange/door.hpp"
#include "gateway/rest/call.hpp"

namespace gateway::rest {

enum class Carrier : std::uint8_t {
  url,     // it may end up in other people's logs
  hidden,  // a header or a body
};

// "identifier=urn:x|1&status=active", with or without "?" or "Patient?" in front.
//
// Errors: as search::parse_query(); malformed (REST-CONDITION: no criterion, or a parameter that
// says something about an answer), not_supported (REST-CONDITION-TEXT: criteria that the index
// alone does not answer). Source: FHIR R4, http.html#cond-update.
fhir::Checked<exchange::Condition> parse_condition(const Services& services,
                                                   std::string_view type,
                                                   std::string_view criteria,
                                                   Carrier carrier);

}  // namespace gateway::rest
