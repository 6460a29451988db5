// PendingAnswer: the way back to a connection, from whatever thread a handler answers on.
// Internal to http.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gateway/http/session.hpp"

namespace gateway::http {

// Callable as wire::Respond, once. Going away uncalled means that there is no answer.
class PendingAnswer {
 public:
  PendingAnswer(std::shared_ptr<Shard> shard,
                std::weak_ptr<Session> session,
                std::string request_id)
      : shard_(std::move(shard)),
        session_(std::move(session)),
        request_id_(std::move(request_id)) {}
  PendingAnswer(PendingAnswer&&) noexcept = default;
  PendingAnswer& operator=(PendingAnswer&&) noexcept = default;
  ~PendingAnswer() {
    if (shard_) send(std::nullopt);
  }

  void operator()(wire::Response response) {
    if (shard_) send(std::move(response));
  }

 private:
  // The task holds the session weakly: a connection that is gone stays gone.
  void send(std::optional<wire::Response> response) {
    const auto shard = std::exchange(shard_, nullptr);
    shard->post([session = std::move(session_),
                 request_id = std::move(request_id_),
                 response = std::move(response)]() mutable {
      if (const auto open = session.lock()) open->answer(std::move(response), request_id);
    });
  }

  std::shared_ptr<Shard> shard_;
  std::weak_ptr<Session> session_;
  std::string request_id_;
};

}  // namespace gateway::http
