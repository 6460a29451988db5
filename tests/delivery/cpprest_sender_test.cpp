// What leaves over real TLS, to whom, over which connection, and what a failure is called.
// Source: security.md, section 4 (outbound), T18 and T43.
#include "gateway/delivery/cpprest_sender.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "gateway/base/clock.hpp"

#include "tests/delivery/tls_receiver.hpp"

namespace gateway::delivery {
namespace {

using namespace std::chrono_literals;
using test::TlsReceiver;

constexpr const char* kReceiver = "bup-handen";
constexpr const char* kHsaId = "SE2321000016-BUP1";
// More than enough for a connection to be given back to the pool before the next message.
constexpr int kMany = 50;

TlsReceiver::Step keep(std::size_t /*request*/) {
  return {test::http_answer("200 OK", "{}"), false};
}

class CpprestSenderTest : public testing::Test {
 protected:
  void start(const TlsReceiver::Script& script, const char* certificate = kReceiver) {
    receiver_ = std::make_unique<TlsReceiver>(ca_.certificate(certificate), script);
    tls_ = security::CurrentTls::load({ca_.file("server.pem"),
                                       ca_.file("server.key"),
                                       ca_.file("trust.pem"),
                                       ca_.file("crl.pem")},
                                      clock_)
               .value();
    sender_ = make_cpprest_sender([this] { return tls_->material(); }, limits_);
  }

  // An address and no name: where "localhost" is ::1 as well, cpprestsdk is refused there first, and
  // may then take a kept connection for the new one that it connects to 127.0.0.1.
  Outgoing message(const std::string& host = "127.0.0.1") const {
    Outgoing outgoing;
    outgoing.destination = {
        7,
        "https://" + host + ":" + std::to_string(receiver_->port()) + "/fhir/$process-message",
        kHsaId};
    outgoing.content_type = "application/fhir+json";
    outgoing.body = "{\"resourceType\":\"Bundle\"}";
    outgoing.request_id = "m-1";
    return outgoing;
  }

  Reply send(Outgoing outgoing) {
    std::promise<Reply> promise;
    auto reply = promise.get_future();
    sender_->send(std::move(outgoing),
                  [&promise](Reply came) { promise.set_value(std::move(came)); });
    return reply.get();
  }

  // The first reply that is no answer, of many messages sent one after the other.
  std::optional<Reply> first_failure() {
    for (int i = 0; i < kMany; ++i) {
      Reply reply = send(message());
      if (reply.status == 0) return reply;
    }
    return std::nullopt;
  }

  test::DevCa ca_;
  SystemClock clock_;
  SenderLimits limits_{.deadline = 20s, .reuse_within = 1h};
  std::unique_ptr<TlsReceiver> receiver_;
  std::unique_ptr<security::CurrentTls> tls_;
  std::unique_ptr<Sender> sender_;  // ends before what it uses
};

TEST_F(CpprestSenderTest, KeepsConnectionsWhileThereIsMuchToSend) {
  start(keep);

  const auto failed = first_failure();

  EXPECT_FALSE(failed) << failed->failure;
  EXPECT_EQ(receiver_->requests(), std::size_t{kMany});
  EXPECT_LT(receiver_->connections(), std::size_t{kMany / 2});
}

TEST_F(CpprestSenderTest, LeavesAConnectionThatWasIdleForTooLong) {
  limits_.reuse_within = 0ms;
  start(keep);

  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(send(message()).status, 200U);

  EXPECT_EQ(receiver_->connections(), 3U);
}

TEST_F(CpprestSenderTest, TakesANewConnectionWhenAskedTo) {
  start(keep);

  for (int i = 0; i < 3; ++i) {
    Outgoing again = message();
    again.on_new_connection = true;
    EXPECT_EQ(send(std::move(again)).status, 200U);
  }

  EXPECT_EQ(receiver_->connections(), 3U);
}

TEST_F(CpprestSenderTest, TellsAKeptConnectionThatTheReceiverHasClosedFromADeadReceiver) {
  start([](std::size_t) -> TlsReceiver::Step { return {test::http_answer("200 OK", "{}"), true}; });

  const auto failed = first_failure();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->failure, kStaleConnection);

  EXPECT_EQ(send(message()).status, 200U) << "the next message goes over a new connection";
}

TEST_F(CpprestSenderTest, SendsAMessageOnceWhenAKeptConnectionEndsAfterItWasTaken) {
  start([](std::size_t request) -> TlsReceiver::Step {
    if (request > 1) return {{}, true};
    return keep(request);
  });
  ASSERT_EQ(send(message()).status, 200U);

  EXPECT_EQ(send(message()).status, 0U);

  EXPECT_EQ(receiver_->requests(), 2U);
}

TEST_F(CpprestSenderTest, TakesTheEndOfANewConnectionForAFailure) {
  start([](std::size_t) -> TlsReceiver::Step { return {{}, true}; });

  EXPECT_EQ(send(message()).failure, "connection");
  EXPECT_EQ(send(message()).failure, "connection");
}

TEST_F(CpprestSenderTest, TakesTheEndOfAConnectionMadeForTheAttemptForAFailure) {
  start([](std::size_t request) -> TlsReceiver::Step {
    if (request > 1) return {{}, true};
    return keep(request);
  });
  ASSERT_EQ(send(message()).status, 200U);

  Outgoing again = message();
  again.on_new_connection = true;

  EXPECT_EQ(send(std::move(again)).failure, "connection");
}

TEST_F(CpprestSenderTest, EndsAnAttemptAtItsDeadline) {
  limits_.deadline = 200ms;
  start([](std::size_t) -> TlsReceiver::Step { return {}; });

  EXPECT_EQ(send(message()).failure, "deadline");
}

// The certificate is valid and the receiver's own, for localhost and 127.0.0.1: "127.1" leads to
// the same place under a name that it does not hold.
TEST_F(CpprestSenderTest, SendsNothingToAHostThatTheCertificateDoesNotName) {
  start(keep);

  const Reply reply = send(message("127.1"));

  EXPECT_EQ(reply.status, 0U);
  EXPECT_EQ(reply.failure, "tls");
  EXPECT_EQ(receiver_->connections(), 1U);
  EXPECT_EQ(receiver_->bytes(), 0U);
  EXPECT_EQ(send(message("127.0.0.1")).status, 200U) << "it is the name, not the receiver";
}

TEST_F(CpprestSenderTest, SendsNothingToAnotherSystemOnTheSameHost) {
  start(keep, "bup-huddinge");

  EXPECT_EQ(send(message()).failure, "tls");

  EXPECT_EQ(receiver_->bytes(), 0U);
}

TEST_F(CpprestSenderTest, SendsNothingToACertificateOfAnotherCa) {
  start(keep, "extra/other-ca");

  EXPECT_EQ(send(message()).failure, "tls");

  EXPECT_EQ(receiver_->bytes(), 0U);
}

}  // namespace
}  // namespace gateway::delivery
