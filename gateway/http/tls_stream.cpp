#include <algorithm>
#include <cerrno>
#include <climits>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include "gateway/http/stream.hpp"

namespace gateway::http {
namespace {

// OpenSSL's own socket BIO writes with write(), which ends the process with SIGPIPE when the other
// end is gone. This one uses send() with MSG_NOSIGNAL.
int descriptor_of(BIO* bio) {
  return *static_cast<const int*>(BIO_get_data(bio));
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

int receive(BIO* bio, char* into, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t count = ::recv(descriptor_of(bio), into, static_cast<std::size_t>(size), 0);
  if (count < 0 && would_block()) BIO_set_retry_read(bio);
  if (count == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return static_cast<int>(count);
}

int send_all_it_takes(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t count =
      ::send(descriptor_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (count < 0 && would_block()) BIO_set_retry_write(bio);
  return static_cast<int>(count);
}

long control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  return command == BIO_CTRL_EOF && BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
}

const BIO_METHOD* socket_method() {
  using Method = std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>;
  static const Method kMethod = [] {
    Method made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket"), &BIO_meth_free);
    BIO_meth_set_read(made.get(), &receive);
    BIO_meth_set_write(made.get(), &send_all_it_takes);
    BIO_meth_set_ctrl(made.get(), &control);
    return made;
  }();
  return kMethod.get();
}

struct FreeSsl {
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};

int clamp(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

class TlsStream final : public Stream {
 public:
  TlsStream(int descriptor, std::shared_ptr<const security::TlsMaterial> material)
      : descriptor_(descriptor), material_(std::move(material)) {}

  bool open(AskForCertificate ask) {
    const bool partner = ask == AskForCertificate::yes;
    ssl_.reset(SSL_new(partner ? &material_->partner_context() : &material_->people_context()));
    BIO* bio = ssl_ ? BIO_new(socket_method()) : nullptr;
    if (bio == nullptr) return false;
    BIO_set_data(bio, &descriptor_);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
    return true;
  }

  IoResult handshake() override {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    return result == 1 ? IoResult{IoStatus::done, 0} : to_result(result);
  }

  IoResult read(std::span<char> into) override {
    ERR_clear_error();
    const int count = SSL_read(ssl_.get(), into.data(), clamp(into.size()));
    return count > 0 ? IoResult{IoStatus::done, static_cast<std::size_t>(count)} : to_result(count);
  }

  IoResult write(std::string_view bytes) override {
    ERR_clear_error();
    const int count = SSL_write(ssl_.get(), bytes.data(), clamp(bytes.size()));
    return count > 0 ? IoResult{IoStatus::done, static_cast<std::size_t>(count)} : to_result(count);
  }

  void finish() override {
    ERR_clear_error();
    if (SSL_is_init_finished(ssl_.get()) != 0 && !broken_) SSL_shutdown(ssl_.get());
    ::shutdown(descriptor_, SHUT_WR);
  }

  bool has_buffered() const override { return SSL_has_pending(ssl_.get()) != 0; }

  std::optional<security::ClientIdentity> peer() const override {
    // Set only after a verification that succeeded, unlike SSL_get_peer_certificate.
    const STACK_OF(X509)* chain = SSL_get0_verified_chain(ssl_.get());
    if (chain == nullptr || sk_X509_num(chain) == 0) return std::nullopt;
    auto identity = security::read_identity(*sk_X509_value(chain, 0));
    if (!identity) return std::nullopt;
    return *std::move(identity);
  }

  bool is_accepted_by(const security::TlsMaterial& material) const override {
    const STACK_OF(X509)* chain = SSL_get0_verified_chain(ssl_.get());
    return chain == nullptr || material.still_accepts(*chain);
  }

  std::string_view failure() const override { return failure_; }

 private:
  IoResult to_result(int result) {
    const int error = SSL_get_error(ssl_.get(), result);
    if (error == SSL_ERROR_WANT_READ) return {IoStatus::want_read, 0};
    if (error == SSL_ERROR_WANT_WRITE) return {IoStatus::want_write, 0};
    if (error == SSL_ERROR_ZERO_RETURN) return {IoStatus::closed, 0};
    // After a fatal error no call but SSL_free is allowed.
    broken_ = true;
    const long verdict = SSL_get_verify_result(ssl_.get());
    const char* reason = verdict != X509_V_OK ? X509_verify_cert_error_string(verdict)
                                              : ERR_reason_error_string(ERR_peek_last_error());
    failure_ = reason == nullptr ? "connection lost" : reason;
    ERR_clear_error();
    return {IoStatus::failed, 0};
  }

  int descriptor_;
  std::shared_ptr<const security::TlsMaterial> material_;  // outlives ssl_, which points into it
  std::unique_ptr<SSL, FreeSsl> ssl_;
  std::string_view failure_;
  bool broken_ = false;
};

}  // namespace

std::unique_ptr<Stream> make_tls_stream(int descriptor,
                                        std::shared_ptr<const security::TlsMaterial> material,
                                        AskForCertificate ask) {
  auto stream = std::make_unique<TlsStream>(descriptor, std::move(material));
  if (!stream->open(ask)) return nullptr;
  return stream;
}

}  // namespace gateway::http
