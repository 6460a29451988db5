// TlsClient: a simple HTTP/1.1 client for tests, with a client certificate. It waits, it shows the
// alert that a server refuses it with, and it can send bytes that no proper client would.
//
//   TlsClient client({.port = server->port(), .trust = ca.file("trust.pem"),
//                     .certificate = ca.certificate("bup-handen")});
//   const Answer answer = client.request("GET", "/fhir/metadata");
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/dev_ca.hpp"

namespace gateway::test {

struct ClientOptions {
  std::uint16_t port = 0;
  std::filesystem::path trust = {};  // empty: in the clear
  std::optional<CertificateFiles> certificate = {};
  std::vector<std::string> protocols = {};  // ALPN
  bool only_tls12 = false;
  std::string unix_socket = {};  // instead of the port
};

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  unsigned status = 0;  // 0: no answer
  HeaderFields headers;
  std::string body;

  // The first field called `name`, without case; empty if there is none.
  std::string header(std::string_view name) const;
};

// Every wait ends after kPatience. Not for use by two threads at once.
class TlsClient {
 public:
  explicit TlsClient(ClientOptions options);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // Connects and shakes hands. In TLS 1.3 this may succeed although the server is about to refuse
  // the certificate: read() tells.
  bool connect();
  bool send(std::string_view bytes);
  // Reads one whole response; status 0 if the connection ends before.
  Answer receive(std::string_view method = "GET");
  // Connects if need be, sends, receives. Adds Host, and Content-Length where there is a body.
  Answer request(std::string_view method,
                 std::string_view target,
                 const HeaderFields& headers = {},
                 std::string_view body = {});
  // Reads until the server closes; everything that it sent.
  std::string read_to_end();

  bool is_closed() const noexcept { return closed_; }
  // OpenSSL's words for the last failure, e.g. "sslv3 alert certificate revoked".
  const std::string& alert() const noexcept { return alert_; }
  // Bytes of HTTP received since the connection was made.
  std::size_t received_bytes() const noexcept { return received_; }

 private:
  struct Connection;
  bool fill();

  ClientOptions options_;
  std::unique_ptr<Connection> connection_;
  std::string input_;
  std::string alert_;
  std::size_t received_ = 0;
  bool closed_ = false;
};

}  // namespace gateway::test
