#include "gateway/base/random.hpp"

#include <array>

#include <gmock/gmock.h>

#include "tests/support/sequence_random.hpp"

namespace gateway {
namespace {

TEST(SystemRandomTest, GivesOtherBytesEachTime) {
  SystemRandom random;
  std::array<std::byte, 32> first{};
  std::array<std::byte, 32> second{};
  random.fill(first);
  random.fill(second);
  EXPECT_NE(first, second);
}

TEST(UuidTest, HasTheShapeOfVersionFour) {
  test::SequenceRandom random;
  for (int i = 0; i < 100; ++i) {
    const std::string uuid = make_uuid(random);
    ASSERT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[14], '4');
    EXPECT_THAT("89ab", testing::HasSubstr(std::string(1, uuid[19])));
    EXPECT_EQ(uuid.find_first_not_of("0123456789abcdef-"), std::string::npos);
    for (const std::size_t at : {8U, 13U, 18U, 23U})
      EXPECT_EQ(uuid[at], '-');
  }
}

TEST(SequenceRandomTest, RepeatsItselfFromTheSameSeedOnly) {
  test::SequenceRandom a(7);
  test::SequenceRandom b(7);
  test::SequenceRandom c(8);
  const std::string uuid = make_uuid(a);
  EXPECT_EQ(uuid, make_uuid(b));
  EXPECT_NE(uuid, make_uuid(c));
  EXPECT_NE(uuid, make_uuid(a));
}

}  // namespace
}  // namespace gateway
