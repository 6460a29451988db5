// Limits and time-outs of a running server, at the limit and one beyond. Source: security.md, T9 to
// T12 and T28.
#include "tests/http/server_fixture.hpp"

namespace gateway::http {
namespace {

using test::TlsClient;

class LimitsTest : public ServerFixture {
 protected:
  LimitsTest() { options_.limits.body_bytes = 1'000; }
};

TEST_F(LimitsTest, TakesABodyAtTheLimitAndRefusesOneBeyondBeforeReadingIt) {
  start();
  TlsClient client(partner());

  EXPECT_EQ(client.request("POST", "/", {}, std::string(1'000, 'x')).body.size(), 1'000U);
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"));
  EXPECT_EQ(client.receive().status, 413U);
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(handler_.count(), 1);
}

TEST_F(LimitsTest, TakesTheLimitOfThePath) {
  start();
  TlsClient client(partner());

  EXPECT_EQ(client.request("POST", "/large", {}, std::string(4'000, 'x')).status, 200U);
  EXPECT_EQ(client.request("POST", "/large", {}, std::string(4'001, 'x')).status, 413U);
}

TEST_F(LimitsTest, LimitsAChunkedBodyToo) {
  start();
  TlsClient client(partner());

  client.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" +
              std::string(1'000, 'x') + "\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().body.size(), 1'000U);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n");
  EXPECT_EQ(client.receive().status, 413U);
}

TEST_F(LimitsTest, RefusesABodyWhenTooManyAreInFlight) {
  options_.limits.bodies_in_flight = 1'500;
  start();
  TlsClient holding(partner());
  TlsClient client(partner());
  holding.connect();
  holding.send("POST /keep HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" +
               std::string(1'000, 'x'));
  handler_.wait_for(1);

  EXPECT_EQ(client.request("POST", "/", {}, std::string(500, 'x')).status, 200U);
  const auto refused = client.request("POST", "/", {}, std::string(501, 'x'));
  EXPECT_EQ(refused.status, 503U);
  EXPECT_EQ(refused.header("Retry-After"), "1");

  handler_.take_kept()(reply(200));
  EXPECT_EQ(holding.receive().status, 200U);
  TlsClient later(partner());
  EXPECT_EQ(later.request("POST", "/", {}, std::string(501, 'x')).status, 200U);
  EXPECT_EQ(later.request("GET", "/").status, 200U);
  EXPECT_EQ(server_->body_bytes_in_flight(), 0U);
}

TEST_F(LimitsTest, AnswersUnavailableAndKeepsTheConnectionWhenTheQueueIsFull) {
  options_.worker_threads = 1;
  options_.io_threads = 1;  // has read what is queued before the next client's handshake ends
  options_.limits.queued_requests = 1;
  start();
  TlsClient working(partner());
  TlsClient queued(partner());
  TlsClient client(partner());
  const std::string wait = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";
  working.connect();
  working.send(wait);
  handler_.wait_for(1);
  queued.connect();
  queued.send(wait);

  const auto shed = client.request("GET", "/wait");
  EXPECT_EQ(shed.status, 503U);
  EXPECT_EQ(shed.header("Retry-After"), "1");
  EXPECT_EQ(shed.header("Connection"), "");

  handler_.release();
  EXPECT_EQ(working.receive().status, 200U);
  EXPECT_EQ(queued.receive().status, 200U);
  EXPECT_EQ(client.request("GET", "/").status, 200U);
}

TEST_F(LimitsTest, ShedsTheFloodOfOneOrganisationAndServesAnother) {
  options_.worker_threads = 1;
  options_.io_threads = 1;  // has read what is queued before the next client's handshake ends
  options_.limits.queued_per_organisation = 1;
  start();
  TlsClient working(partner("bup-handen"));
  TlsClient queued(partner("bup-handen"));
  TlsClient flooding(partner("bup-handen"));
  TlsClient other(partner("skola-farsta"));
  const std::string wait = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";
  working.connect();
  working.send(wait);
  handler_.wait_for(1);
  queued.connect();
  queued.send(wait);

  const auto shed = flooding.request("GET", "/wait");
  EXPECT_EQ(shed.status, 429U);
  EXPECT_EQ(shed.header("Retry-After"), "1");
  EXPECT_EQ(shed.header("Connection"), "");
  other.connect();
  other.send(wait);

  handler_.release();
  EXPECT_EQ(other.receive().status, 200U);
  EXPECT_EQ(working.receive().status, 200U);
  EXPECT_EQ(queued.receive().status, 200U);
  EXPECT_EQ(flooding.request("GET", "/").status, 200U);
}

TEST_F(LimitsTest, CountsConnectionsPerOrganisation) {
  options_.limits.per_organisation = 1;
  start();
  TlsClient first(partner("bup-handen"));
  TlsClient second(partner("bup-handen"));
  TlsClient other(partner("skola-farsta"));

  EXPECT_EQ(first.request("GET", "/").status, 200U);
  EXPECT_EQ(second.request("GET", "/").status, 503U);
  EXPECT_EQ(other.request("GET", "/").status, 200U);
  EXPECT_EQ(first.request("GET", "/").status, 200U);
}

TEST_F(LimitsTest, ClosesConnectionsBeyondTheLimitOnArrival) {
  options_.limits.connections = 1;
  start();
  TlsClient first(partner());
  TlsClient second(partner());

  EXPECT_EQ(first.request("GET", "/").status, 200U);
  EXPECT_FALSE(second.connect());
  EXPECT_EQ(events().back().first, EventKind::connection_refused);
}

TEST_F(LimitsTest, ClosesConnectionsBeyondTheLimitOfHandshakesOnArrival) {
  options_.limits.handshakes = 1;
  options_.io_threads = 1;  // takes connections in the order of their arrival
  start();
  TlsClient silent({.port = server_->port(0)});
  TlsClient client(partner());
  ASSERT_TRUE(silent.connect());

  EXPECT_FALSE(client.connect());
}

TEST_F(LimitsTest, EndsAHandshakeThatDoesNotBegin) {
  options_.timeouts.handshake = std::chrono::milliseconds(50);
  start();
  TlsClient silent({.port = server_->port(0)});
  ASSERT_TRUE(silent.connect());

  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_EQ(events().back().first, EventKind::timed_out);
}

TEST_F(LimitsTest, EndsAHeadThatDoesNotEnd) {
  options_.timeouts.head = std::chrono::milliseconds(50);
  start();
  TlsClient client(partner());
  client.connect();
  client.send("GET / HTTP/1.1\r\nHost:");

  EXPECT_EQ(client.receive().status, 408U);
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(LimitsTest, EndsABodyThatStalls) {
  options_.timeouts.grace = std::chrono::milliseconds(50);
  start();
  TlsClient client(partner());
  client.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");

  EXPECT_EQ(client.receive().status, 408U);
  EXPECT_EQ(handler_.count(), 0);
}

TEST_F(LimitsTest, EndsAConnectionThatIsIdle) {
  options_.timeouts.idle = std::chrono::milliseconds(50);
  start();
  TlsClient client(partner());
  ASSERT_EQ(client.request("GET", "/").status, 200U);

  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(LimitsTest, EndsAnAnswerThatIsNotRead) {
  options_.timeouts.grace = std::chrono::milliseconds(50);
  options_.timeouts.transfer = std::chrono::milliseconds(100);
  start();
  TlsClient client(partner());
  client.connect();
  for (int i = 0; i < 10; ++i)
    client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");

  EXPECT_FALSE(server_->connections() == 0);
  while (server_->connections() > 0)
    std::this_thread::yield();
  EXPECT_EQ(events().back().first, EventKind::timed_out);
}

TEST_F(LimitsTest, AnswersForAHandlerThatTakesTooLong) {
  options_.timeouts.handling = std::chrono::milliseconds(50);
  start();
  TlsClient client(partner());

  EXPECT_EQ(client.request("GET", "/keep").status, 504U);
  handler_.take_kept()(reply(200));
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(LimitsTest, ClosesAConnectionPastItsAge) {
  options_.timeouts.connection_age = std::chrono::milliseconds(0);
  options_.timeouts.tick = std::chrono::seconds(60);
  start();
  TlsClient client(partner());

  EXPECT_EQ(client.request("GET", "/").header("Connection"), "close");
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(LimitsTest, HoldsNoMoreThanAHeadOfAStreamWithoutEnd) {
  start();
  TlsClient client(operator_door());
  client.connect();
  client.send("GET / HTTP/1.1\r\nX: ");
  const std::string part(1 << 16, 'a');
  for (int i = 0; i < 100 && client.send(part); ++i) {
  }

  EXPECT_EQ(client.receive().status, 431U);
}

class SmugglingTest : public ServerFixture, public testing::WithParamInterface<const char*> {};

TEST_P(SmugglingTest, RefusesTheFirstRequestAndReadsNoSecond) {
  start();
  TlsClient client(partner());
  client.connect();
  client.send(std::string(GetParam()) + "GET /second HTTP/1.1\r\nHost: a\r\n\r\n");

  const auto answer = client.receive();

  EXPECT_GE(answer.status, 400U);
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(handler_.count(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Payloads,
    SmugglingTest,
    testing::Values(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\na\n0\n\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.0\r\nHost: a\r\n\r\n",
        "\r\n\r\n"));

}  // namespace
}  // namespace gateway::http
