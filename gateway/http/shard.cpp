#include "gateway/http/shard.hpp"

#include <utility>

#include <boost/asio/post.hpp>

#include "gateway/http/response_text.hpp"
#include "gateway/http/session.hpp"

namespace gateway::http {
namespace {

// Connections taken before those that are open get their turn.
constexpr int kAcceptedAtOnce = 32;

}  // namespace

Shard::Shard(Common& common) : common_(common) {}
Shard::~Shard() = default;

void Shard::add_listener(Descriptor listening, wire::Listener door) {
  boost::system::error_code failed;
  Door& added = doors_.emplace_back(boost::asio::posix::stream_descriptor(io_), door);
  // NOLINTNEXTLINE(bugprone-unused-return-value,cert-err33-c): also in `failed`
  added.descriptor.assign(listening.number(), failed);
  if (!failed) listening.release();
}

void Shard::start() {
  if (common_.parts.tls != nullptr) generation_seen_ = common_.parts.tls->generation();
  for (Door& door : doors_)
    wait_for_connection(door);
  start_ticking();
  thread_ = std::thread([this] { io_.run(); });
}

void Shard::stop() {
  post([this] {
    stopping_ = true;
    timer_.cancel();
    doors_.clear();
    for_each_session([](Session& session) { session.close(); });
  });
  if (thread_.joinable()) thread_.join();
}

void Shard::post(std::move_only_function<void()> task) {
  // asio wants to copy a handler's type traits, not the handler: a plain lambda carries the task.
  boost::asio::post(io_, [task = std::move(task)]() mutable { task(); });
}

void Shard::close_doors() {
  post([this] {
    doors_.clear();
    for_each_session([](Session& session) { session.close_if_idle(); });
  });
}

std::string_view Shard::http_date() {
  const auto second = std::chrono::floor<std::chrono::seconds>(common_.parts.clock.now());
  if (second != date_second_) {
    date_second_ = second;
    date_ = to_http_date(second);
  }
  return date_;
}

void Shard::wait_for_connection(Door& door) {
  door.waiting = true;
  door.descriptor.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                             [this, &door](const boost::system::error_code& failed) {
                               if (failed || is_draining()) return;
                               door.waiting = false;
                               accept_from(door);
                             });
}

void Shard::accept_from(Door& door) {
  for (int count = 0; count < kAcceptedAtOnce; ++count) {
    Accepting accepted = accept_next(door.descriptor.native_handle());
    // Without descriptors the connection stays waiting; the next tick tries again.
    if (accepted.exhausted) return;
    if (!accepted.connection.is_open()) break;
    take(std::move(accepted), door.door);
  }
  wait_for_connection(door);
}

void Shard::take(Accepting accepted, wire::Listener door) {
  if (!common_.admission.enter_connection()) {
    common_.observe({EventKind::connection_refused, door, accepted.source, "HTTP-CONNECTIONS", {}});
    return;
  }
  sessions_.push_front(std::make_shared<Session>(
      *this, std::move(accepted.connection), door, std::move(accepted.source)));
  const bool in_the_clear = door == wire::Listener::operator_;
  sessions_.front()->start(sessions_.begin(),
                           in_the_clear ? nullptr : common_.parts.tls->material());
}

void Shard::start_ticking() {
  timer_.expires_after(common_.options.timeouts.tick);
  timer_.async_wait([this](const boost::system::error_code& failed) {
    // A tick that was due already is not cancelled.
    if (failed || stopping_) return;
    tick();
    start_ticking();
  });
}

void Shard::tick() {
  const MonotonicTime now = this->now();
  for_each_session([now](Session& session) { session.tick(now); });
  for (Door& door : doors_) {
    if (!door.waiting) wait_for_connection(door);
  }
  if (common_.parts.tls == nullptr || common_.parts.tls->generation() == generation_seen_) return;
  const auto material = common_.parts.tls->material();
  generation_seen_ = material->generation();
  for_each_session([&material](Session& session) { session.verify_again(*material); });
}

// A visit may close the session it is given, and no other.
template <typename Visit>
void Shard::for_each_session(Visit visit) {
  for (auto next = sessions_.begin(); next != sessions_.end();) {
    const std::shared_ptr<Session> session = *next++;
    visit(*session);
  }
}

}  // namespace gateway::http
