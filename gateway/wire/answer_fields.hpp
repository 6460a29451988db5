// The header fields that every answer has, whoever gives it.
#pragma once

#include <string_view>

#include "gateway/wire/message.hpp"

namespace gateway::wire {

// Adds X-Request-ID, Cache-Control: no-store (an answer may hold personal data, and a refusal must
// not outlive its reason) and X-Content-Type-Options: nosniff.
void add_answer_fields(Response& response, std::string_view request_id);

}  // namespace gateway::wire
