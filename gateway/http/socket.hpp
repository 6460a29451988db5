// Listening sockets, and the addresses they may have.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gateway::http {

// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int number() const noexcept { return number_; }
  bool is_open() const noexcept { return number_ >= 0; }
  int release() noexcept;

 private:
  int number_ = -1;
};

// True for 127.0.0.0/8 and ::1 in numeric form.
bool is_loopback(std::string_view address);

// `first` refuses an address that any socket listens on, `joining` shares it: the kernel spreads
// connections over all sockets bound to one address and port (SO_REUSEPORT), and would do so over
// those of a second gateway started by mistake.
enum class Sharing : std::uint8_t { first, joining };

// A listening TCP socket that does not block.
//
// Errors: invalid, with HTTP-LISTENER, if `address` is not numeric; unavailable, with HTTP-BIND.
Result<Descriptor> listen_tcp(const std::string& address, std::uint16_t port, Sharing sharing);

// A listening unix socket for owner and group. Takes the place of a socket left behind.
//
// Errors: invalid, with HTTP-LISTENER, if the path is too long; unavailable, with HTTP-BIND.
Result<Descriptor> listen_unix(const std::string& path);

std::uint16_t port_of(const Descriptor& listening);

// The next waiting connection, not blocking. Not open if there is none.
struct Accepting {
  Descriptor connection;
  std::string source;      // numeric address; empty for a unix socket
  bool exhausted = false;  // the process or the machine has no descriptor or memory left
};
Accepting accept_next(int listening);

}  // namespace gateway::http
