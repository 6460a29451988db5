// Requests and answers over a running server. Source: RFC 9110, RFC 9112.
#include <filesystem>

#include "tests/http/server_fixture.hpp"

namespace gateway::http {
namespace {

using test::TlsClient;

class ExchangeTest : public ServerFixture {};

TEST_F(ExchangeTest, HandsTheRequestOnAsItCame) {
  start();
  TlsClient client(partner());

  const auto answer =
      client.request("PATCH", "/fhir/Task/1?a=b%7Cc|d", {{"X-Acting-Unit", "u"}}, "body");

  EXPECT_EQ(answer.body, "body");
  const auto request = handler_.last();
  EXPECT_EQ(request.method, wire::Method::patch);
  EXPECT_EQ(request.target, "/fhir/Task/1?a=b%7Cc|d");
  EXPECT_EQ(request.headers.find("x-acting-unit"), "u");
  EXPECT_EQ(request.body, "body");
  EXPECT_EQ(request.request_id.size(), 36U);
}

TEST_F(ExchangeTest, KeepsTheConnectionAndGivesEachRequestItsOwnId) {
  start();
  TlsClient client(partner());

  client.request("GET", "/");
  const std::string first = handler_.last().request_id;
  client.request("GET", "/");

  EXPECT_NE(handler_.last().request_id, first);
  EXPECT_EQ(server_->connections(), 1U);
}

TEST_F(ExchangeTest, AnswersRequestsSentAheadOneByOneInOrder) {
  start();
  TlsClient client(partner());
  client.connect();
  std::string all;
  for (int i = 0; i < 50; ++i)
    all += "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n" + std::to_string(10 + i);
  client.send(all);

  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(client.receive().body, std::to_string(10 + i));
}

TEST_F(ExchangeTest, TakesTheChunkedCodingOffAndDropsTrailers) {
  start();
  TlsClient client(partner());
  client.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  client.send("2;x=y\r\nde\r\n0\r\nX-Acting-Unit: evil\r\n\r\n");

  EXPECT_EQ(client.receive().body, "abcde");
  EXPECT_FALSE(handler_.last().headers.find("X-Acting-Unit").has_value());
}

TEST_F(ExchangeTest, InvitesABodyOnlyWhenTheHeadIsAccepted) {
  start();
  TlsClient client(partner());
  const std::string expecting = "Expect: 100-continue\r\n\r\n";
  client.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n" + expecting);
  EXPECT_EQ(client.receive().status, 100U);
  client.send("abc");
  EXPECT_EQ(client.receive().body, "abc");

  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n" + expecting);
  EXPECT_EQ(client.receive().status, 413U);
}

TEST_F(ExchangeTest, SendsNoBodyForHead) {
  start();
  TlsClient client(partner());

  EXPECT_EQ(client.request("HEAD", "/big").header("Content-Length"), "3000000");
  EXPECT_EQ(client.request("GET", "/").status, 200U);
}

TEST_F(ExchangeTest, SendsALargeAnswerWhole) {
  start();
  TlsClient client(partner());

  EXPECT_EQ(client.request("GET", "/big").body, std::string(EchoHandler::kBigBody, 'x'));
}

TEST_F(ExchangeTest, TakesAnAnswerLaterFromAnotherThread) {
  start();
  TlsClient client(partner());
  client.connect();
  client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
  handler_.wait_for(1);

  std::thread([respond = handler_.take_kept()]() mutable { respond(reply(202, "later")); }).join();

  EXPECT_EQ(client.receive().body, "later");
}

TEST_F(ExchangeTest, AnswersForAHandlerThatThrowsAndLivesOn) {
  start();
  TlsClient client(partner());

  const auto answer = client.request("GET", "/throw");

  EXPECT_EQ(answer.status, 500U);
  EXPECT_THAT(answer.body, testing::HasSubstr(handler_.last().request_id));
  EXPECT_THAT(answer.body, testing::Not(testing::HasSubstr("a defect")));
  EXPECT_EQ(client.request("GET", "/").status, 200U);
  EXPECT_THAT(all_events(), testing::Contains(testing::Key(EventKind::handler_failed)));
}

TEST_F(ExchangeTest, AnswersABriefRequestWhileTheWorkersAreBusy) {
  options_.worker_threads = 1;
  start();
  TlsClient busy(partner());
  busy.connect();
  busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  handler_.wait_for(1);
  TlsClient client(partner());

  EXPECT_EQ(client.request("GET", "/brief").status, 200U);
  EXPECT_EQ(client.request("GET", "/brief/throw").status, 500U);
  EXPECT_EQ(client.request("GET", "/brief").status, 200U);

  handler_.release();
  EXPECT_EQ(busy.receive().status, 200U);
}

TEST_F(ExchangeTest, AnswersBriefRequestsSentAheadInOrder) {
  start();
  TlsClient client(partner());
  client.connect();
  std::string ahead;
  for (int i = 0; i < 200; ++i)
    ahead += "GET /brief HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send(ahead);

  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(client.receive().status, 200U) << i;
}

TEST_F(ExchangeTest, AnswersForAHandlerThatForgetsTo) {
  start();
  TlsClient client(partner());

  EXPECT_EQ(client.request("GET", "/drop").status, 500U);
}

TEST_F(ExchangeTest, NeverSplitsAResponse) {
  start();
  TlsClient client(partner());

  const auto answer = client.request("GET", "/split");

  EXPECT_EQ(answer.status, 500U);
  EXPECT_EQ(answer.header("Set-Cookie"), "");
}

TEST_F(ExchangeTest, ClosesAfterTheAnswerWhenAsked) {
  start();
  TlsClient client(partner());

  EXPECT_EQ(client.request("GET", "/empty", {{"Connection", "close"}}).status, 204U);
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(ExchangeTest, ServesManyClientsAtOnce) {
  start();
  std::vector<std::thread> clients;
  std::atomic<int> right = 0;
  for (int client_number = 0; client_number < 8; ++client_number) {
    clients.emplace_back([&, client_number] {
      TlsClient client(partner(client_number % 2 == 0 ? "bup-handen" : "skola-farsta"));
      for (int i = 0; i < 50; ++i) {
        const std::string body = std::to_string(client_number * 1'000 + i);
        if (client.request("POST", "/", {}, body).body == body) ++right;
      }
    });
  }
  for (std::thread& client : clients)
    client.join();

  EXPECT_EQ(right, 400);
}

TEST_F(ExchangeTest, ServesTheOperatorInTheClearOnLoopback) {
  start();
  TlsClient client(operator_door());

  EXPECT_EQ(client.request("GET", "/metrics").status, 200U);
  EXPECT_EQ(handler_.last().listener, wire::Listener::operator_);
}

TEST_F(ExchangeTest, ServesTheOperatorOnAUnixSocketOfOwnerAndGroup) {
  std::string folder = testing::TempDir() + "/http-XXXXXX";
  const std::string path = std::string(mkdtemp(folder.data())) + "/operator";
  options_.listeners = {{.door = wire::Listener::operator_, .unix_socket = path}};
  start();
  TlsClient client({.unix_socket = path});

  EXPECT_EQ(client.request("GET", "/metrics").status, 200U);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(path).permissions() & perms::others_all, perms::none);
  std::filesystem::remove_all(folder);
}

class ListenerTest : public ServerFixture {
 protected:
  // The id of the error that a server with this listener alone fails with; empty if it starts.
  std::string start_with(ListenerOptions listener, const security::CurrentTls* tls = nullptr) {
    auto server =
        Server::start({.listeners = {std::move(listener)}},
                      {.handler = handler_, .clock = clock_, .random = random_, .tls = tls});
    return server ? std::string() : std::string(server.error().id);
  }
};

TEST_F(ListenerTest, RefusesToSpeakInTheClearBeyondLoopback) {
  for (const char* address : {"0.0.0.0", "::", "192.0.2.1", "128.0.0.1", "::ffff:127.0.0.1"})
    EXPECT_EQ(start_with({.door = wire::Listener::operator_, .address = address}), "HTTP-LISTENER");
  EXPECT_EQ(start_with({.door = wire::Listener::operator_, .address = "127.0.0.9"}), "");
}

TEST_F(ListenerTest, RefusesTlsWithoutACertificate) {
  EXPECT_EQ(start_with({.door = wire::Listener::partner}), "HTTP-LISTENER");
}

TEST_F(ListenerTest, RefusesANameForAnAddress) {
  EXPECT_EQ(start_with({.door = wire::Listener::operator_, .address = "localhost"}),
            "HTTP-LISTENER");
}

TEST_F(ListenerTest, RefusesAPortThatAnotherServerHas) {
  start();

  EXPECT_EQ(start_with({.door = wire::Listener::operator_, .port = server_->port(2)}), "HTTP-BIND");
}

}  // namespace
}  // namespace gateway::http
