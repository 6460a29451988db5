// Outline: what of a request an answer depends on that http gives itself. Internal to http.
#pragma once

#include <string_view>

#include "gateway/http/request_head.hpp"
#include "gateway/wire/message.hpp"

namespace gateway::http {

// Method, target, Accept and X-Request-ID of a head that was read; nothing else of the request.
wire::Request outline_of(const RequestHead& head);

// The same of the bytes of a head that is refused, as far as they are there: the answer comes in
// the protocol that the client most probably speaks. Guesses where a reader must not, so nothing
// but the form of a refusal may depend on it. Limits: `input` is within those of the head.
wire::Request outline_of(std::string_view input);

}  // namespace gateway::http
