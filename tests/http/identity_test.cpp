// Who may connect, over real TLS. Source: security.md, T1 to T4.
#include "tests/http/server_fixture.hpp"

namespace gateway::http {
namespace {

using test::TlsClient;

class IdentityTest : public ServerFixture {};

TEST_F(IdentityTest, HandsTheVerifiedIdentityToTheHandler) {
  start();
  TlsClient client(partner("socialtjanst-farsta"));

  EXPECT_EQ(client.request("GET", "/who").status, 200U);

  const auto request = handler_.last();
  ASSERT_TRUE(request.peer.has_value());
  EXPECT_EQ(request.peer->hsa_id, "SE2120000142-SOC1");
  EXPECT_EQ(request.peer->issuer, "CN=Brygga DEV Function CA v1,O=Brygga DEV,C=SE");
  EXPECT_EQ(request.listener, wire::Listener::partner);
}

TEST_F(IdentityTest, SpeaksTls12Too) {
  start();
  auto options = partner();
  options.only_tls12 = true;
  TlsClient client(options);

  EXPECT_EQ(client.request("GET", "/who").status, 200U);
  EXPECT_EQ(handler_.last().peer->hsa_id, "SE2321000016-BUP1");
}

TEST_F(IdentityTest, DoesNotBelieveHeadersThatPretendAnIdentity) {
  start();
  TlsClient client(partner());

  client.request("GET", "/who", {{"X-SSL-Client-Verify", "SUCCESS"}, {"X_SSL_CLIENT_DN", "x"}});

  EXPECT_EQ(handler_.last().headers.fields().size(), 1U);
  EXPECT_EQ(handler_.last().peer->hsa_id, "SE2321000016-BUP1");
}

TEST_F(IdentityTest, AsksPeopleForNoCertificate) {
  start();
  TlsClient client({.port = server_->port(1), .trust = ca_.file("trust.pem")});

  EXPECT_EQ(client.request("GET", "/").status, 200U);
  EXPECT_FALSE(handler_.last().peer.has_value());
  EXPECT_EQ(handler_.last().listener, wire::Listener::people);
}

TEST_F(IdentityTest, SpeaksHttp11OnlyWhenAsked) {
  start();
  auto both = partner();
  both.protocols = {"h2", "http/1.1"};
  auto only_h2 = partner();
  only_h2.protocols = {"h2"};
  TlsClient accepted(both);
  TlsClient refused(only_h2);

  EXPECT_EQ(accepted.request("GET", "/").status, 200U);
  EXPECT_FALSE(refused.connect());
  EXPECT_THAT(refused.alert(), testing::HasSubstr("no application protocol"));
}

TEST_F(IdentityTest, TakesAChainAtTheDepthLimit) {
  files_.trust = ca_.file("extra/trust-deep.pem");
  files_.crl = ca_.file("extra/crl-deep.pem");
  start();
  TlsClient client(partner("extra/depth-limit"));

  EXPECT_EQ(client.request("GET", "/").status, 200U);
}

struct Refused {
  const char* certificate;  // empty: none
  const char* alert;        // OpenSSL's words
};

class RefusedCertificateTest : public ServerFixture,
                               public testing::WithParamInterface<std::tuple<Refused, bool>> {};

TEST_P(RefusedCertificateTest, GetsAnAlertAndNoByteOfHttp) {
  const auto& [refused, only_tls12] = GetParam();
  files_.trust = ca_.file("extra/trust-deep.pem");
  files_.crl = ca_.file("extra/crl-deep.pem");
  start();
  auto options = partner();
  options.only_tls12 = only_tls12;
  options.certificate.reset();
  if (*refused.certificate != '\0')
    options.certificate = ca_.certificate(std::string("extra/") + refused.certificate);
  TlsClient client(options);

  const auto answer = client.request("GET", "/who");

  EXPECT_EQ(answer.status, 0U);
  EXPECT_EQ(client.received_bytes(), 0U);
  EXPECT_THAT(client.alert(), testing::HasSubstr(refused.alert));
  EXPECT_EQ(handler_.count(), 0);
  EXPECT_THAT(all_events(),
              testing::ElementsAre(testing::Pair(EventKind::handshake_refused, testing::Ne(""))));
}

INSTANTIATE_TEST_SUITE_P(
    Certificates,
    RefusedCertificateTest,
    testing::Combine(testing::Values(Refused{"", ""},
                                     Refused{"expired", "certificate expired"},
                                     Refused{"not-yet-valid", "alert bad certificate"},
                                     Refused{"revoked", "certificate revoked"},
                                     Refused{"other-ca", "unknown ca"},
                                     Refused{"impostor", "unknown ca"},
                                     Refused{"self-signed", ""},
                                     Refused{"wrong-eku", "unsupported certificate"},
                                     Refused{"too-deep", "unknown ca"},
                                     Refused{"no-serial-number", "handshake failure"},
                                     Refused{"two-serial-numbers", "handshake failure"},
                                     Refused{"nul-serial-number", "handshake failure"},
                                     Refused{"lower-case-hsa-id", "handshake failure"}),
                     testing::Bool()));

class RefusingListTest : public ServerFixture, public testing::WithParamInterface<const char*> {};

TEST_P(RefusingListTest, RefusesAGoodCertificateThatNoCurrentListCovers) {
  files_.crl = ca_.file(GetParam());
  start();
  TlsClient client(partner());

  EXPECT_EQ(client.request("GET", "/who").status, 0U);
  EXPECT_EQ(client.received_bytes(), 0U);
  EXPECT_EQ(handler_.count(), 0);
}

INSTANTIATE_TEST_SUITE_P(Lists,
                         RefusingListTest,
                         testing::Values("extra/crl-expired.pem",
                                         "extra/crl-without-function.pem"));

}  // namespace
}  // namespace gateway::http
