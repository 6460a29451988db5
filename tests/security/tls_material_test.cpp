#include "gateway/security/tls_material.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/dev_ca.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::security {
namespace {

using test::DevCa;
using test::FailsWithId;
using test::IsOk;

TlsFiles demo_files() {
  const DevCa ca;
  return {ca.file("server.pem"), ca.file("server.key"), ca.file("trust.pem"), ca.file("crl.pem")};
}

const SystemClock kClock;

TEST(TlsMaterialTest, LoadsTheDemoFiles) {
  const auto material = TlsMaterial::load(demo_files(), kClock, 7);

  ASSERT_THAT(material, IsOk());
  EXPECT_EQ((*material)->generation(), 7U);
  EXPECT_EQ((*material)->revoked().revoked_count(), 1U);
}

TEST(TlsMaterialTest, RefusesAKeyOfAnotherCertificate) {
  TlsFiles files = demo_files();
  files.key = DevCa().file("bup-handen.key");

  EXPECT_THAT(TlsMaterial::load(files, kClock, 1), FailsWithId("TLS-KEY"));
}

TEST(TlsMaterialTest, RefusesAnExpiredCertificateOfItsOwn) {
  TlsFiles files = demo_files();
  files.certificate = DevCa().file("extra/expired.pem");
  files.key = DevCa().file("extra/expired.key");

  EXPECT_THAT(TlsMaterial::load(files, kClock, 1), FailsWithId("TLS-CERTIFICATE-DATES"));
}

TEST(TlsMaterialTest, SaysWhichFileIsMissing) {
  TlsFiles files = demo_files();
  files.crl = DevCa().file("no-such-file.pem");

  const auto material = TlsMaterial::load(files, kClock, 1);

  ASSERT_THAT(material, FailsWithId("TLS-FILE"));
  EXPECT_THAT(material.error().message, testing::HasSubstr("no-such-file.pem"));
}

TEST(TlsMaterialTest, RefusesAFileThatHoldsSomethingElse) {
  TlsFiles files = demo_files();
  files.trust = files.key;

  EXPECT_THAT(TlsMaterial::load(files, kClock, 1), FailsWithId("TLS-PEM"));
}

class CurrentTlsTest : public testing::Test {
 protected:
  CurrentTlsTest() { std::filesystem::copy_file(demo_files().crl, files_.crl); }
  ~CurrentTlsTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_ = [] {
    std::string name = testing::TempDir() + "/tls-XXXXXX";
    return std::filesystem::path(mkdtemp(name.data()));
  }();
  TlsFiles files_ = [this] {
    TlsFiles files = demo_files();
    files.crl = folder_ / "crl.pem";
    return files;
  }();
};

TEST_F(CurrentTlsTest, GivesANewGenerationOnReload) {
  const auto tls = CurrentTls::load(files_, kClock);
  ASSERT_THAT(tls, IsOk());
  const auto before = (*tls)->material();

  ASSERT_THAT((*tls)->reload(), IsOk());

  EXPECT_EQ((*tls)->generation(), before->generation() + 1);
  EXPECT_EQ((*tls)->material()->generation(), (*tls)->generation());
}

TEST_F(CurrentTlsTest, KeepsTheOldMaterialWhenTheNewIsForged) {
  const auto tls = CurrentTls::load(files_, kClock);
  ASSERT_THAT(tls, IsOk());
  const auto before = (*tls)->material();
  std::filesystem::copy_file(DevCa().file("extra/crl-forged.pem"),
                             files_.crl,
                             std::filesystem::copy_options::overwrite_existing);

  EXPECT_THAT((*tls)->reload(), FailsWithId("TLS-CRL-SIGNATURE"));

  EXPECT_EQ((*tls)->material(), before);
  EXPECT_EQ((*tls)->generation(), before->generation());
}

}  // namespace
}  // namespace gateway::security
