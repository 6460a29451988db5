// Stream: the bytes of one connection, in the clear or over TLS.
//
// Nothing here waits. A call that cannot go on says what the connection must become ready for, and
// is made again then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/security/client_certificate.hpp"
#include "gateway/security/tls_material.hpp"

namespace gateway::http {

enum class IoStatus : std::uint8_t {
  done,
  want_read,
  want_write,
  closed,  // the other end has said that it is finished
  failed,  // reset, cut off without goodbye, refused certificate, broken TLS
};

struct IoResult {
  IoStatus status = IoStatus::failed;
  std::size_t bytes = 0;  // moved, if done
};

enum class AskForCertificate : std::uint8_t { yes, no };

// THREADS: one at a time.
class Stream {
 public:
  virtual ~Stream() = default;

  virtual IoResult handshake() = 0;
  virtual IoResult read(std::span<char> into) = 0;
  virtual IoResult write(std::string_view bytes) = 0;
  // Says that nothing more will be written. Does not wait for an answer.
  virtual void finish() = 0;
  // True if read() would give bytes that have left the socket already.
  virtual bool has_buffered() const = 0;

  // The verified client; nullopt without a client certificate.
  virtual std::optional<security::ClientIdentity> peer() const = 0;
  // Would `material` accept this connection's client certificate now?
  virtual bool is_accepted_by(const security::TlsMaterial& material) const = 0;
  // Why handshake() failed, for the log: OpenSSL's own words, which hold nothing of the peer's.
  virtual std::string_view failure() const = 0;
};

// LIFETIME: `descriptor`, a socket that does not block, stays the caller's and outlives the stream.
std::unique_ptr<Stream> make_plain_stream(int descriptor);

// Null if OpenSSL has no memory.
std::unique_ptr<Stream> make_tls_stream(int descriptor,
                                        std::shared_ptr<const security::TlsMaterial> material,
                                        AskForCertificate ask);

}  // namespace gateway::http
