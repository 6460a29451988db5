#include "gateway/base/encoding.hpp"

#include <string>

#include <gmock/gmock.h>

#include "tests/support/sequence_random.hpp"

namespace gateway {
namespace {

struct Pair {
  std::string_view plain;
  std::string_view encoded;
};

TEST(EncodingTest, WritesTheTestVectorsOfTheRfc) {
  // Source: RFC 4648, section 10.
  for (const auto& [plain, encoded] : {Pair{"", ""},
                                       Pair{"f", "Zg=="},
                                       Pair{"fo", "Zm8="},
                                       Pair{"foo", "Zm9v"},
                                       Pair{"foob", "Zm9vYg=="},
                                       Pair{"fooba", "Zm9vYmE="},
                                       Pair{"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(to_base64(as_bytes(plain)), encoded);
    const auto decoded = from_base64(encoded);
    ASSERT_TRUE(decoded) << encoded;
    EXPECT_EQ(to_string(*decoded), plain);
  }
}

TEST(EncodingTest, RefusesBase64ThatItWouldNotWrite) {
  for (const auto* const text : {"Zg",
                                 "Zg=",
                                 "Zg===",
                                 "Zh==",
                                 "Zm9=",
                                 "Z===",
                                 "====",
                                 "Zm9v\n",
                                 " Zm9v",
                                 "Zm 9v",
                                 "Zm-_",
                                 "Zg==Zg==",
                                 "Z=g="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(EncodingTest, RefusesBase64UrlThatItWouldNotWrite) {
  for (const auto* const text : {"Zg==", "Zh", "Z", "Zm+v", "Zm/v", "Zm 9"}) {
    EXPECT_FALSE(from_base64url(text)) << text;
  }
}

TEST(EncodingTest, ReadsBackWhateverItWrites) {
  test::SequenceRandom random;
  for (std::size_t size = 0; size < 70; ++size) {
    Bytes bytes(size);
    random.fill(bytes);
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
  }
}

TEST(EncodingTest, UsesTheUrlAlphabetWithoutPadding) {
  const Bytes bytes{std::byte{0xFB}, std::byte{0xFF}};
  EXPECT_EQ(to_base64(bytes), "+/8=");
  EXPECT_EQ(to_base64url(bytes), "-_8");
}

TEST(EncodingTest, ReadsHexInEitherCaseAndNothingElse) {
  EXPECT_EQ(to_hex(*from_hex("00fFA9")), "00ffa9");
  for (const auto* const text : {"0", "0g", "g0", "0x", " 00", "00 "}) {
    EXPECT_FALSE(from_hex(text)) << text;
  }
}

}  // namespace
}  // namespace gateway
