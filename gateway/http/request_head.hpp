// The head of an HTTP/1.1 request: request line and header fields, read strictly.
//
// Where RFC 9112 lets a recipient be lenient, this one refuses: two readers that guess differently
// are how a request is smuggled past one of them. Deviations that a client can notice are listed in
// docs/security-tls.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/http/limits.hpp"
#include "gateway/http/refusal.hpp"
#include "gateway/wire/message.hpp"

namespace gateway::http {

struct RequestHead {
  wire::Method method = wire::Method::other;
  std::string target;
  wire::Headers headers;  // without fields that pretend to carry a verified identity
  std::uint64_t content_length = 0;
  bool chunked = false;
  bool close = false;             // Connection: close
  bool expects_continue = false;  // Expect: 100-continue

  bool has_body() const noexcept { return chunked || content_length > 0; }
};

// Looks for the end of a head as bytes arrive, and refuses what can never become one.
class HeadScanner {
 public:
  // `input` is everything received of this request so far; only what is new is looked at. Gives the
  // length of the head with its empty line, or nullopt if more must be read.
  //
  // Refuses: 400 for a line end other than CR LF, a control character or an empty first line, 414
  //          and 431 beyond the limits.
  Accepted<std::optional<std::size_t>> scan(std::string_view input, const Limits& limits);

 private:
  Accepted<bool> end_line(std::size_t line_feed, const Limits& limits);

  std::size_t seen_ = 0;          // bytes looked at
  std::size_t line_ = 0;          // where the current line begins
  std::size_t fields_begin_ = 0;  // 0 while in the request line
  std::size_t fields_ = 0;
};

// Reads a head that a HeadScanner has found the end of.
//
// Refuses: 400 for whatever RFC 9112 does not allow, for a folded line, for Content-Length that is
//          not plain digits, comes twice or comes with Transfer-Encoding, for a missing or second
//          Host, for a target other than a path; 417 for an unknown expectation, 400 also for a
//          transfer coding other than chunked, and for a version other than HTTP/1.1.
// Source: RFC 9112, sections 3, 5, 6; RFC 9110, section 10.1.1.
Accepted<RequestHead> parse_head(std::string_view head, const Limits& limits);

}  // namespace gateway::http
