// Acknowledgement: what a receiver's answer to a message means.
#pragma once

#include <string>
#include <string_view>

#include "gateway/delivery/sender.hpp"
#include "gateway/exchange/deliveries.hpp"
#include "gateway/security/hash.hpp"

namespace gateway::delivery {

struct Acknowledgement {
  exchange::Verdict verdict = exchange::Verdict::transient;
  std::string code;    // short, without content: "ok", "http-503", "fatal-error", "deadline"
  std::string digest;  // SHA-256 of the answer's body, hex; empty if there is none
};

// The ids under which a receiver may name the message it answers.
struct MessageIds {
  std::string_view header;  // MessageHeader.id
  std::string_view bundle;  // Bundle.id
};

// THREADS: read() may be called from any thread.
// LIFETIME: the type table outlives the reader.
class AcknowledgementReader {
 public:
  explicit AcknowledgementReader(const fhir::TypeTable& types) : types_(&types) {}

  // Received only if the receiver says so: a 2xx whose body is a message Bundle with
  // MessageHeader.response.code "ok" for this message. A 2xx without such a body is no receipt and
  // is tried again: a receiver must be able to take the same message twice. Source: FHIR R4,
  // messaging.html#reliable, valueset-response-code.html.
  Acknowledgement read(const Reply& reply, const MessageIds& ids) const;

 private:
  const fhir::TypeTable* types_;
  security::Hash hash_;
};

}  // namespace gateway::delivery
