#include "gateway/wire/answer_fields.hpp"

#include <string>

namespace gateway::wire {

void add_answer_fields(Response& response, std::string_view request_id) {
  response.headers.add("X-Request-ID", std::string(request_id));
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Content-Type-Options", "nosniff");
}

}  // namespace gateway::wire
