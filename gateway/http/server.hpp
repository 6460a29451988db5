// Server: the listeners, from an open port to a request in a front's hands and back.
//
//   ServerParts parts{.handler = fronts, .clock = clock, .random = random, .tls = tls.get()};
//   GATEWAY_TRY(auto server, Server::start({.listeners = {{.door = wire::Listener::partner,
//                                                          .address = "0.0.0.0", .port = 8443}}},
//                                          std::move(parts)));
//   ...
//   server->drain(std::chrono::seconds(20));
//
// One thread per core accepts, reads and writes; handlers run on worker threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/random.hpp"
#include "gateway/base/result.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/http/refusal.hpp"
#include "gateway/security/tls_material.hpp"
#include "gateway/wire/message.hpp"

namespace gateway::http {

// partner: TLS, client certificate required. people: TLS, none asked for. operator_: in the clear,
// on a loopback address or a unix socket only.
struct ListenerOptions {
  wire::Listener door = wire::Listener::partner;
  std::string address = "127.0.0.1";  // numeric, IPv4 or IPv6; ignored with `unix_socket`
  std::uint16_t port = 0;             // 0: any free one
  std::string unix_socket = {};       // path, made with mode 0660; operator_ only
};

struct ServerOptions {
  std::vector<ListenerOptions> listeners;
  Limits limits = {};
  Timeouts timeouts = {};
  std::size_t io_threads = 0;      // 0: one per core
  std::size_t worker_threads = 0;  // 0: four per core, as they wait for the store
};

enum class EventKind : std::uint8_t {
  connection_refused,  // over a limit of connections
  handshake_refused,
  connection_revoked,  // its certificate is no longer accepted
  request_refused,     // answered here, with `status`
  handler_failed,      // an exception left the handler
  timed_out,
};

// Something to count, log or audit.
//
// LIFETIME: views are valid during the call.
struct Event {
  EventKind kind = EventKind::request_refused;
  wire::Listener door = wire::Listener::partner;
  std::string_view source;      // numeric address without port; empty for a unix socket
  std::string_view reason;      // a stable id, or OpenSSL's words; nothing of the request
  std::string_view request_id;  // incident id; empty before a request
  unsigned status = 0;          // of the answer, if there is one
};

// LIFETIME: what is pointed at outlives the server.
// THREADS: handler and functions are called from many threads at the same time.
struct ServerParts {
  wire::Handler& handler;
  const Clock& clock;
  RandomSource& random;
  // Needed by partner and people listeners.
  const security::CurrentTls* tls = nullptr;
  // The most bytes a body for this target may have; Limits::body_bytes if empty. Asked before the
  // body is read.
  std::function<std::size_t(wire::Listener, std::string_view target)> body_limit = {};
  // Makes an answer that http gives itself, in the protocol of its path. The request is what was
  // read of it, and only listener, request id, method, target (empty if it was not read) and the
  // fields Accept and X-Request-ID. Retry-After is added to it. Without it the body is a line of
  // text.
  std::function<wire::Response(const Refusal&, const wire::Request&)> explain = {};
  std::function<void(const Event&)> observe = {};
};

// THREADS: all members may be called from any thread but those of the server itself.
class Server {
 public:
  // Errors: invalid, with HTTP-LISTENER if an operator listener is not on loopback, another one is
  //         a unix socket, TLS material is missing or the address is not numeric; unavailable, with
  //         HTTP-BIND, if the address cannot be bound.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, ServerParts parts);
  // Drains without patience.
  virtual ~Server() = default;

  // The port of the n-th listener of the options; 0 for a unix socket.
  virtual std::uint16_t port(std::size_t listener = 0) const = 0;
  // Stops accepting, closes idle connections, lets requests that have begun end within `patience`,
  // and closes the rest. Waits until all is closed. True if nothing had to be cut off.
  virtual bool drain(std::chrono::milliseconds patience) = 0;

  virtual std::size_t connections() const = 0;
  virtual std::size_t body_bytes_in_flight() const = 0;
};

}  // namespace gateway::http
