#include "gateway/validation/workbench.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/base/clock.hpp"

#include "tests/support/result_matchers.hpp"

namespace gateway::validation {
namespace {

const conformance::Definitions& definitions() {
  static const auto loaded = conformance::Definitions::load(GATEWAY_DEFINITIONS);
  return **loaded;
}

class WorkbenchPoolTest : public testing::Test {
 protected:
  // Without packages: the pool does not look into its benches.
  WorkbenchPool::Make make() {
    return [this]() -> Result<std::unique_ptr<Workbench>> {
      if (fails_) return fail(ErrorKind::not_found, "TEST-NONE", "there is none");
      ++made_;
      return std::make_unique<Workbench>(
          definitions(),
          std::make_unique<conformance::PackageSet>(definitions().types()),
          std::vector<fhir::Resource>(),
          clock_);
    };
  }

  SystemClock clock_;
  std::atomic<int> made_ = 0;
  std::atomic<bool> fails_ = false;
};

TEST_F(WorkbenchPoolTest, MakesTheFirstBenchAtOnceAndLendsItAgain) {
  const auto pool = WorkbenchPool::open(make(), 2);
  ASSERT_THAT(pool, test::IsOk());
  EXPECT_EQ(made_, 1);

  const Workbench* first = (*pool)->lend()->get();
  const Workbench* again = (*pool)->lend()->get();

  EXPECT_EQ(first, again);
  EXPECT_EQ(made_, 1);
}

TEST_F(WorkbenchPoolTest, MakesABenchForEachThatIsAskedForAtTheSameTime) {
  const auto pool = WorkbenchPool::open(make(), 2);
  const auto first = (*pool)->lend();
  const auto second = (*pool)->lend();

  EXPECT_NE(first->get(), second->get());
  EXPECT_EQ(made_, 2);
}

TEST_F(WorkbenchPoolTest, WhoFindsAllOfThemLentWaitsForOne) {
  const auto pool = WorkbenchPool::open(make(), 1);
  auto first = (*pool)->lend();
  std::atomic<bool> is_back = false;
  std::thread other([&] {
    const auto second = (*pool)->lend();
    EXPECT_TRUE(is_back);
  });

  is_back = true;
  first->reset();
  other.join();

  EXPECT_EQ(made_, 1);
}

TEST_F(WorkbenchPoolTest, ABenchThatCannotBeMadeHoldsNoPlace) {
  const auto pool = WorkbenchPool::open(make(), 2);
  const auto first = (*pool)->lend();
  fails_ = true;
  EXPECT_THAT((*pool)->lend(), test::FailsWithId("TEST-NONE"));
  fails_ = false;
  EXPECT_THAT((*pool)->lend(), test::IsOk());
}

TEST_F(WorkbenchPoolTest, OpensOnlyIfTheFirstBenchCanBeMade) {
  fails_ = true;
  EXPECT_THAT(WorkbenchPool::open(make(), 1), test::FailsWithId("TEST-NONE"));
}

}  // namespace
}  // namespace gateway::validation
