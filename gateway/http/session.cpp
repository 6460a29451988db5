#include "gateway/http/session.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <boost/asio/post.hpp>
#include <sys/socket.h>

namespace gateway::http {
namespace {

// Steps before another connection of the shard gets its turn.
constexpr int kStepsAtOnce = 64;
// A client that writes its whole body before it reads must still see the answer that refuses it; a
// connection closed on unread bytes would take the answer with it.
constexpr std::size_t kMaxLingeredBytes = std::size_t{64} * 1024 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr Refusal kTooManyConnections{
    503, "HTTP-ORGANISATION-CONNECTIONS", "Too many connections of one system."};
constexpr Refusal kBodyLength{413, "HTTP-BODY-LENGTH", "The body is too large."};
constexpr Refusal kBodiesInFlight{503, "HTTP-BODIES-IN-FLIGHT", "Too much is being received now."};
constexpr Refusal kSlow{408, "HTTP-TIMEOUT", "The request took too long to arrive."};
constexpr Refusal kLateAnswer{504, "HTTP-LATE-ANSWER", "The answer took too long."};

// Where no organisation is known: what one door takes waits in one lane.
std::string lane_of(wire::Listener door) {
  return "door " + std::to_string(static_cast<unsigned>(door));
}

}  // namespace

Session::Session(Shard& shard, Descriptor connection, wire::Listener door, std::string source)
    : shard_(shard),
      common_(shard.common()),
      door_(door),
      source_(std::move(source)),
      descriptor_(shard.io()) {
  boost::system::error_code failed;
  // NOLINTNEXTLINE(bugprone-unused-return-value,cert-err33-c): also in `failed`
  descriptor_.assign(connection.number(), failed);
  if (!failed) connection.release();
}

Session::~Session() = default;

void Session::start(Sessions::iterator self,
                    std::shared_ptr<const security::TlsMaterial> material) {
  self_ = self;
  opened_ = shard_.now();
  if (descriptor_.is_open()) {
    const int number = descriptor_.native_handle();
    const auto ask =
        door_ == wire::Listener::partner ? AskForCertificate::yes : AskForCertificate::no;
    if (material) generation_ = material->generation();
    stream_ = door_ == wire::Listener::operator_
                  ? make_plain_stream(number)
                  : make_tls_stream(number, std::move(material), ask);
  }
  if (!stream_) return close();
  set_deadline(timeouts().handshake);
  advance();
}

void Session::advance() {
  for (int count = 0; count < kStepsAtOnce; ++count) {
    switch (const Next next = step()) {
      case Next::go_on: continue;
      case Next::pause: return;
      case Next::close: return close();
      case Next::wait_read:
      case Next::wait_write: return wait(next);
    }
  }
  boost::asio::post(shard_.io(), [self = shared_from_this()] { self->advance(); });
}

Session::Next Session::step() {
  switch (phase_) {
    case Phase::handshake: return step_handshake();
    case Phase::head: return step_head();
    case Phase::body: return step_body();
    case Phase::writing: return step_writing();
    case Phase::lingering: return step_lingering();
    case Phase::handling:
    case Phase::closed: break;
  }
  return Next::pause;
}

void Session::wait(Next direction) {
  bool& waiting = direction == Next::wait_read ? waiting_to_read_ : waiting_to_write_;
  if (std::exchange(waiting, true)) return;
  const auto kind = direction == Next::wait_read
                        ? boost::asio::posix::stream_descriptor::wait_read
                        : boost::asio::posix::stream_descriptor::wait_write;
  descriptor_.async_wait(
      kind, [self = shared_from_this(), &waiting](const boost::system::error_code& failed) {
        waiting = false;
        if (failed) return self->close();
        self->advance();
      });
}

Session::Next Session::to_next(const IoResult& result) {
  switch (result.status) {
    case IoStatus::done: return Next::go_on;
    case IoStatus::want_read: return Next::wait_read;
    case IoStatus::want_write: return Next::wait_write;
    case IoStatus::closed:
    case IoStatus::failed: break;
  }
  return Next::close;
}

Session::Next Session::step_handshake() {
  const IoResult result = stream_->handshake();
  if (result.status == IoStatus::failed || result.status == IoStatus::closed) {
    report(EventKind::handshake_refused, stream_->failure());
    // The alert is on its way; closing now could overtake it.
    return begin_lingering();
  }
  if (result.status != IoStatus::done) return to_next(result);
  common_.admission.leave_handshake();
  handshake_counted_ = false;
  peer_ = stream_->peer();
  if (door_ == wire::Listener::partner && !peer_) return Next::close;
  if (peer_) organisation_counted_ = common_.admission.enter_organisation(peer_->hsa_id);
  lane_ = common_.workers->lane(peer_ ? peer_->hsa_id : lane_of(door_));
  phase_ = Phase::head;
  set_deadline(timeouts().head);
  return Next::go_on;
}

Session::Next Session::step_head() {
  if (!input_.empty()) {
    const auto end = scanner_.scan(input_, limits());
    if (!end) return refuse_request(end.error(), AfterAnswer::close);
    if (*end) return begin_request(**end);
  }
  return read_more();
}

Session::Next Session::read_more() {
  const std::span<char> scratch = shard_.scratch();
  const IoResult result = stream_->read(scratch);
  if (result.status != IoStatus::done) return to_next(result);
  if (phase_ == Phase::head && input_.empty()) set_deadline(timeouts().head);
  input_.append(scratch.data(), result.bytes);
  return Next::go_on;
}

Session::Next Session::begin_request(std::size_t head_length) {
  auto head = parse_head(std::string_view(input_).substr(0, head_length), limits());
  if (!head) return refuse_request(head.error(), AfterAnswer::close);
  head_ = *std::move(head);
  input_.erase(0, head_length);
  scanner_ = {};
  request_id_ = make_uuid(common_.parts.random);
  if (peer_ && !organisation_counted_)
    return refuse_request(kTooManyConnections, AfterAnswer::close);
  if (peer_ && generation_ != common_.parts.tls->generation()) {
    verify_again(*common_.parts.tls->material());
    if (phase_ == Phase::closed) return Next::pause;
  }
  return begin_body();
}

Session::Next Session::begin_body() {
  if (!head_.has_body()) return hand_over();
  body_limit_ = common_.parts.body_limit ? common_.parts.body_limit(door_, head_.target)
                                         : limits().body_bytes;
  if (head_.content_length > body_limit_) return refuse_request(kBodyLength, AfterAnswer::close);
  if (!reserve_body(head_.content_length))
    return refuse_request(kBodiesInFlight, AfterAnswer::close);
  chunks_ = {};
  transfer_began_ = shard_.now();
  set_transfer_deadline(0);
  phase_ = Phase::body;
  // A client that has begun to send needs no invitation.
  if (!head_.expects_continue || !input_.empty()) return Next::go_on;
  output_ = {std::string(kContinue), {}};
  written_ = 0;
  body_follows_output_ = true;
  phase_ = Phase::writing;
  return Next::go_on;
}

Session::Next Session::step_body() {
  if (!input_.empty()) return take_body();
  return read_more();
}

Session::Next Session::take_body() {
  bool complete = false;
  if (head_.chunked) {
    // How much will come is not known: reserved as it arrives.
    if (!reserve_body(body_.size() + input_.size()))
      return refuse_request(kBodiesInFlight, AfterAnswer::close);
    const auto used = chunks_.feed(input_, body_limit_, body_);
    if (!used) return refuse_request(used.error(), AfterAnswer::close);
    input_.erase(0, *used);
    complete = chunks_.is_complete();
  } else {
    const std::size_t part =
        std::min<std::size_t>(head_.content_length - body_.size(), input_.size());
    body_.append(input_, 0, part);
    input_.erase(0, part);
    complete = body_.size() == head_.content_length;
  }
  if (complete) return hand_over();
  set_transfer_deadline(body_.size());
  return Next::go_on;
}

Session::Next Session::step_writing() {
  const std::size_t head_size = output_.head.size();
  const std::string_view rest = written_ < head_size
                                    ? std::string_view(output_.head).substr(written_)
                                    : std::string_view(output_.body).substr(written_ - head_size);
  const IoResult result = stream_->write(rest);
  if (result.status != IoStatus::done) return to_next(result);
  written_ += result.bytes;
  if (written_ < head_size + output_.body.size()) {
    set_transfer_deadline(written_);
    return Next::go_on;
  }
  output_ = {};
  if (std::exchange(body_follows_output_, false)) {
    phase_ = Phase::body;
    return Next::go_on;
  }
  return end_answer();
}

Session::Next Session::end_answer() {
  release_body();
  body_ = {};
  head_ = {};
  outline_ = {};
  request_id_.clear();
  if (close_after_answer_) return begin_lingering();
  phase_ = Phase::head;
  set_deadline(input_.empty() ? timeouts().idle : timeouts().head);
  // Asking the socket now would nearly always be a system call in vain.
  return input_.empty() && !stream_->has_buffered() ? Next::wait_read : Next::go_on;
}

Session::Next Session::begin_lingering() {
  stream_->finish();
  phase_ = Phase::lingering;
  set_deadline(timeouts().linger);
  return Next::go_on;
}

Session::Next Session::step_lingering() {
  // Past TLS: nobody looks at these bytes. Closing with bytes unread would reset the connection and
  // could take the answer or the alert away from the client.
  const std::span<char> scratch = shard_.scratch();
  const ssize_t count = ::recv(descriptor_.native_handle(), scratch.data(), scratch.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    // All that the client sent was read, so that closing takes nothing away from it.
    return shard_.is_draining() && !more_may_come_ ? Next::close : Next::wait_read;
  }
  if (count <= 0) return Next::close;
  lingered_ += static_cast<std::size_t>(count);
  return lingered_ > kMaxLingeredBytes ? Next::close : Next::go_on;
}

void Session::tick(MonotonicTime now) {
  const bool aged = now - opened_ > timeouts().connection_age;
  if (aged) close_if_idle();
  if (phase_ == Phase::closed || now < deadline_) return;
  if (phase_ == Phase::head && input_.empty()) return close_if_idle();
  if (phase_ != Phase::lingering) report(EventKind::timed_out, kSlow.id);
  const bool receiving = phase_ == Phase::head || phase_ == Phase::body;
  if (!receiving && phase_ != Phase::handling) return close();
  refuse_request(receiving ? kSlow : kLateAnswer, AfterAnswer::close);
  advance();
}

void Session::verify_again(const security::TlsMaterial& material) {
  generation_ = material.generation();
  if (!peer_ || stream_->is_accepted_by(material)) return;
  report(EventKind::connection_revoked, "TLS-REVOKED");
  close();
}

void Session::close_if_idle() {
  if (shard_.is_draining()) {
    if (phase_ == Phase::handshake) return close();
    if (phase_ == Phase::lingering) return advance();
  }
  if (phase_ != Phase::head || !input_.empty()) return;
  begin_lingering();
  advance();
}

void Session::close() {
  if (phase_ == Phase::closed) return;
  // The list of sessions may hold the last reference.
  const auto self = shared_from_this();
  if (stream_ && phase_ == Phase::head) stream_->finish();
  phase_ = Phase::closed;
  release_body();
  if (organisation_counted_) common_.admission.leave_organisation(peer_->hsa_id);
  if (handshake_counted_) common_.admission.leave_handshake();
  boost::system::error_code ignored;
  // NOLINTNEXTLINE(bugprone-unused-return-value,cert-err33-c): also in `ignored`
  descriptor_.close(ignored);
  common_.admission.leave_connection();
  shard_.forget(self_);
}

bool Session::reserve_body(std::size_t bytes) {
  if (bytes <= body_reserved_) return true;
  if (!common_.admission.enter_body(bytes - body_reserved_)) return false;
  body_reserved_ = bytes;
  return true;
}

void Session::release_body() {
  common_.admission.leave_body(std::exchange(body_reserved_, 0));
}

void Session::set_deadline(std::chrono::milliseconds from_now) {
  deadline_ = shard_.now() + from_now;
}

void Session::set_transfer_deadline(std::size_t moved) {
  const auto earned = std::chrono::milliseconds(moved * 1'000 / timeouts().bytes_per_second);
  deadline_ = transfer_began_ + std::min(timeouts().transfer, timeouts().grace + earned);
}

void Session::report(EventKind kind, std::string_view reason, unsigned status) const {
  common_.observe({kind, door_, source_, reason, request_id_, status});
}

}  // namespace gateway::http
