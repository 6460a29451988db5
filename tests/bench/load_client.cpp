#include "tests/bench/load_client.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/cpu_time.hpp"

namespace gateway::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using Context = std::unique_ptr<SSL_CTX, FreeContext>;

Context make_context(const Load& load) {
  Context context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_load_verify_file(context.get(), load.trust.c_str());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_use_certificate_chain_file(context.get(), load.certificate.c_str());
  SSL_CTX_use_PrivateKey_file(context.get(), load.key.c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_set_read_ahead(context.get(), 1);
  return context;
}

// One connection with at most one request on its way.
class Connection {
 public:
  // `first`: the request to begin with.
  Connection(const Load& load, SSL_CTX* context, std::size_t first)
      : load_(load), context_(context), next_(first) {}
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool open() {
    close();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(load_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      return false;
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ssl_.reset(SSL_new(context_));
    SSL_set_fd(ssl_.get(), socket_);
    if (SSL_connect(ssl_.get()) != 1) return false;
    return ::fcntl(socket_, F_SETFL, O_NONBLOCK) == 0;
  }

  bool ask(Clock::time_point began) {
    began_ = began;
    input_.clear();
    const std::string& request = load_.requests[next_++ % load_.requests.size()];
    const int size = static_cast<int>(request.size());
    return SSL_write(ssl_.get(), request.data(), size) == size;
  }

  enum class State { waiting, answered, failed };
  State read() {
    std::array<char, 16384> buffer;
    ERR_clear_error();
    const int count = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (count <= 0) {
      const bool again = SSL_get_error(ssl_.get(), count) == SSL_ERROR_WANT_READ;
      return again ? State::waiting : State::failed;
    }
    input_.append(buffer.data(), static_cast<std::size_t>(count));
    return look();
  }

  int socket() const { return socket_; }
  Clock::time_point began() const { return began_; }

 private:
  State look() const {
    const auto end = input_.find("\r\n\r\n");
    if (end == std::string::npos) return State::waiting;
    constexpr std::string_view kLength = "Content-Length: ";
    const auto field = input_.find(kLength);
    std::size_t length = 0;
    if (field < end)
      std::from_chars(input_.data() + field + kLength.size(), input_.data() + end, length);
    if (input_.size() < end + 4 + length) return State::waiting;
    return input_[9] == '2' ? State::answered : State::failed;
  }

  void close() {
    ssl_.reset();
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  const Load& load_;
  SSL_CTX* context_;
  std::size_t next_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  int socket_ = -1;
  std::string input_;
  Clock::time_point began_;
};

struct Tally {
  std::vector<std::uint32_t> microseconds;
  std::uint64_t failures = 0;
};

class Worker {
 public:
  Worker(const Load& load, std::size_t connections) : load_(load), context_(make_context(load)) {
    for (std::size_t i = 0; i < connections; ++i)
      connections_.push_back(std::make_unique<Connection>(
          load_, context_.get(), i * load_.requests.size() / connections));
  }

  Tally run(Clock::time_point counting, Clock::time_point end) {
    for (auto& connection : connections_)
      begin(*connection);
    std::vector<pollfd> waits(connections_.size());
    while (Clock::now() < end) {
      for (std::size_t i = 0; i < waits.size(); ++i)
        waits[i] = {connections_[i]->socket(), POLLIN, 0};
      if (::poll(waits.data(), waits.size(), 100) <= 0) continue;
      for (std::size_t i = 0; i < waits.size(); ++i) {
        if (waits[i].revents != 0) go_on(*connections_[i], counting);
      }
    }
    return std::move(tally_);
  }

 private:
  void begin(Connection& connection) {
    const auto now = Clock::now();
    if (!connection.open() || !connection.ask(now)) ++tally_.failures;
  }

  void go_on(Connection& connection, Clock::time_point counting) {
    const auto state = connection.read();
    if (state == Connection::State::waiting) return;
    const auto now = Clock::now();
    if (state == Connection::State::failed) {
      ++tally_.failures;
      return begin(connection);
    }
    if (now >= counting) {
      const auto spent =
          std::chrono::duration_cast<std::chrono::microseconds>(now - connection.began());
      tally_.microseconds.push_back(static_cast<std::uint32_t>(spent.count()));
    }
    if (load_.new_connection_each) return begin(connection);
    if (!connection.ask(now)) begin(connection);
  }

  const Load& load_;
  Context context_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Tally tally_;
};

std::chrono::microseconds quantile(const std::vector<std::uint32_t>& sorted, double share) {
  if (sorted.empty()) return {};
  const double last = static_cast<double>(sorted.size() - 1);
  return std::chrono::microseconds(sorted[static_cast<std::size_t>(last * share)]);
}

}  // namespace

Outcome run_load(const Load& load) {
  // OpenSSL writes to the socket with write().
  std::signal(SIGPIPE, SIG_IGN);
  const auto cpu_before = cpu_time();
  const auto counting = Clock::now() + load.warm_up;
  const auto end = counting + load.duration;
  std::vector<Tally> tallies(load.threads);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < load.threads; ++i) {
    threads.emplace_back(
        [&, i] { tallies[i] = Worker(load, load.connections / load.threads).run(counting, end); });
  }
  Outcome outcome;
  std::vector<std::uint32_t> all;
  for (std::size_t i = 0; i < load.threads; ++i) {
    threads[i].join();
    all.insert(all.end(), tallies[i].microseconds.begin(), tallies[i].microseconds.end());
    outcome.failures += tallies[i].failures;
  }
  std::ranges::sort(all);
  outcome.answers = all.size();
  const double whole = std::chrono::duration<double>(load.warm_up + load.duration).count();
  const double counted = std::chrono::duration<double>(load.duration).count();
  // The warm-up is counted in both, as if it had been as fast.
  outcome.cpu_microseconds = static_cast<double>((cpu_time() - cpu_before).count()) * counted /
                             whole / static_cast<double>(std::max<std::size_t>(1, all.size()));
  outcome.per_second =
      static_cast<double>(all.size()) / std::chrono::duration<double>(load.duration).count();
  outcome.p50 = quantile(all, 0.50);
  outcome.p99 = quantile(all, 0.99);
  return outcome;
}

}  // namespace gateway::bench
