// BareResponder: the least that Beast needs to answer over mTLS: one io_context and one acceptor
// per thread, the same bytes from memory for every request. The bound of B1 in docs/performance.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace gateway::bench {

struct BareOptions {
  std::filesystem::path certificate;
  std::filesystem::path key;
  std::filesystem::path trust;
  std::string body;
  std::size_t threads = 2;
};

// Serves from construction to destruction, on 127.0.0.1.
class BareResponder {
 public:
  explicit BareResponder(const BareOptions& options);
  ~BareResponder();

  std::uint16_t port() const noexcept;

 private:
  struct Threads;
  std::unique_ptr<Threads> threads_;
};

}  // namespace gateway::bench
