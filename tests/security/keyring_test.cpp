// The master key file and the keys derived from it.
#include "gateway/security/keyring.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/result_matchers.hpp"

namespace gateway::security {
namespace {

class KeyringTest : public testing::Test {
 protected:
  KeyringTest() {
    std::string name = testing::TempDir() + "keyring-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ + "/master.key";
  }
  ~KeyringTest() override { std::filesystem::remove_all(folder_); }

  SystemRandom random_;
  std::string folder_;
  std::string path_;
};

TEST_F(KeyringTest, LoadsTheFileItMade) {
  ASSERT_THAT(create_master_key(path_, random_), test::IsOk());

  const auto first = Keyring::load(path_);
  const auto second = Keyring::load(path_);

  ASSERT_THAT(first, test::IsOk());
  ASSERT_THAT(second, test::IsOk());
  EXPECT_EQ(to_hex(first->wrapping_key().view()), to_hex(second->wrapping_key().view()));
}

TEST_F(KeyringTest, MakesAFileForItsOwnerOnly) {
  ASSERT_THAT(create_master_key(path_, random_), test::IsOk());

  struct stat state{};
  ASSERT_EQ(::stat(path_.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 07777U, 0600U);
}

TEST_F(KeyringTest, NeverOverwritesAKey) {
  ASSERT_THAT(create_master_key(path_, random_), test::IsOk());

  EXPECT_THAT(create_master_key(path_, random_), test::FailsWithId("KEYRING-EXISTS"));
}

TEST_F(KeyringTest, RefusesAMissingFile) {
  EXPECT_THAT(Keyring::load(path_), test::FailsWithId("KEYRING-MISSING"));
}

TEST_F(KeyringTest, RefusesAFileThatOthersCanReadOrWrite) {
  ASSERT_THAT(create_master_key(path_, random_), test::IsOk());
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U}) {
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);

    EXPECT_THAT(Keyring::load(path_), test::FailsWithId("KEYRING-MODE")) << std::oct << mode;
  }
}

TEST_F(KeyringTest, RefusesAnythingButARegularFile) {
  ASSERT_THAT(create_master_key(path_, random_), test::IsOk());
  std::filesystem::create_symlink(path_, folder_ + "/link");

  EXPECT_THAT(Keyring::load(folder_ + "/link"), test::FailsWithId("KEYRING-MODE"));
  EXPECT_THAT(Keyring::load(folder_), test::FailsWithId("KEYRING-MODE"));
}

TEST_F(KeyringTest, RefusesAFileOfAnotherLength) {
  for (const std::size_t length : {0U, 31U, 33U}) {
    std::ofstream(path_, std::ios::trunc) << std::string(length, 'k');
    ASSERT_EQ(::chmod(path_.c_str(), 0600), 0);

    EXPECT_THAT(Keyring::load(path_), test::FailsWithId("KEYRING-LENGTH")) << length;
  }
}

TEST_F(KeyringTest, DerivesADifferentKeyForEachPurpose) {
  const Keyring keyring(SecretKey::random(random_));

  EXPECT_NE(to_hex(keyring.wrapping_key().view()), to_hex(keyring.cursor_key().view()));
  EXPECT_NE(to_hex(keyring.cursor_key().view()), to_hex(keyring.audit_key(0).view()));
  EXPECT_EQ(to_hex(keyring.audit_key(0).view()), to_hex(keyring.audit_key((1U << 24U) - 1).view()));
  EXPECT_NE(to_hex(keyring.audit_key(0).view()), to_hex(keyring.audit_key(1U << 24U).view()));
}

}  // namespace
}  // namespace gateway::security
