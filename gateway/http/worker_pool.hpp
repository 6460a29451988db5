// WorkerPool: threads that may block, with bounded queues before them that take turns.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gateway::http {

// A lane holds the waiting jobs of one organisation. The workers take one job from each lane in
// turn, so that a lane with a thousand jobs delays another by one job for each worker, not by a
// thousand.
//
// THREADS: all members may be called from any thread, also from a job.
class WorkerPool {
 public:
  using Job = std::move_only_function<void()>;
  class Lane;
  enum class Submitted : std::uint8_t { yes, lane_full, pool_full };

  // `max_queued` jobs wait at most, and `max_in_lane` of one lane.
  // REQUIRES: threads > 0.
  WorkerPool(std::size_t threads, std::size_t max_queued, std::size_t max_in_lane);
  // All jobs in one lane.
  WorkerPool(std::size_t threads, std::size_t max_queued)
      : WorkerPool(threads, max_queued, max_queued) {}
  // Runs what is queued, then ends the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // The lane of this name: one and the same for as long as somebody holds it. A connection asks
  // once, so that its requests need no look-up.
  std::shared_ptr<Lane> lane(const std::string& name);

  // Unless it says yes, `job` is untouched and never run here.
  Submitted submit(const std::shared_ptr<Lane>& lane, Job& job);
  // Into a lane that is nobody's. False if it is full.
  bool submit(Job& job) { return submit(common_, job) == Submitted::yes; }

 private:
  void work();
  Job take_next();

  const std::size_t max_queued_;
  const std::size_t max_in_lane_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Lane>> turns_;  // lanes with waiting jobs, next first; under mutex_
  std::size_t queued_ = 0;                   // jobs in all lanes; under mutex_
  bool ending_ = false;                      // under mutex_
  std::mutex names_mutex_;
  std::map<std::string, std::weak_ptr<Lane>> names_;  // under names_mutex_
  std::shared_ptr<Lane> common_;
  std::vector<std::thread> threads_;
};

}  // namespace gateway::http
