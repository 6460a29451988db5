#include "gateway/base/underway.hpp"

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace gateway {
namespace {

TEST(UnderwayTest, IsSettledWhenNothingWasBegun) {
  Underway underway;
  underway.settle();
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

  many.clear();

  underway.settle();
}

}  // namespace
}  // namespace gateway
