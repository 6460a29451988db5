#include "gateway/delivery/retry_policy.hpp"

#include <chrono>
#include <cstddef>
#include <span>

#include <gtest/gtest.h>

namespace gateway::delivery {
namespace {

using namespace std::chrono_literals;

// Draws the same byte again and again: 0 is the longest wait, 255 the shortest.
class ConstantRandom final : public RandomSource {
 public:
  explicit ConstantRandom(std::byte value) : value_(value) {}
  void fill(std::span<std::byte> out) override {
    for (std::byte& byte : out)
      byte = value_;
  }

 private:
  std::byte value_;
};

TEST(RetryPolicyTest, DoublesTheWaitWithEachAttempt) {
  ConstantRandom longest(std::byte{0});
  const RetryPolicy policy{1s, 15min};

  EXPECT_EQ(wait_before_next(policy, 1, longest), 1s);
  EXPECT_EQ(wait_before_next(policy, 2, longest), 2s);
  EXPECT_EQ(wait_before_next(policy, 5, longest), 16s);
}

TEST(RetryPolicyTest, NeverWaitsLongerThanTheLongestHoweverManyAttempts) {
  ConstantRandom longest(std::byte{0});
  const RetryPolicy policy{1s, 15min};

  EXPECT_EQ(wait_before_next(policy, 11, longest), 15min);
  EXPECT_EQ(wait_before_next(policy, 4'000'000'000, longest), 15min);
}

TEST(RetryPolicyTest, TakesAwayAtMostHalfByChance) {
  ConstantRandom shortest(std::byte{255});
  const RetryPolicy policy{1s, 15min};

  EXPECT_EQ(wait_before_next(policy, 1, shortest), 500ms);
  EXPECT_EQ(wait_before_next(policy, 11, shortest), 7min + 30s);
}

}  // namespace
}  // namespace gateway::delivery
