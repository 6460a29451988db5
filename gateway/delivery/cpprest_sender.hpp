// The Sender on cpprestsdk's http_client: JSON over mutually authenticated TLS.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "gateway/delivery/sender.hpp"
#include "gateway/security/tls_material.hpp"

namespace gateway::delivery {

struct SenderLimits {
  std::chrono::milliseconds deadline{30000};  // a whole attempt, connection and answer included
  std::size_t reply_bytes = std::size_t{1024} * 1024;
  std::size_t threads = 4;  // of cpprestsdk's pool; the first sender of a process decides
  // Connections to a receiver that has been sent nothing for so long are left. Below the shortest
  // keep-alive time that servers commonly have (2 s), so that they have hardly ever closed it yet.
  std::chrono::milliseconds reuse_within{1000};
};

// The current trust and key material; a new generation replaces the clients of the old one.
using MaterialSource = std::function<std::shared_ptr<const security::TlsMaterial>()>;

// A receiver is spoken to only if its certificate chains to our own trust store, is not revoked,
// names the host in a subject alternative name, and its one serialNumber is the HSA-id that the
// directory has for it. Redirects are not followed, no proxy is used, and a connection that breaks
// after the request left is a failure, never a second request that nobody has recorded and for
// which nobody has asked whether the message may still be sent.
std::unique_ptr<Sender> make_cpprest_sender(MaterialSource material, const SenderLimits& limits);

}  // namespace gateway::delivery
