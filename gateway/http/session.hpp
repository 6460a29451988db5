// Session: one connection, from its handshake to its end. Internal to http.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "gateway/http/chunked_decoder.hpp"
#include "gateway/http/request_head.hpp"
#include "gateway/http/response_text.hpp"
#include "gateway/http/shard.hpp"
#include "gateway/http/stream.hpp"

namespace gateway::http {

// A connection does one thing at a time. Requests that a client sends ahead wait in `input_`.
//
//   handshake -> head -> [body] -> handling -> writing -+-> head
//        |         |        |          |                +-> lingering -> closed
//        +---------+--------+----------+-- refusal: writing, lingering
//
// THREADS: its shard's thread only.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Shard& shard, Descriptor connection, wire::Listener door, std::string source);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start(Sessions::iterator self, std::shared_ptr<const security::TlsMaterial> material);
  // Looks at the deadline of what is being done.
  void tick(MonotonicTime now);
  // The TLS material has changed: closes the connection if it would not be accepted now.
  void verify_again(const security::TlsMaterial& material);
  // Closes the connection if it is between requests; in a drain also one that waits for the client
  // before its first request or after its last answer.
  void close_if_idle();
  void close();
  // The answer to the request with this id; none at all if the handler gave none. An answer that
  // comes too late is dropped.
  void answer(std::optional<wire::Response> response, const std::string& request_id);

 private:
  enum class Phase : std::uint8_t { handshake, head, body, handling, writing, lingering, closed };
  enum class AfterAnswer : std::uint8_t { keep, close };
  // What a step ends with.
  enum class Next : std::uint8_t { go_on, wait_read, wait_write, pause, close };

  void advance();
  Next step();
  Next step_handshake();
  Next step_head();
  Next step_body();
  Next step_writing();
  Next step_lingering();
  Next read_more();
  static Next to_next(const IoResult& result);
  void wait(Next direction);

  Next begin_request(std::size_t head_length);
  Next begin_body();
  Next take_body();
  Next hand_over();
  wire::Request make_request();
  Next refuse_request(const Refusal& refusal, AfterAnswer after);
  wire::Request outline() const;
  Next begin_writing(wire::Response response);
  Next end_answer();
  Next begin_lingering();
  bool reserve_body(std::size_t bytes);
  void release_body();
  void set_deadline(std::chrono::milliseconds from_now);
  void set_transfer_deadline(std::size_t moved);
  void report(EventKind kind, std::string_view reason, unsigned status = 0) const;
  const Limits& limits() const { return common_.options.limits; }
  const Timeouts& timeouts() const { return common_.options.timeouts; }

  Shard& shard_;
  Common& common_;
  const wire::Listener door_;
  const std::string source_;
  boost::asio::posix::stream_descriptor descriptor_;
  std::unique_ptr<Stream> stream_;
  bool waiting_to_read_ = false;
  bool waiting_to_write_ = false;
  Sessions::iterator self_;

  Phase phase_ = Phase::handshake;
  MonotonicTime deadline_;
  MonotonicTime transfer_began_;
  MonotonicTime opened_;
  bool handshake_counted_ = true;  // this connection is among the handshakes
  std::uint64_t generation_ = 0;
  std::optional<security::ClientIdentity> peer_;
  bool organisation_counted_ = false;
  std::shared_ptr<WorkerPool::Lane> lane_;  // of the organisation, or of the door

  std::string input_;
  HeadScanner scanner_;
  RequestHead head_;
  wire::Request outline_;  // of a request that was handed over: the handler has the head then
  std::string request_id_;
  ChunkedDecoder chunks_;
  std::string body_;
  std::size_t body_limit_ = 0;
  std::size_t body_reserved_ = 0;

  ResponseText output_;
  std::size_t written_ = 0;           // over head and body of the output
  std::size_t lingered_ = 0;          // bytes read and thrown away
  bool body_follows_output_ = false;  // the output is "100 Continue"
  bool close_after_answer_ = false;
  bool more_may_come_ = false;  // a request was refused before its end
};

}  // namespace gateway::http
