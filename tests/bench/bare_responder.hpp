// BareResponder: the least that Beast needs to answer over mTLS: one io_context and one acceptor
// per thread. With the same bytes from memory for every request it is the bound of B1 in
// docs/performance.md; with an answer made from the request it is the receiver of B14.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace gateway::bench {

struct BareOptions {
  std::filesystem::path certificate;
  std::filesystem::path key;
  std::filesystem::path trust;
  // Makes the body of a 200 from that of the request; called on the threads of the responder.
  std::function<std::string(const std::string&)> answer;
  std::size_t threads = 2;
  std::uint16_t port = 0;  // 0: any free one
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
