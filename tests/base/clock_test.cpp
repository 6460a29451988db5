#include "gateway/base/clock.hpp"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.hpp"

namespace gateway {
namespace {

TEST(SystemClockTest, NeverGoesBackOnTheMonotonicLine) {
  const SystemClock clock;
  const MonotonicTime first = clock.monotonic();
  EXPECT_LE(first, clock.monotonic());
}

TEST(SystemClockTest, KnowsThatItIsLaterThanTheYearItWasWritten) {
  EXPECT_GT(SystemClock().now(), test::ManualClock::kStart);
}

TEST(ManualClockTest, MovesBothLinesTogether) {
  test::ManualClock clock;
  const Instant before = clock.now();
  const MonotonicTime monotonic_before = clock.monotonic();
  clock.advance(std::chrono::seconds(90));
  EXPECT_EQ(clock.now() - before, std::chrono::seconds(90));
  EXPECT_EQ(clock.monotonic() - monotonic_before, std::chrono::seconds(90));
}

}  // namespace
}  // namespace gateway
