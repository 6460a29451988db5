#include "tests/delivery/tls_receiver.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <string_view>
#include <utility>

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gateway::test {
namespace {

// The length that a request of the gateway names, or 0. cpprestsdk writes no blank after the colon.
std::size_t content_length(std::string_view head) {
  constexpr std::string_view kName = "\r\nContent-Length:";
  const std::size_t found = head.find(kName);
  std::size_t length = 0;
  if (found == std::string_view::npos) return length;
  const std::string_view value = head.substr(found + kName.size());
  std::from_chars(value.data(), value.data() + value.size(), length);
  return length;
}

}  // namespace

std::string http_answer(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: application/fhir+json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

TlsReceiver::TlsReceiver(const CertificateFiles& certificate, Script script)
    : script_(std::move(script)), context_(SSL_CTX_new(TLS_server_method())) {
  // OpenSSL writes to the socket with write().
  std::signal(SIGPIPE, SIG_IGN);
  SSL_CTX_use_certificate_chain_file(context_, certificate.certificate.c_str());
  SSL_CTX_use_PrivateKey_file(context_, certificate.key.c_str(), SSL_FILETYPE_PEM);
  listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof loopback;
  auto* address = reinterpret_cast<sockaddr*>(&loopback);
  ::bind(listening_, address, length);
  ::listen(listening_, 64);
  ::getsockname(listening_, address, &length);
  port_ = ntohs(loopback.sin_port);
  accepting_ = std::thread([this] { accept(); });
}

TlsReceiver::~TlsReceiver() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    ::shutdown(listening_, SHUT_RDWR);
    for (const int connection : open_)
      ::shutdown(connection, SHUT_RDWR);
  }
  accepting_.join();
  for (std::thread& thread : serving_)
    thread.join();
  ::close(listening_);
  SSL_CTX_free(context_);
}

void TlsReceiver::accept() {
  for (;;) {
    const int connection = ::accept(listening_, nullptr, nullptr);
    if (connection < 0) return;
    const std::scoped_lock lock(mutex_);
    ++connections_;
    open_.push_back(connection);
    if (ending_) ::shutdown(connection, SHUT_RDWR);
    serving_.emplace_back([this, connection] { serve(connection); });
  }
}

void TlsReceiver::serve(int connection) {
  SSL* tls = SSL_new(context_);
  SSL_set_fd(tls, connection);
  if (SSL_accept(tls) == 1) converse(*tls);
  SSL_free(tls);
  const std::scoped_lock lock(mutex_);
  std::erase(open_, connection);
  ::close(connection);
}

void TlsReceiver::converse(ssl_st& tls) {
  while (take_request(tls)) {
    std::size_t number = 0;
    {
      const std::scoped_lock lock(mutex_);
      number = ++requests_;
    }
    const Step step = script_(number);
    if (!step.answer.empty())
      SSL_write(&tls, step.answer.data(), static_cast<int>(step.answer.size()));
    if (step.close) return;
  }
}

bool TlsReceiver::take_request(ssl_st& tls) {
  std::string input;
  std::array<char, 16384> part{};
  for (;;) {
    const std::size_t head = input.find("\r\n\r\n");
    if (head != std::string::npos && input.size() >= head + 4 + content_length(input)) return true;
    const int count = SSL_read(&tls, part.data(), static_cast<int>(part.size()));
    if (count <= 0) return false;
    input.append(part.data(), static_cast<std::size_t>(count));
    const std::scoped_lock lock(mutex_);
    bytes_ += static_cast<std::size_t>(count);
  }
}

}  // namespace gateway::test
