// Message: a Bundle of type message, taken apart, and the message that answers it.
// Source: FHIR R4, messaging.html.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/random.hpp"
#include "gateway/exchange/door.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::rest {

struct Message {
  std::string id;      // MessageHeader.id; without one Bundle.id
  std::string key;     // Bundle.identifier, "system|value"; without one the id
  std::string sender;  // MessageHeader.sender, relative to `base_url` if under it
  fhir::Resource header;
  std::vector<exchange::Change> changes;  // the other entries, in order
};

// An entry whose fullUrl lies under `base_url` updates that resource, at the version that its
// meta.versionId names; any other entry creates one.
//
// Errors: malformed (MESSAGE-TYPE, MESSAGE-HEADER: the first entry is none, MESSAGE-ID: neither id
//         nor identifier, MESSAGE-EMPTY, MESSAGE-URL: an entry's fullUrl and resource do not
//         agree), not_supported (MESSAGE-RESPONSE: it answers another message), too_large
//         (BUNDLE-TOO-MANY-ENTRIES).
fhir::Checked<Message> read_message(const fhir::Resource& bundle, std::string_view base_url);

// How a message was taken. Source: FHIR R4, valueset-response-code.html.
enum class ResponseCode : std::uint8_t { ok, transient_error, fatal_error };

struct MessageAnswer {
  ResponseCode code = ResponseCode::ok;
  const fhir::IssueLog* details = nullptr;  // becomes an OperationOutcome; may be null
  const Error* error = nullptr;             // why, if there are no details
};

// A Bundle of type message whose MessageHeader names the message it answers.
// REQUIRES: `types` has Bundle, MessageHeader and OperationOutcome.
fhir::Resource answer_message(const Message& message,
                              const MessageAnswer& answer,
                              std::string_view base_url,
                              Instant now,
                              RandomSource& random);

}  // namespace gateway::rest
