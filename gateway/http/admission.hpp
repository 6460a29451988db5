// Admission: how much of everything is in use, over all connections of a server.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "gateway/http/limits.hpp"

namespace gateway::http {

// Each enter_ that says true is followed by its leave_.
//
// THREADS: all members may be called from any thread.
class Admission {
 public:
  explicit Admission(const Limits& limits) : limits_(limits) {}

  // A connection arrives, not yet identified.
  bool enter_connection();
  void leave_connection();
  // Its handshake is over, well or not.
  void leave_handshake();
  // It belongs to this organisation's system.
  bool enter_organisation(const std::string& hsa_id);
  void leave_organisation(const std::string& hsa_id);
  // Bytes of a body that will be read.
  bool enter_body(std::size_t bytes);
  void leave_body(std::size_t bytes);

  // Waits until no connection is left, at most this long. True if none is.
  bool wait_until_empty(std::chrono::milliseconds at_most);

  std::size_t connections() const noexcept { return connections_.load(); }
  std::size_t body_bytes() const noexcept { return body_bytes_.load(); }

 private:
  const Limits& limits_;
  std::atomic<std::size_t> connections_ = 0;
  std::atomic<std::size_t> handshakes_ = 0;
  std::atomic<std::size_t> body_bytes_ = 0;
  std::mutex mutex_;
  std::condition_variable emptied_;
  std::map<std::string, std::size_t, std::less<>> organisations_;  // under mutex_
};

}  // namespace gateway::http
