// Shard: one thread with its own connections. Nothing of a connection is shared between shards.
// Internal to http.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/http/admission.hpp"
#include "gateway/http/server.hpp"
#include "gateway/http/socket.hpp"
#include "gateway/http/worker_pool.hpp"

namespace gateway::http {

class Session;
using Sessions = std::list<std::shared_ptr<Session>>;

// What all shards of a server have in common.
//
// THREADS: const after the start, but for what guards itself.
struct Common {
  Common(ServerOptions given_options, ServerParts given_parts)
      : options(std::move(given_options)), parts(std::move(given_parts)) {}

  const ServerOptions options;
  const ServerParts parts;
  Admission admission{options.limits};
  std::unique_ptr<WorkerPool> workers;
  // Set once for all shards, so that none begins a request that another would no longer take.
  std::atomic<bool> draining = false;

  void observe(const Event& event) const {
    if (parts.observe) parts.observe(event);
  }
};

// THREADS: post(), close_doors() and close_all() may be called from any thread, start() and stop()
// from the server's owner, everything else from the shard's own thread.
class Shard : public std::enable_shared_from_this<Shard> {
 public:
  static constexpr std::size_t kScratchBytes = std::size_t{16} << 10U;

  explicit Shard(Common& common);
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  void add_listener(Descriptor listening, wire::Listener door);
  void start();
  // Closes what is open and waits for the thread.
  void stop();

  // Runs `task` on the shard's thread; drops it after stop().
  void post(std::move_only_function<void()> task);
  // Stops accepting; connections close when they are idle.
  void close_doors();

  Common& common() noexcept { return common_; }
  boost::asio::io_context& io() noexcept { return io_; }
  bool is_draining() const noexcept { return common_.draining; }
  MonotonicTime now() const { return common_.parts.clock.monotonic(); }
  std::span<char> scratch() noexcept { return scratch_; }
  std::string_view http_date();
  void forget(Sessions::iterator session) { sessions_.erase(session); }

 private:
  struct Door {
    boost::asio::posix::stream_descriptor descriptor;
    wire::Listener door;
    bool waiting = false;
  };

  void wait_for_connection(Door& door);
  void accept_from(Door& door);
  void take(Accepting accepted, wire::Listener door);
  void start_ticking();
  void tick();
  template <typename Visit>
  void for_each_session(Visit visit);

  Common& common_;
  std::array<char, kScratchBytes> scratch_{};
  std::string date_;
  std::chrono::sys_seconds date_second_{};
  bool stopping_ = false;
  std::uint64_t generation_seen_ = 0;
  boost::asio::io_context io_{1};
  boost::asio::steady_timer timer_{io_};
  std::list<Door> doors_;
  Sessions sessions_;
  std::thread thread_;
};

}  // namespace gateway::http
