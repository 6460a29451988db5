// Source: HSA's rules for HSA-ids; RFC 4514 for names.
#include "gateway/security/client_certificate.hpp"

#include <gmock/gmock.h>

#include "gateway/security/tls_pem.hpp"

#include "tests/support/dev_ca.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::security {
namespace {

using test::DevCa;
using test::FailsWithId;
using test::IsOk;

Result<ClientIdentity> identity_of(std::string_view name) {
  GATEWAY_TRY(const std::string pem, load_pem(DevCa().certificate(name).certificate));
  GATEWAY_TRY(const auto certificates, parse_certificates(pem));
  return read_identity(*certificates.front());
}

TEST(HsaIdTest, IsCountryOrganisationAndOneToEighteenLettersOrDigits) {
  EXPECT_TRUE(is_hsa_id("SE2321000016-B"));
  EXPECT_TRUE(is_hsa_id("SE2321000016-abcDEF012345678901"));
  EXPECT_FALSE(is_hsa_id("SE2321000016-abcDEF0123456789012"));
  EXPECT_FALSE(is_hsa_id("SE2321000016-"));
  EXPECT_FALSE(is_hsa_id("SE2321000016"));
  EXPECT_FALSE(is_hsa_id(""));
}

TEST(HsaIdTest, IsComparedByteForByte) {
  EXPECT_FALSE(is_hsa_id("se2321000016-BUP1"));
  EXPECT_FALSE(is_hsa_id("NO2321000016-BUP1"));
  EXPECT_FALSE(is_hsa_id("SE232100001-BUP1"));
  EXPECT_FALSE(is_hsa_id("SE23210000166-BUP1"));
  EXPECT_FALSE(is_hsa_id("SE232100001A-BUP1"));
  EXPECT_FALSE(is_hsa_id("SE2321000016-BUP 1"));
  EXPECT_FALSE(is_hsa_id("SE2321000016-BUP\xC3\x85"));
  EXPECT_FALSE(is_hsa_id(std::string_view("SE2321000016-BUP1\0X", 19)));
}

TEST(ClientCertificateTest, NamesIssuerAndHsaId) {
  const auto identity = identity_of("bup-handen");

  ASSERT_THAT(identity, IsOk());
  EXPECT_EQ(identity->hsa_id, "SE2321000016-BUP1");
  EXPECT_EQ(identity->issuer, "CN=Brygga DEV Function CA v1,O=Brygga DEV,C=SE");
  EXPECT_THAT(identity->fingerprint, testing::MatchesRegex("[0-9a-f]{64}"));
  EXPECT_GT(identity->not_after, SystemClock().now());
}

TEST(ClientCertificateTest, TellsTwoCertificatesOfOneCaApart) {
  EXPECT_NE(identity_of("bup-handen")->fingerprint, identity_of("bup-huddinge")->fingerprint);
}

TEST(ClientCertificateTest, RefusesASubjectWithoutSerialNumberEvenIfItsCommonNameIsAnHsaId) {
  EXPECT_THAT(identity_of("extra/no-serial-number"), FailsWithId("TLS-SERIAL-NUMBER"));
}

TEST(ClientCertificateTest, RefusesTwoSerialNumbers) {
  EXPECT_THAT(identity_of("extra/two-serial-numbers"), FailsWithId("TLS-SERIAL-NUMBER"));
}

TEST(ClientCertificateTest, RefusesANulInsideTheSerialNumber) {
  EXPECT_THAT(identity_of("extra/nul-serial-number"), FailsWithId("TLS-HSA-ID"));
}

TEST(ClientCertificateTest, RefusesAnHsaIdInLowerCase) {
  EXPECT_THAT(identity_of("extra/lower-case-hsa-id"), FailsWithId("TLS-HSA-ID"));
}

}  // namespace
}  // namespace gateway::security
