#include "gateway/http/server.hpp"

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include "gateway/http/shard.hpp"
#include "gateway/http/socket.hpp"

namespace gateway::http {
namespace {

constexpr std::size_t kWorkersPerCore = 4;

std::unexpected<Error> refuse_listener(std::string why) {
  return fail(ErrorKind::invalid, "HTTP-LISTENER", std::move(why));
}

Result<void> check_listener(const ListenerOptions& listener, const security::CurrentTls* tls) {
  const bool in_the_clear = listener.door == wire::Listener::operator_;
  const bool on_socket = !listener.unix_socket.empty();
  if (in_the_clear && !on_socket && !is_loopback(listener.address))
    return refuse_listener("a listener without TLS must be on a loopback address");
  if (!in_the_clear && on_socket)
    return refuse_listener("only the operator's listener may be a unix socket");
  if (!in_the_clear && tls == nullptr)
    return refuse_listener("a listener with TLS needs a certificate");
  return {};
}

class RunningServer final : public Server {
 public:
  RunningServer(ServerOptions options, ServerParts parts)
      : common_(std::move(options), std::move(parts)) {}
  ~RunningServer() override { stop(std::chrono::milliseconds(0)); }

  Result<void> start() {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const ServerOptions& options = common_.options;
    const std::size_t workers =
        options.worker_threads > 0 ? options.worker_threads : kWorkersPerCore * cores;
    const std::size_t threads = options.io_threads > 0 ? options.io_threads : cores;
    for (std::size_t i = 0; i < threads; ++i)
      shards_.push_back(std::make_shared<Shard>(common_));
    for (const ListenerOptions& listener : options.listeners)
      GATEWAY_CHECK(open(listener));
    common_.workers = std::make_unique<WorkerPool>(
        workers, options.limits.queued_requests, options.limits.queued_per_organisation);
    for (const auto& shard : shards_)
      shard->start();
    started_ = true;
    return {};
  }

  std::uint16_t port(std::size_t listener) const override { return ports_.at(listener); }
  bool drain(std::chrono::milliseconds patience) override { return stop(patience); }
  std::size_t connections() const override { return common_.admission.connections(); }
  std::size_t body_bytes_in_flight() const override { return common_.admission.body_bytes(); }

 private:
  Result<void> open(const ListenerOptions& listener) {
    GATEWAY_CHECK(check_listener(listener, common_.parts.tls));
    if (!listener.unix_socket.empty()) {
      GATEWAY_TRY(Descriptor socket, listen_unix(listener.unix_socket));
      shards_.front()->add_listener(std::move(socket), listener.door);
      ports_.push_back(0);
      return {};
    }
    std::uint16_t port = listener.port;
    for (const auto& shard : shards_) {
      const auto sharing = shard == shards_.front() ? Sharing::first : Sharing::joining;
      GATEWAY_TRY(Descriptor socket, listen_tcp(listener.address, port, sharing));
      port = port_of(socket);
      shard->add_listener(std::move(socket), listener.door);
    }
    ports_.push_back(port);
    return {};
  }

  bool stop(std::chrono::milliseconds patience) {
    const std::lock_guard lock(stopping_);
    if (!std::exchange(started_, false)) return true;
    common_.draining = true;
    for (const auto& shard : shards_)
      shard->close_doors();
    const bool empty = common_.admission.wait_until_empty(patience);
    for (const auto& shard : shards_)
      shard->stop();
    return empty;
  }

  Common common_;
  std::vector<std::shared_ptr<Shard>> shards_;
  std::vector<std::uint16_t> ports_;
  std::mutex stopping_;
  bool started_ = false;  // under stopping_ once the server runs
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, ServerParts parts) {
  auto server = std::make_unique<RunningServer>(std::move(options), std::move(parts));
  GATEWAY_CHECK(server->start());
  return server;
}

}  // namespace gateway::http
