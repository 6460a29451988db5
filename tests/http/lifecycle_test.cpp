// Reload and drain of a running server. Source: security.md, T3.
#include <filesystem>
#include <future>

#include "tests/http/server_fixture.hpp"

namespace gateway::http {
namespace {

using test::TlsClient;

class LifecycleTest : public ServerFixture {
 protected:
  // Certificates that this test may revoke.
  void use_own_ca() {
    std::string name = testing::TempDir() + "/ca-XXXXXX";
    folder_ = mkdtemp(name.data());
    ca_ = test::DevCa::copy_to(folder_ / "ca");
    files_ = {
        ca_.file("server.pem"), ca_.file("server.key"), ca_.file("trust.pem"), ca_.file("crl.pem")};
  }
  ~LifecycleTest() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  std::filesystem::path folder_;
};

TEST_F(LifecycleTest, ClosesALiveConnectionWhoseCertificateIsRevoked) {
  use_own_ca();
  start();
  TlsClient revoked(partner("bup-handen"));
  TlsClient other(partner("skola-farsta"));
  ASSERT_EQ(revoked.request("GET", "/").status, 200U);
  ASSERT_EQ(other.request("GET", "/").status, 200U);

  ASSERT_TRUE(ca_.revoke("bup-handen"));
  ASSERT_TRUE(tls_->reload().has_value());

  EXPECT_EQ(revoked.read_to_end(), "");
  EXPECT_EQ(other.request("GET", "/").status, 200U);
  EXPECT_EQ(TlsClient(partner("bup-handen")).request("GET", "/").status, 0U);
  EXPECT_THAT(events(), testing::Contains(testing::Key(EventKind::connection_revoked)));
}

TEST_F(LifecycleTest, HandsOnNoRequestOfARevokedCertificateEvenBeforeItsTick) {
  use_own_ca();
  options_.timeouts.tick = std::chrono::seconds(60);
  start();
  TlsClient client(partner("bup-handen"));
  ASSERT_EQ(client.request("GET", "/").status, 200U);

  ASSERT_TRUE(ca_.revoke("bup-handen"));
  ASSERT_TRUE(tls_->reload().has_value());

  EXPECT_EQ(client.request("GET", "/").status, 0U);
  EXPECT_EQ(handler_.count(), 1);
}

TEST_F(LifecycleTest, ClosesALiveConnectionWhenTheNewListIsExpired) {
  use_own_ca();
  start();
  TlsClient client(partner());
  ASSERT_EQ(client.request("GET", "/").status, 200U);

  std::filesystem::copy_file(ca_.file("extra/crl-expired.pem"),
                             files_.crl,
                             std::filesystem::copy_options::overwrite_existing);
  ASSERT_TRUE(tls_->reload().has_value());

  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(LifecycleTest, DrainLetsARequestEndAndClosesTheRest) {
  start();
  TlsClient idle(partner());
  TlsClient busy(partner());
  ASSERT_EQ(idle.request("GET", "/").status, 200U);
  busy.connect();
  busy.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
  handler_.wait_for(2);

  auto drained =
      std::async(std::launch::async, [this] { return server_->drain(std::chrono::seconds(20)); });
  EXPECT_EQ(idle.read_to_end(), "");
  handler_.take_kept()(reply(200, "late"));
  const auto answer = busy.receive();

  EXPECT_EQ(answer.body, "late");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_EQ(busy.read_to_end(), "");
  EXPECT_TRUE(drained.get());
  EXPECT_FALSE(TlsClient(partner()).connect());
}

// A drain that waited for these clients would end by its patience, which is shorter than what they
// are otherwise given.
class DrainTest : public LifecycleTest {
 protected:
  DrainTest() {
    options_.timeouts.linger = std::chrono::hours(1);
    options_.timeouts.handshake = std::chrono::hours(1);
  }
  bool drain() { return server_->drain(std::chrono::seconds(20)); }
};

TEST_F(DrainTest, DoesNotWaitForTheClientOfAnIdleConnection) {
  start();
  TlsClient idle(partner());
  TlsClient in_the_clear(operator_door());
  ASSERT_EQ(idle.request("GET", "/").status, 200U);
  ASSERT_EQ(in_the_clear.request("GET", "/").status, 200U);

  EXPECT_TRUE(drain());

  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_EQ(idle.alert(), "") << "closed with a goodbye, not cut off";
}

TEST_F(DrainTest, DoesNotWaitForAConnectionWithoutHandshake) {
  start();
  TlsClient silent({.port = server_->port(0)});
  TlsClient other(partner());
  ASSERT_TRUE(silent.connect());
  ASSERT_EQ(other.request("GET", "/").status, 200U);

  EXPECT_TRUE(drain());
}

TEST_F(DrainTest, DoesNotWaitForAClientThatHasItsAnswer) {
  start();
  TlsClient client(partner());
  client.connect();
  client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
  handler_.wait_for(1);

  auto drained = std::async(std::launch::async, [this] { return drain(); });
  // Answered when the doors are closed, so that the answer is one of a drain.
  while (TlsClient(partner()).connect()) {
  }
  handler_.take_kept()(reply(200, "late"));

  EXPECT_TRUE(drained.get());
  EXPECT_EQ(client.receive().body, "late");
}

TEST_F(DrainTest, DoesNotWaitForAClientThatHadItsLastAnswerBefore) {
  start();
  TlsClient client(partner());
  ASSERT_EQ(client.request("GET", "/", {{"Connection", "close"}}).status, 200U);

  EXPECT_TRUE(drain());
}

TEST_F(LifecycleTest, DrainCutsOffWhatDoesNotEndInTime) {
  start();
  TlsClient client(partner());
  client.connect();
  client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
  handler_.wait_for(1);

  EXPECT_FALSE(server_->drain(std::chrono::milliseconds(50)));

  EXPECT_EQ(client.receive().status, 0U);
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(LifecycleTest, AnAnswerAfterTheServersEndGoesNowhere) {
  start();
  TlsClient client(partner());
  client.connect();
  client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
  handler_.wait_for(1);
  server_.reset();

  handler_.take_kept()(reply(200));

  EXPECT_EQ(client.receive().status, 0U);
}

}  // namespace
}  // namespace gateway::http
