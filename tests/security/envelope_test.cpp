// Envelope encryption: what is sealed opens only whole, unchanged, in its place and under its key.
#include "gateway/security/envelope.hpp"

#include <string>
#include <type_traits>

#include <gtest/gtest.h>

#include "gateway/security/hash.hpp"

#include "tests/support/result_matchers.hpp"

namespace gateway::security {
namespace {

class EnvelopeTest : public testing::Test {
 protected:
  SystemRandom random_;
  Envelope envelope_;
  SecretKey key_ = SecretKey::random(random_);
};

TEST_F(EnvelopeTest, OpensWhatItSealed) {
  for (const std::string content : {"", "x", "a longer text that spans several blocks of AES"}) {
    const auto sealed = envelope_.seal(key_, as_bytes(content), as_bytes("row 1"), random_);

    const auto opened = envelope_.open(key_, sealed, as_bytes("row 1"));

    ASSERT_THAT(opened, test::IsOk());
    EXPECT_EQ(as_text(*opened), content);
    EXPECT_EQ(sealed.size(), content.size() + kSealOverhead);
  }
}

TEST_F(EnvelopeTest, SealsTheSameContentDifferentlyEachTime) {
  EXPECT_NE(envelope_.seal(key_, as_bytes("same"), {}, random_),
            envelope_.seal(key_, as_bytes("same"), {}, random_));
}

TEST_F(EnvelopeTest, RefusesOtherAssociatedBytes) {
  const auto sealed = envelope_.seal(key_, as_bytes("content"), as_bytes("row 1"), random_);

  EXPECT_THAT(envelope_.open(key_, sealed, as_bytes("row 2")), test::FailsWithId("ENVELOPE-OPEN"));
}

TEST_F(EnvelopeTest, RefusesAnotherKey) {
  const auto sealed = envelope_.seal(key_, as_bytes("content"), {}, random_);

  EXPECT_THAT(envelope_.open(SecretKey::random(random_), sealed, {}),
              test::FailsWithId("ENVELOPE-OPEN"));
}

TEST_F(EnvelopeTest, RefusesAChangeOfAnyByte) {
  const auto sealed = envelope_.seal(key_, as_bytes("content"), {}, random_);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] ^= std::byte{1};

    EXPECT_THAT(envelope_.open(key_, changed, {}), test::FailsWithId("ENVELOPE-OPEN")) << i;
  }
}

TEST_F(EnvelopeTest, RefusesEveryTruncation) {
  const auto sealed = envelope_.seal(key_, as_bytes("content"), {}, random_);
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_THAT(envelope_.open(key_, ByteView(sealed).first(size), {}),
                test::FailsWithId("ENVELOPE-OPEN"))
        << size;
  }
}

TEST_F(EnvelopeTest, UnwrapsAWrappedKey) {
  const auto inner = SecretKey::random(random_);

  const auto unwrapped = envelope_.unwrap(key_, envelope_.wrap(key_, inner));

  ASSERT_THAT(unwrapped, test::IsOk());
  EXPECT_EQ(to_hex(unwrapped->view()), to_hex(inner.view()));
}

TEST_F(EnvelopeTest, RefusesAWrappedKeyUnderAnotherKeyOrChanged) {
  const auto wrapped = envelope_.wrap(key_, SecretKey::random(random_));
  auto changed = wrapped;
  changed[20] ^= std::byte{4};

  EXPECT_THAT(envelope_.unwrap(SecretKey::random(random_), wrapped),
              test::FailsWithId("ENVELOPE-UNWRAP"));
  EXPECT_THAT(envelope_.unwrap(key_, changed), test::FailsWithId("ENVELOPE-UNWRAP"));
  EXPECT_THAT(envelope_.unwrap(key_, ByteView(wrapped).first(39)),
              test::FailsWithId("ENVELOPE-UNWRAP"));
}

TEST_F(EnvelopeTest, OpensASealedKey) {
  const auto inner = SecretKey::random(random_);

  const auto opened = envelope_.open_key(
      key_, envelope_.seal_key(key_, inner, as_bytes("t/1"), random_), as_bytes("t/1"));

  ASSERT_THAT(opened, test::IsOk());
  EXPECT_EQ(to_hex(opened->view()), to_hex(inner.view()));
}

TEST_F(EnvelopeTest, RefusesASealedKeyOfAnotherPlaceOrKeyOrChanged) {
  const auto sealed =
      envelope_.seal_key(key_, SecretKey::random(random_), as_bytes("t/1"), random_);
  auto changed = sealed;
  changed[20] ^= std::byte{4};

  const auto refused = test::FailsWithId("ENVELOPE-OPEN");
  EXPECT_THAT(envelope_.open_key(key_, sealed, as_bytes("t/2")), refused);
  EXPECT_THAT(envelope_.open_key(SecretKey::random(random_), sealed, as_bytes("t/1")), refused);
  EXPECT_THAT(envelope_.open_key(key_, changed, as_bytes("t/1")), refused);
  EXPECT_THAT(envelope_.open_key(key_, ByteView(sealed).first(59), as_bytes("t/1")), refused);
  EXPECT_THAT(envelope_.open_key(key_, {}, as_bytes("t/1")), refused);
}

// Source: RFC 5649, section 4.1.
TEST_F(EnvelopeTest, WrapsAKeyIntoFortyBytes) {
  EXPECT_EQ(envelope_.wrap(key_, key_).size(), 40U);
}

TEST(SecretKeyTest, CannotBeCopiedAndIsWipedWhenItMoves) {
  static_assert(!std::is_copy_constructible_v<SecretKey>);
  static_assert(!std::is_copy_assignable_v<SecretKey>);
  SystemRandom random;
  auto key = SecretKey::random(random);

  const auto moved = std::move(key);

  // NOLINTNEXTLINE(bugprone-use-after-move): that nothing is left is the point
  EXPECT_EQ(to_hex(key.view()), std::string(64, '0'));
  EXPECT_NE(to_hex(moved.view()), std::string(64, '0'));
}

// Source: FIPS 180-4 examples; RFC 4231, case 2; RFC 5869, case 1.
TEST(HashTest, GivesThePublishedValues) {
  const Hash hash;
  EXPECT_EQ(to_hex(hash.sha256(as_bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(hash.sha256({as_bytes("a"), as_bytes("bc")})),
            to_hex(hash.sha256(as_bytes("abc"))));
  EXPECT_EQ(to_hex(KeyedHash(as_bytes("Jefe"))({as_bytes("what do ya want for nothing?")})),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

  const Bytes key(22, std::byte{0x0b});
  Bytes salt;
  for (unsigned i = 0; i <= 0x0c; ++i)
    salt.push_back(std::byte(i));
  std::string purpose;
  for (unsigned i = 0xf0; i <= 0xf9; ++i)
    purpose.push_back(static_cast<char>(i));
  Bytes out(42);
  hash.hkdf(key, salt, purpose, out);
  EXPECT_EQ(to_hex(out),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
}

}  // namespace
}  // namespace gateway::security
