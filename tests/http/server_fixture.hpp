// A running server with a handler that tests can see into.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>

#include "gateway/http/server.hpp"

#include "tests/support/tls_client.hpp"

namespace gateway::http {

inline wire::Response reply(unsigned status, std::string body = {}) {
  wire::Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

// Answers 200 with the body it got; some paths do something else.
class EchoHandler final : public wire::Handler {
 public:
  void handle(wire::Request request, wire::Respond respond) override {
    const std::string path(request.path());
    wire::Response response;
    response.status = 200;
    response.headers.add("Content-Type", "text/plain");
    response.body = path == "/big" ? std::string(kBigBody, 'x') : request.body;
    std::unique_lock lock(mutex_);
    last_ = std::move(request);
    ++count_;
    changed_.notify_all();
    if (path == "/throw" || path == "/brief/throw") throw std::runtime_error("a defect");
    if (path == "/drop") return;
    if (path == "/split") response.headers.add("Location", "/a\r\nSet-Cookie: b");
    if (path == "/empty") response.status = 204;
    if (path == "/keep") {
      kept_ = std::move(respond);
      return;
    }
    if (path == "/wait") changed_.wait(lock, [this] { return released_; });
    lock.unlock();
    respond(std::move(response));
  }

  bool is_brief(const wire::Request& request) const override {
    return request.path().starts_with("/brief");
  }

  wire::Request last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }
  int count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, count] { return count_ >= count; });
  }
  // Lets requests for /wait go.
  void release() {
    const std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }
  // Answers the request for /keep, from the caller's thread.
  wire::Respond take_kept() {
    const std::lock_guard lock(mutex_);
    return std::move(kept_);
  }

  static constexpr std::size_t kBigBody = 3'000'000;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  wire::Request last_;
  wire::Respond kept_;
  int count_ = 0;
  bool released_ = false;
};

class ServerFixture : public testing::Test {
 protected:
  ServerFixture() {
    options_.listeners = {{.door = wire::Listener::partner},
                          {.door = wire::Listener::people},
                          {.door = wire::Listener::operator_}};
    options_.io_threads = 2;
    options_.worker_threads = 3;
    options_.timeouts.tick = std::chrono::milliseconds(5);
  }
  ~ServerFixture() override { handler_.release(); }

  void start() {
    tls_ = security::CurrentTls::load(files_, clock_).value();
    ServerParts parts{.handler = handler_, .clock = clock_, .random = random_, .tls = tls_.get()};
    parts.body_limit = [this](wire::Listener, std::string_view target) {
      return target == "/large" ? 4 * options_.limits.body_bytes : options_.limits.body_bytes;
    };
    parts.explain = explain_;
    parts.observe = [this](const Event& event) {
      const std::lock_guard lock(mutex_);
      events_.emplace_back(event.kind, std::string(event.reason));
    };
    auto server = Server::start(options_, std::move(parts));
    ASSERT_TRUE(server.has_value()) << server.error().message;
    server_ = *std::move(server);
  }

  test::ClientOptions partner(std::string_view certificate = "bup-handen") const {
    return {.port = server_->port(0),
            .trust = ca_.file("trust.pem"),
            .certificate = ca_.certificate(certificate)};
  }
  test::ClientOptions operator_door() const { return {.port = server_->port(2)}; }

  // What was observed until now; an event may come a moment after the client notices.
  std::vector<std::pair<EventKind, std::string>> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }

  // Ends the server first, so that nothing is still to come.
  std::vector<std::pair<EventKind, std::string>> all_events() {
    server_.reset();
    return events();
  }

  test::DevCa ca_;
  security::TlsFiles files_{
      ca_.file("server.pem"), ca_.file("server.key"), ca_.file("trust.pem"), ca_.file("crl.pem")};
  SystemClock clock_;
  SystemRandom random_;
  EchoHandler handler_;
  ServerOptions options_;
  std::function<wire::Response(const Refusal&, const wire::Request&)> explain_;
  mutable std::mutex mutex_;
  std::vector<std::pair<EventKind, std::string>> events_;
  std::unique_ptr<security::CurrentTls> tls_;
  std::unique_ptr<Server> server_;  // ends before what it uses
};

}  // namespace gateway::http
