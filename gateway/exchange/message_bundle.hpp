// MessageBundle: the FHIR messages that the gateway sends.
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

}  // namespace gateway::exchange
