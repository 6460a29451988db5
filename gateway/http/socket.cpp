#include "gateway/http/socket.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace gateway::http {
namespace {

constexpr int kBacklog = 1'024;
constexpr mode_t kOwnerAndGroup = 0660;

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  // The sockets interface takes every family through this one type.
  sockaddr* generic() { return reinterpret_cast<sockaddr*>(&storage); }
};

Result<Address> parse_address(const std::string& text, std::uint16_t port) {
  Address address;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    address.length = sizeof v4;
    std::memcpy(&address.storage, &v4, sizeof v4);
    return address;
  }
  if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    address.length = sizeof v6;
    std::memcpy(&address.storage, &v6, sizeof v6);
    return address;
  }
  return fail(ErrorKind::invalid, "HTTP-LISTENER", "a listener's address is not numeric");
}

std::unexpected<Error> bind_failed() {
  std::array<char, 128> buffer{};
  const char* why = strerror_r(errno, buffer.data(), buffer.size());
  return fail(ErrorKind::unavailable, "HTTP-BIND", std::string("cannot listen: ") + why);
}

Descriptor open_socket(int family) {
  return Descriptor(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

bool set(const Descriptor& socket, int option) {
  const int on = 1;
  return ::setsockopt(socket.number(), SOL_SOCKET, option, &on, sizeof on) == 0;
}

// Without SO_REUSEPORT a bind fails where anybody listens.
bool is_free(Address address) {
  const Descriptor probe = open_socket(address.storage.ss_family);
  return probe.is_open() && set(probe, SO_REUSEADDR) &&
         ::bind(probe.number(), address.generic(), address.length) == 0;
}

std::string source_of(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.storage.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address.storage, sizeof v4);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  } else if (address.storage.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address.storage, sizeof v6);
    inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  }
  return text.data();
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    if (is_open()) ::close(number_);
    number_ = other.release();
  }
  return *this;
}

Descriptor::~Descriptor() {
  if (is_open()) ::close(number_);
}

int Descriptor::release() noexcept {
  return std::exchange(number_, -1);
}

bool is_loopback(std::string_view address) {
  const std::string text(address);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24U) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

Result<Descriptor> listen_tcp(const std::string& address, std::uint16_t port, Sharing sharing) {
  GATEWAY_TRY(Address bound, parse_address(address, port));
  if (sharing == Sharing::first && !is_free(bound)) return bind_failed();
  Descriptor socket = open_socket(bound.storage.ss_family);
  if (!socket.is_open() || !set(socket, SO_REUSEADDR) || !set(socket, SO_REUSEPORT) ||
      ::bind(socket.number(), bound.generic(), bound.length) != 0 ||
      ::listen(socket.number(), kBacklog) != 0)
    return bind_failed();
  return socket;
}

Result<Descriptor> listen_unix(const std::string& path) {
  sockaddr_un local{};
  if (path.size() >= sizeof local.sun_path)
    return fail(ErrorKind::invalid, "HTTP-LISTENER", "a unix socket's path is too long");
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, path.c_str(), path.size() + 1);
  Address address;
  address.length = sizeof local;
  std::memcpy(&address.storage, &local, sizeof local);

  struct stat existing{};
  if (::lstat(path.c_str(), &existing) == 0 && S_ISSOCK(existing.st_mode)) ::unlink(path.c_str());
  Descriptor socket = open_socket(AF_UNIX);
  // Nobody can connect before listen(), so the mode is in force from the first connection on.
  if (!socket.is_open() || ::bind(socket.number(), address.generic(), address.length) != 0 ||
      ::chmod(path.c_str(), kOwnerAndGroup) != 0 || ::listen(socket.number(), kBacklog) != 0)
    return bind_failed();
  return socket;
}

std::uint16_t port_of(const Descriptor& listening) {
  Address address;
  address.length = sizeof address.storage;
  if (::getsockname(listening.number(), address.generic(), &address.length) != 0) return 0;
  if (address.storage.ss_family == AF_UNIX) return 0;
  // The port lies at the same place in both families.
  sockaddr_in v4{};
  std::memcpy(&v4, &address.storage, sizeof v4);
  return ntohs(v4.sin_port);
}

Accepting accept_next(int listening) {
  Address peer;
  peer.length = sizeof peer.storage;
  const int number =
      ::accept4(listening, peer.generic(), &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (number < 0) {
    const bool exhausted =
        errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return {Descriptor(), {}, exhausted};
  }
  Accepting accepted{Descriptor(number), source_of(peer), false};
  const int on = 1;
  if (peer.storage.ss_family != AF_UNIX)
    ::setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return accepted;
}

}  // namespace gateway::http
