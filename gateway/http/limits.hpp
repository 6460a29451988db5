// The limits and time-outs of connections. Each is a field so that a test can set it low; the
// values here are the ones that production uses.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace gateway::http {

struct Limits {
  std::size_t target_bytes = 8UL << 10U;  // request target; beyond: 414
  std::size_t field_bytes = 16UL << 10U;  // all header fields of a request; beyond: 431
  std::size_t fields = 100;               // header fields of a request; beyond: 431
  std::size_t body_bytes = 2UL << 20U;    // one body, where no BodyLimit is given; beyond: 413
  std::size_t bodies_in_flight = 256UL << 20U;  // all bodies being read or handled; beyond: 503
  std::size_t connections = 10'000;             // all connections; beyond: closed on arrival
  std::size_t handshakes = 512;  // connections not yet identified; beyond: closed on arrival
  std::size_t per_organisation = 1'000;       // connections of one HSA-id; beyond: 503 and closed
  std::size_t queued_requests = 1'024;        // requests waiting for a worker; beyond: 503
  std::size_t queued_per_organisation = 256;  // of them, of one HSA-id; beyond: 429
};

struct Timeouts {
  std::chrono::milliseconds handshake{5'000};   // TLS handshake as a whole
  std::chrono::milliseconds head{10'000};       // from a request's first byte to its empty line
  std::chrono::milliseconds idle{60'000};       // between requests
  std::chrono::milliseconds transfer{300'000};  // one body, or one answer, as a whole
  // A body or an answer may stall for `grace`; after that it must have moved bytes_per_second on
  // average.
  std::chrono::milliseconds grace{10'000};
  std::uint32_t bytes_per_second = 2'048;
  std::chrono::milliseconds handling{120'000};  // from hand-over to the handler's answer
  std::chrono::milliseconds linger{5'000};  // reading on after the last answer, so that it arrives
  std::chrono::milliseconds connection_age{900'000};  // then the connection is closed after its
                                                      // answer, and the client must prove itself
  std::chrono::milliseconds tick{100};  // how often time-outs and the TLS material are looked at
};

}  // namespace gateway::http
