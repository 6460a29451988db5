// Acknowledgement: what a receiver's answer to a message means.
#pragma once

#include <string>

#include "gateway/delivery/sender.hpp"
#include "gateway/exchange/deliveries.hpp"

namespace gateway::delivery {

struct Acknowledgement {
  exchange::Verdict verdict = exchange::Verdict::transient;
  std::string code;    // short, without content: "ok", "http-503", "fatal-error", "deadline"
  std::string digest;  // SHA-256 of the answer's body, hex; empty if there is none
};

// Reads a reply to the message `message_id`.
//
// Received only if the receiver says so: a 2xx whose body is a message Bundle with
// MessageHeader.response.code "ok" for this message. A 2xx without such a body is no receipt and is
// tried again: the receiver must be able to take the same message twice.
// Source: FHIR R4, messaging.html#reliable, valueset-response-code.html.
Acknowledgement read_acknowledgement(const Reply& reply,
                                     const std::string& message_id,
                                     const std::string& bundle_id,
                                     const fhir::TypeTable& types);

}  // namespace gateway::delivery
