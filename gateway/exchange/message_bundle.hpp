// MessageBundle: FHIR messages, those that the gateway sends and those that it answers with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/exchange/directory.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::exchange {

struct MessageParts {
  std::string_view message_id;  // MessageHeader.id, a UUID
  std::string_view event;       // code of terms::kMessageEvent
  const Unit* sender = nullptr;
  const Unit* receiver = nullptr;
  std::string_view base_url;  // of the gateway's FHIR service
  Instant time;
  std::vector<fhir::Resource> focus;  // each with its id; the first is the MessageHeader's focus
};

// Bundle of type message: MessageHeader first, then the focus in order.
// Source: FHIR R4, messaging.html, messageheader.html.
fhir::Resource make_message(const MessageParts& parts, const fhir::TypeTable& types);

// What became of a message that came in. Source: FHIR R4, valueset-response-code.html.
struct Acknowledgement {
  std::string_view id;            // of this answer, a UUID
  std::string_view in_answer_to;  // MessageHeader.id of the message
  std::string_view code;          // ok, transient-error, fatal-error
  std::string_view event;
  std::string_view base_url;
  Instant time;
};
// The answer to $process-message: a Bundle with the MessageHeader and, if there are findings, their
// OperationOutcome.
fhir::Resource make_acknowledgement(const Acknowledgement& parts,
                                    const fhir::Resource* outcome,
                                    const fhir::TypeTable& types);

}  // namespace gateway::exchange
