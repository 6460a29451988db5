// LoadClient: many kept-alive connections with client certificates, asking one after another.
//
// Used to compare a server with a bare one in the same run; the client takes its share of the same
// cores, so only ratios mean something.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gateway::bench {

struct Load {
  std::uint16_t port = 0;
  std::filesystem::path trust;
  std::filesystem::path certificate;
  std::filesystem::path key;
  // Whole, as sent, in turn; the answer needs a Content-Length. REQUIRES: at least one.
  std::vector<std::string> requests = {};
  std::size_t connections = 32;
  std::size_t threads = 1;
  std::chrono::milliseconds warm_up{500};
  std::chrono::milliseconds duration{3'000};
  bool new_connection_each = false;  // measures handshakes: one request, then a new connection
};

struct Outcome {
  std::uint64_t answers = 0;   // during `duration`
  std::uint64_t failures = 0;  // lost connections and statuses other than 2xx
  double per_second = 0;
  std::chrono::microseconds p50{0};
  std::chrono::microseconds p99{0};
  // Of this process for one answer, client included: less disturbed by others on the machine than
  // the rate is.
  double cpu_microseconds = 0;
};

// Waits for warm-up and duration. A connection that cannot be made counts as a failure.
Outcome run_load(const Load& load);

}  // namespace gateway::bench
