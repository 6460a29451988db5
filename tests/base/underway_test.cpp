#include "gateway/base/underway.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace gateway {
namespace {

// Until a wait that should have ended is given up.
constexpr std::chrono::seconds kPatience{30};

TEST(UnderwayTest, IsSettledWhenNothingWasBegun) {
  Underway underway;
  auto settled = std::async(std::launch::async, [&underway] { underway.settle(); });

  EXPECT_EQ(settled.wait_for(kPatience), std::future_status::ready);
}

TEST(UnderwayTest, SettlesWhenTheLastMarkIsGone) {
  Underway underway;
  std::optional<Underway::Mark> first = underway.begin();
  std::atomic<bool> settling = false;
  std::atomic<bool> ended = false;
  std::thread other([&, second = underway.begin()]() mutable {
    settling.wait(false);
    const Underway::Mark moved = std::move(second);
    ended = true;
  });

  first.reset();
  settling = true;
  settling.notify_all();
  underway.settle();

  EXPECT_TRUE(ended);
  other.join();
}

TEST(UnderwayTest, CountsAMovedMarkOnce) {
  Underway underway;
  Underway::Mark first = underway.begin();
  Underway::Mark second = std::move(first);
  first = underway.begin();
  std::vector<Underway::Mark> many;
  many.push_back(std::move(first));
  many.push_back(std::move(second));
  std::atomic<bool> ending = false;
  auto settled = std::async(std::launch::async, [&] {
    underway.settle();
    return ending.load();
  });

  many.pop_back();
  ending = true;
  many.clear();

  // Too few counted: it did not wait for the last. Too many: it waits still.
  ASSERT_EQ(settled.wait_for(kPatience), std::future_status::ready);
  EXPECT_TRUE(settled.get());
}

}  // namespace
}  // namespace gateway
