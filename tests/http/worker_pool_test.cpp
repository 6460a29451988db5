#include "gateway/http/worker_pool.hpp"

#include <atomic>
#include <latch>

#include <gmock/gmock.h>

#include "gateway/http/admission.hpp"

namespace gateway::http {
namespace {

TEST(WorkerPoolTest, RunsEveryJobOnce) {
  std::atomic<int> runs = 0;
  {
    WorkerPool pool(3, 1'000);
    for (int i = 0; i < 1'000; ++i) {
      WorkerPool::Job job = [&runs] { ++runs; };
      ASSERT_TRUE(pool.submit(job));
    }
  }
  EXPECT_EQ(runs, 1'000);
}

TEST(WorkerPoolTest, RefusesAJobWhenTheQueueIsFullAndLeavesItToTheCaller) {
  std::latch started(1);
  std::latch go(1);
  WorkerPool pool(1, 1);
  WorkerPool::Job busy = [&] {
    started.count_down();
    go.wait();
  };
  WorkerPool::Job waiting = [] {};
  WorkerPool::Job beyond = [] {};
  ASSERT_TRUE(pool.submit(busy));
  started.wait();

  EXPECT_TRUE(pool.submit(waiting));
  EXPECT_FALSE(pool.submit(beyond));
  EXPECT_TRUE(static_cast<bool>(beyond));

  go.count_down();
}

// One worker that is busy until the test lets it go, and a record of what ran after that.
class LanesTest : public testing::Test {
 protected:
  LanesTest() {
    WorkerPool::Job busy = [this] {
      started_.count_down();
      go_.wait();
    };
    EXPECT_EQ(pool_->submit(pool_->lane("busy"), busy), Submitted::yes);
    started_.wait();
  }
  ~LanesTest() override {
    if (pool_) finish();
  }

  using Submitted = WorkerPool::Submitted;
  Submitted submit(const std::shared_ptr<WorkerPool::Lane>& lane, std::string name) {
    WorkerPool::Job job = [this, name = std::move(name)] { ran_.push_back(name); };
    return pool_->submit(lane, job);
  }
  std::vector<std::string> finish() {
    go_.count_down();
    pool_.reset();
    return ran_;
  }

  std::latch started_{1};
  std::latch go_{1};
  std::vector<std::string> ran_;
  std::unique_ptr<WorkerPool> pool_ = std::make_unique<WorkerPool>(1, 5, 3);
  std::shared_ptr<WorkerPool::Lane> a_ = pool_->lane("SE2321000016-A");
  std::shared_ptr<WorkerPool::Lane> b_ = pool_->lane("SE2321000016-B");
};

TEST_F(LanesTest, TakeTurnsHoweverManyJobsOneOfThemHas) {
  for (const char* name : {"a1", "a2", "a3"})
    EXPECT_EQ(submit(a_, name), Submitted::yes);
  for (const char* name : {"b1", "b2"})
    EXPECT_EQ(submit(b_, name), Submitted::yes);

  EXPECT_THAT(finish(), testing::ElementsAre("a1", "b1", "a2", "b2", "a3"));
}

TEST_F(LanesTest, ThatAreFullLeaveTheOthersTheirPlaces) {
  for (const char* name : {"a1", "a2", "a3"})
    EXPECT_EQ(submit(a_, name), Submitted::yes);

  EXPECT_EQ(submit(a_, "a4"), Submitted::lane_full);
  EXPECT_EQ(submit(b_, "b1"), Submitted::yes);

  EXPECT_THAT(finish(), testing::ElementsAre("a1", "b1", "a2", "a3"));
}

TEST_F(LanesTest, HaveNoMorePlacesThanThePool) {
  for (const char* name : {"a1", "a2", "a3"})
    EXPECT_EQ(submit(a_, name), Submitted::yes);
  for (const char* name : {"b1", "b2"})
    EXPECT_EQ(submit(b_, name), Submitted::yes);

  EXPECT_EQ(submit(b_, "b3"), Submitted::pool_full);
}

TEST_F(LanesTest, AreKnownByNameWhileSomebodyHoldsThem) {
  EXPECT_EQ(pool_->lane("SE2321000016-A"), a_);
  EXPECT_NE(a_, b_);
}

TEST_F(LanesTest, KeepTheirJobsWhenNobodyHoldsThemAnyMore) {
  EXPECT_EQ(submit(a_, "a1"), Submitted::yes);
  a_.reset();
  EXPECT_EQ(submit(pool_->lane("SE2321000016-C"), "c1"), Submitted::yes);

  EXPECT_THAT(finish(), testing::ElementsAre("a1", "c1"));
}

TEST(AdmissionTest, CountsUpToEachLimitAndNotBeyond) {
  Limits limits;
  limits.connections = 2;
  limits.per_organisation = 1;
  limits.bodies_in_flight = 10;
  Admission admission(limits);

  EXPECT_TRUE(admission.enter_connection());
  EXPECT_TRUE(admission.enter_connection());
  EXPECT_FALSE(admission.enter_connection());
  EXPECT_TRUE(admission.enter_organisation("SE2321000016-A"));
  EXPECT_FALSE(admission.enter_organisation("SE2321000016-A"));
  EXPECT_TRUE(admission.enter_organisation("SE2321000016-B"));
  EXPECT_TRUE(admission.enter_body(10));
  EXPECT_FALSE(admission.enter_body(1));
}

TEST(AdmissionTest, GivesBackWhatIsLeft) {
  Limits limits;
  limits.connections = 1;
  limits.handshakes = 1;
  limits.per_organisation = 1;
  Admission admission(limits);
  ASSERT_TRUE(admission.enter_connection());
  ASSERT_TRUE(admission.enter_organisation("SE2321000016-A"));

  admission.leave_organisation("SE2321000016-A");
  admission.leave_handshake();
  admission.leave_connection();

  EXPECT_TRUE(admission.wait_until_empty(std::chrono::milliseconds(0)));
  EXPECT_TRUE(admission.enter_connection());
  EXPECT_TRUE(admission.enter_organisation("SE2321000016-A"));
}

}  // namespace
}  // namespace gateway::http
