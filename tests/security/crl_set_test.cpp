// Source: RFC 5280, section 5.
#include "gateway/security/crl_set.hpp"

#include <gmock/gmock.h>

#include "tests/support/dev_ca.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::security {
namespace {

using test::DevCa;
using test::FailsWithId;
using test::IsOk;
using Verdict = CrlSet::Verdict;

std::vector<Certificate> certificates(std::string_view name) {
  return parse_certificates(load_pem(DevCa().file(name)).value()).value();
}

Result<CrlSet> lists(std::string_view name) {
  GATEWAY_TRY(const std::string pem, load_pem(DevCa().file(name)));
  GATEWAY_TRY(const auto parsed, parse_crls(pem));
  return CrlSet::from_lists(parsed, certificates("trust.pem"));
}

// A certificate file holds the leaf and then its issuer.
Verdict check(const CrlSet& set, std::string_view name, Instant now = SystemClock().now()) {
  const auto chain = certificates(name);
  return set.check(*chain.at(0), *chain.at(1), now);
}

TEST(CrlSetTest, FindsTheRevokedCertificateAndNoOther) {
  const auto set = lists("crl.pem");

  ASSERT_THAT(set, IsOk());
  EXPECT_EQ(set->revoked_count(), 1U);
  EXPECT_EQ(check(*set, "extra/revoked.pem"), Verdict::revoked);
  EXPECT_EQ(check(*set, "bup-handen.pem"), Verdict::good);
}

TEST(CrlSetTest, ChecksTheCasThemselves) {
  const auto set = lists("crl.pem");
  const auto authorities = certificates("trust.pem");

  EXPECT_EQ(set->check(*authorities[1], *authorities[0], SystemClock().now()), Verdict::good);
}

TEST(CrlSetTest, RefusesWhatAMissingListWouldCover) {
  EXPECT_EQ(check(*lists("extra/crl-without-function.pem"), "bup-handen.pem"), Verdict::no_list);
  EXPECT_EQ(check(CrlSet(), "bup-handen.pem"), Verdict::no_list);
}

TEST(CrlSetTest, RefusesWhatAnExpiredListCovers) {
  const auto set = lists("extra/crl-expired.pem");

  ASSERT_THAT(set, IsOk());
  EXPECT_EQ(check(*set, "bup-handen.pem"), Verdict::not_current);
}

TEST(CrlSetTest, IsCurrentUntilNextUpdateAndNotAtIt) {
  const auto set = lists("crl.pem");
  const Instant end = set->next_update();

  EXPECT_EQ(check(*set, "bup-handen.pem", end - std::chrono::microseconds(1)), Verdict::good);
  EXPECT_EQ(check(*set, "bup-handen.pem", end), Verdict::not_current);
  EXPECT_EQ(check(*set, "bup-handen.pem", end - std::chrono::days(365)), Verdict::not_current);
}

TEST(CrlSetTest, StillRevokesByAnExpiredList) {
  const auto set = lists("crl.pem");

  EXPECT_EQ(check(*set, "extra/revoked.pem", set->next_update()), Verdict::revoked);
}

TEST(CrlSetTest, RefusesAListThatAnImpostorSigned) {
  EXPECT_THAT(lists("extra/crl-forged.pem"), FailsWithId("TLS-CRL-SIGNATURE"));
}

TEST(CrlSetTest, RefusesAListOfACaThatIsNotTrusted) {
  EXPECT_THAT(lists("extra/crl-other.pem"), FailsWithId("TLS-CRL-ISSUER"));
}

TEST(CrlSetTest, RefusesTwoListsOfOneCa) {
  const std::string pem = load_pem(DevCa().file("crl.pem")).value();

  EXPECT_THAT(CrlSet::from_lists(parse_crls(pem + pem).value(), certificates("trust.pem")),
              FailsWithId("TLS-CRL-DUPLICATE"));
}

TEST(CrlSetTest, TakesAListOnlyFromACaThatMaySignLists) {
  const std::string pem = load_pem(DevCa().file("crl.pem")).value();

  EXPECT_THAT(CrlSet::from_lists(parse_crls(pem).value(), certificates("bup-handen.pem")),
              FailsWithId("TLS-CRL-ISSUER"));
}

}  // namespace
}  // namespace gateway::security
