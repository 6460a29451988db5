// TlsReceiver: a receiver over TLS that does what a test says, and counts what reaches it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/dev_ca.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace gateway::test {

// Listens on a free port of 127.0.0.1. Serves each connection on a thread of its own.
//
// THREADS: all members may be called from any thread.
class TlsReceiver {
 public:
  struct Step {
    std::string answer = {};  // bytes to send; empty: none
    bool close = false;       // then the connection is closed, without a word about it in HTTP
  };
  // What to do with the n-th request (from 1, over all connections).
  using Script = std::function<Step(std::size_t request)>;

  TlsReceiver(const CertificateFiles& certificate, Script script);
  // Closes all connections.
  ~TlsReceiver();
  TlsReceiver(const TlsReceiver&) = delete;
  TlsReceiver& operator=(const TlsReceiver&) = delete;

  std::uint16_t port() const noexcept { return port_; }
  std::size_t connections() const { return read(connections_); }  // taken on TCP
  std::size_t requests() const { return read(requests_); }        // come whole
  std::size_t bytes() const { return read(bytes_); }              // come inside TLS

 private:
  std::size_t read(const std::size_t& counter) const {
    const std::scoped_lock lock(mutex_);
    return counter;
  }
  void accept();
  void serve(int connection);
  void converse(ssl_st& tls);
  bool take_request(ssl_st& tls);

  Script script_;
  ssl_ctx_st* context_ = nullptr;
  int listening_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::size_t connections_ = 0;       // under mutex_
  std::size_t requests_ = 0;          // under mutex_
  std::size_t bytes_ = 0;             // under mutex_
  bool ending_ = false;               // under mutex_
  std::vector<int> open_;             // under mutex_
  std::vector<std::thread> serving_;  // under mutex_
  std::thread accepting_;
};

// A whole HTTP answer with this body.
std::string http_answer(const std::string& status, const std::string& body);

}  // namespace gateway::test
