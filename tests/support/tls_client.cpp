#include "tests/support/tls_client.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <csignal>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace gateway::test {
namespace {

constexpr timeval kPatience{20, 0};

bool same_text(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

int open_socket(const ClientOptions& options) {
  sockaddr_storage address{};
  socklen_t length = 0;
  if (!options.unix_socket.empty()) {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    options.unix_socket.copy(local.sun_path, sizeof local.sun_path - 1);
    std::memcpy(&address, &local, length = sizeof local);
  } else {
    sockaddr_in loopback{};
    loopback.sin_family = AF_INET;
    loopback.sin_port = htons(options.port);
    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::memcpy(&address, &loopback, length = sizeof loopback);
  }
  const int socket = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  const int on = 1;
  if (options.unix_socket.empty()) ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), length) == 0) return socket;
  ::close(socket);
  return -1;
}

std::string wire_format(const std::vector<std::string>& protocols) {
  std::string text;
  for (const std::string& name : protocols)
    text += static_cast<char>(name.size()) + name;
  return text;
}

}  // namespace

struct TlsClient::Connection {
  std::string host = "localhost";
  int socket = -1;
  SSL_CTX* context = nullptr;
  SSL* ssl = nullptr;

  ~Connection() {
    if (ssl != nullptr) SSL_free(ssl);
    if (context != nullptr) SSL_CTX_free(context);
    if (socket >= 0) ::close(socket);
  }

  bool set_up_tls(const ClientOptions& options) {
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_load_verify_file(context, options.trust.c_str());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    if (options.only_tls12) SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    if (options.certificate) {
      if (SSL_CTX_use_certificate_chain_file(context, options.certificate->certificate.c_str()) !=
          1)
        return false;
      if (SSL_CTX_use_PrivateKey_file(
              context, options.certificate->key.c_str(), SSL_FILETYPE_PEM) != 1)
        return false;
    }
    ssl = SSL_new(context);
    const std::string alpn = wire_format(options.protocols);
    if (!alpn.empty())
      SSL_set_alpn_protos(ssl,
                          reinterpret_cast<const unsigned char*>(alpn.data()),
                          static_cast<unsigned int>(alpn.size()));
    // SSL_set_tlsext_hostname without its cast.
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
    SSL_set1_host(ssl, host.c_str());
    SSL_set_fd(ssl, socket);
    return true;
  }

  long read(std::array<char, 16384>& buffer) const {
    ERR_clear_error();
    if (ssl != nullptr) return SSL_read(ssl, buffer.data(), static_cast<int>(buffer.size()));
    return ::recv(socket, buffer.data(), buffer.size(), 0);
  }

  long write(std::string_view bytes) const {
    ERR_clear_error();
    if (ssl != nullptr) return SSL_write(ssl, bytes.data(), static_cast<int>(bytes.size()));
    return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
};

std::string Answer::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_text(key, name)) return value;
  }
  return {};
}

TlsClient::TlsClient(ClientOptions options) : options_(std::move(options)) {
  // OpenSSL writes to the socket with write().
  std::signal(SIGPIPE, SIG_IGN);
}

TlsClient::~TlsClient() = default;

bool TlsClient::connect() {
  connection_ = std::make_unique<Connection>();
  input_.clear();
  alert_.clear();
  received_ = 0;
  closed_ = false;
  connection_->socket = open_socket(options_);
  if (connection_->socket < 0) return false;
  if (options_.trust.empty()) return true;
  ERR_clear_error();
  if (connection_->set_up_tls(options_) && SSL_connect(connection_->ssl) == 1) return true;
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  alert_ = reason == nullptr ? "connection lost" : reason;
  closed_ = true;
  return false;
}

bool TlsClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const long count = connection_->write(bytes);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool TlsClient::fill() {
  std::array<char, 16384> buffer{};
  const long count = closed_ ? 0 : connection_->read(buffer);
  if (count > 0) {
    input_.append(buffer.data(), static_cast<std::size_t>(count));
    received_ += static_cast<std::size_t>(count);
    return true;
  }
  if (const char* reason = ERR_reason_error_string(ERR_peek_error())) alert_ = reason;
  closed_ = true;
  return false;
}

Answer TlsClient::receive(std::string_view method) {
  std::size_t end = std::string::npos;
  while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return {};
  }
  Answer answer;
  std::string_view head = std::string_view(input_).substr(0, end + 2);
  std::from_chars(head.data() + 9, head.data() + 12, answer.status);
  for (head.remove_prefix(head.find("\r\n") + 2); !head.empty();) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    const auto colon = line.find(": ");
    answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    head.remove_prefix(line.size() + 2);
  }
  input_.erase(0, end + 4);
  const std::string length = answer.header("Content-Length");
  std::size_t size = 0;
  std::from_chars(length.data(), length.data() + length.size(), size);
  if (method == "HEAD") size = 0;
  while (input_.size() < size) {
    if (!fill()) return {};
  }
  answer.body = input_.substr(0, size);
  input_.erase(0, size);
  return answer;
}

Answer TlsClient::request(std::string_view method,
                          std::string_view target,
                          const HeaderFields& headers,
                          std::string_view body) {
  if ((!connection_ || closed_) && !connect()) return {};
  std::string text;
  text.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  for (const auto& [name, value] : headers)
    text.append(name).append(": ").append(value).append("\r\n");
  if (!body.empty()) text.append("Content-Length: " + std::to_string(body.size()) + "\r\n");
  text.append("\r\n").append(body);
  // A server that refuses may answer and close before it has read all.
  send(text);
  return receive(method);
}

std::string TlsClient::read_to_end() {
  while (fill()) {
  }
  return std::exchange(input_, {});
}

}  // namespace gateway::test
