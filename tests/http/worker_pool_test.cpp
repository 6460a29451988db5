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
