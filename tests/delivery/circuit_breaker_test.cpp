#include "gateway/delivery/circuit_breaker.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::delivery {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr MonotonicTime kNow{1h};

TEST(CircuitBreakerTest, StaysClosedUntilTheLastAllowedFailure) {
  CircuitBreaker circuits({.failures = 3, .pause = 5s});

  circuits.failed(7, kNow);
  circuits.failed(7, kNow);

  EXPECT_THAT(circuits.open(kNow), IsEmpty());
}

TEST(CircuitBreakerTest, OpensForItsReceiverOnlyAndForThePause) {
  CircuitBreaker circuits({.failures = 3, .pause = 5s});
  for (int i = 0; i < 3; ++i)
    circuits.failed(7, kNow);
  circuits.failed(8, kNow);

  EXPECT_THAT(circuits.open(kNow + 4999ms), ElementsAre(7));
  EXPECT_THAT(circuits.open(kNow + 5s), IsEmpty());
}

TEST(CircuitBreakerTest, OpensAgainAfterOneFailureOfTheNextRound) {
  CircuitBreaker circuits({.failures = 3, .pause = 5s});
  for (int i = 0; i < 3; ++i)
    circuits.failed(7, kNow);

  circuits.failed(7, kNow + 5s);

  EXPECT_THAT(circuits.open(kNow + 6s), ElementsAre(7));
}

TEST(CircuitBreakerTest, ForgetsAllFailuresAtAnAnswer) {
  CircuitBreaker circuits({.failures = 3, .pause = 5s});
  for (int i = 0; i < 3; ++i)
    circuits.failed(7, kNow);

  circuits.answered(7);
  circuits.failed(7, kNow);

  EXPECT_THAT(circuits.open(kNow), IsEmpty());
}

}  // namespace
}  // namespace gateway::delivery
