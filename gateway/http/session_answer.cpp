// From a whole request to the first byte of its answer.
#include <exception>
#include <new>
#include <utility>

#include "gateway/http/outline.hpp"
#include "gateway/http/pending_answer.hpp"
#include "gateway/http/session.hpp"
#include "gateway/wire/answer_fields.hpp"

namespace gateway::http {
namespace {

constexpr Refusal kQueueFull{503, "HTTP-QUEUE-FULL", "Too many requests are waiting."};
constexpr Refusal kOrganisationQueueFull{
    429, "HTTP-ORGANISATION-QUEUE", "Too many requests of one system are waiting."};
constexpr Refusal kNoAnswer{500, "HTTP-NO-ANSWER", "The request could not be answered."};

// For a server that is not told how to word a refusal.
wire::Response explain(const Refusal& refusal, const wire::Request& refused) {
  wire::Response response{.status = refusal.status, .headers = {}, .body = {}};
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body.append(refusal.id).append(": ").append(refusal.text);
  response.body.append(" Incident ").append(refused.request_id).append("\n");
  wire::add_answer_fields(response, refused.request_id);
  return response;
}

}  // namespace

wire::Request Session::make_request() {
  outline_ = outline_of(head_);
  wire::Request request;
  request.method = head_.method;
  request.target = std::move(head_.target);
  request.headers = std::move(head_.headers);
  request.body = std::exchange(body_, {});
  request.listener = door_;
  request.peer = peer_;
  request.received = common_.parts.clock.now();
  request.request_id = request_id_;
  return request;
}

namespace {

// The one place where an exception of ours ends: the answer is 500, given by ~PendingAnswer.
void handle(const Common& common, wire::Request request, wire::Respond respond) {
  const std::string request_id = request.request_id;
  const wire::Listener door = request.listener;
  try {
    common.parts.handler.handle(std::move(request), std::move(respond));
  } catch (const std::bad_alloc&) {
    std::terminate();
  } catch (const std::exception&) {
    common.observe({EventKind::handler_failed, door, {}, "exception", request_id, 500});
  }
}

}  // namespace

Session::Next Session::hand_over() {
  phase_ = Phase::handling;
  set_deadline(timeouts().handling);
  std::string target = head_.target;
  wire::Request request = make_request();
  wire::Respond respond(PendingAnswer(shard_.shared_from_this(), weak_from_this(), request_id_));
  if (common_.parts.handler.is_brief(request)) {
    handle(common_, std::move(request), std::move(respond));
    return Next::pause;
  }
  WorkerPool::Job job =
      [&common = common_, request = std::move(request), respond = std::move(respond)]() mutable {
        handle(common, std::move(request), std::move(respond));
      };
  const auto submitted = common_.workers->submit(lane_, job);
  if (submitted == WorkerPool::Submitted::yes) return Next::pause;
  // The refused job goes away with its PendingAnswer, which then finds the answer given.
  head_.target = std::move(target);
  return refuse_request(
      submitted == WorkerPool::Submitted::lane_full ? kOrganisationQueueFull : kQueueFull,
      AfterAnswer::keep);
}

void Session::answer(std::optional<wire::Response> response, const std::string& request_id) {
  if (phase_ != Phase::handling || request_id != request_id_) return;
  if (response) {
    begin_writing(*std::move(response));
  } else {
    refuse_request(kNoAnswer, AfterAnswer::keep);
  }
  advance();
}

Session::Next Session::refuse_request(const Refusal& refusal, AfterAnswer after) {
  if (after == AfterAnswer::close) close_after_answer_ = more_may_come_ = true;
  if (request_id_.empty()) request_id_ = make_uuid(common_.parts.random);
  report(EventKind::request_refused, refusal.id, refusal.status);
  const wire::Request refused = outline();
  if (head_.target.empty()) head_.method = refused.method;
  wire::Response response =
      common_.parts.explain ? common_.parts.explain(refusal, refused) : explain(refusal, refused);
  if (refusal.status == 503 || refusal.status == 429) response.headers.add("Retry-After", "1");
  return begin_writing(std::move(response));
}

wire::Request Session::outline() const {
  wire::Request outline = outline_;
  if (outline.target.empty())
    outline = head_.target.empty() ? outline_of(input_) : outline_of(head_);
  outline.listener = door_;
  outline.request_id = request_id_;
  return outline;
}

Session::Next Session::begin_writing(wire::Response response) {
  const MonotonicTime now = shard_.now();
  const bool aged = now - opened_ > timeouts().connection_age;
  close_after_answer_ = close_after_answer_ || head_.close || aged || shard_.is_draining();
  output_ = to_text(std::move(response), {head_.method, close_after_answer_, shard_.http_date()});
  written_ = 0;
  body_follows_output_ = false;
  transfer_began_ = now;
  set_transfer_deadline(0);
  phase_ = Phase::writing;
  return Next::go_on;
}

}  // namespace gateway::http
