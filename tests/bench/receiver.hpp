// Receiver: a partner that keeps every message waiting until it is opened, and then acknowledges
// each at once. What B14 of docs/performance.md drains into.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

#include "tests/bench/bare_responder.hpp"

namespace gateway::bench {

struct Drained {
  std::uint64_t messages = 0;
  double per_second = 0;
  double cpu_microseconds = 0;  // of this process for one message, receiver included
};

class Receiver {
 public:
  Receiver(BareOptions options, int port);
  ~Receiver();

  // Lets the messages in and waits until no more come.
  Drained open_and_wait();

 private:
  std::string acknowledge(const std::string& message);
  void open();

  std::mutex mutex_;
  std::condition_variable opened_;
  bool is_open_ = false;  // under mutex_
  std::atomic<std::uint64_t> taken_ = 0;
  BareResponder responder_;  // last: its threads use the others
};

}  // namespace gateway::bench
