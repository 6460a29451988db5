// Sender: the port through which a message leaves for a partner.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "gateway/exchange/deliveries.hpp"

namespace gateway::delivery {

struct Outgoing {
  exchange::Destination destination;
  std::string content_type;    // of the body
  std::string body;            // whole; sent with its length
  std::string request_id;      // X-Request-ID: the message id, the same on every attempt
  std::string correlation_id;  // X-Correlation-ID
  // Not over a connection kept from an earlier message: what fails then is the receiver.
  bool on_new_connection = false;
};

// The failure of an attempt over a connection that the receiver may have closed while nobody used
// it. Says nothing about the receiver, nor whether it has taken the message: worth an attempt on a
// new connection at once, which the receiver must be able to take for the same message.
inline constexpr std::string_view kStaleConnection = "stale-connection";

// What came back, or why nothing did.
struct Reply {
  unsigned status = 0;  // HTTP status; 0 if there is no answer
  std::string content_type;
  std::string body;  // at most the sender's limit
  // Short code if there is no answer: "connection", "tls" (one end refuses the other's
  // certificate), "deadline", "cut-off" (within the answer), "reply-too-large", or
  // kStaleConnection.
  std::string failure;
};

// THREADS: send() may be called from any thread; many sends run at the same time.
class Sender {
 public:
  virtual ~Sender() = default;
  // Calls `done` exactly once, on a thread of the sender, within the sender's overall deadline, and
  // lets go of it when it has returned.
  virtual void send(Outgoing outgoing, std::move_only_function<void(Reply)> done) = 0;
};

}  // namespace gateway::delivery
