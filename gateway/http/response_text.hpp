// A response as bytes of HTTP/1.1.
#pragma once

#include <string>
#include <string_view>

#include "gateway/wire/message.hpp"

namespace gateway::http {

struct ResponseText {
  std::string head;  // with the body, if that is short: one record of TLS instead of two
  std::string body;
};

// What of the request and the connection shapes the answer.
struct AnswerTo {
  wire::Method method = wire::Method::get;
  bool close = false;     // adds Connection: close
  std::string_view date;  // value of the Date field
};

// Content-Length, Transfer-Encoding, Connection and Date are written here, whatever the response
// says. No body is written for HEAD, 204 and 304; Content-Length for HEAD is that of the body
// given.
//
// A response that could be read as two (a line end or NUL in a field, a status outside 200 to 599)
// becomes a bare 500.
ResponseText to_text(wire::Response response, const AnswerTo& request);

// E.g. "Sun, 06 Nov 1994 08:49:37 GMT". Source: RFC 9110, section 5.6.7.
std::string to_http_date(Instant instant);

}  // namespace gateway::http
