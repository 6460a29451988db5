// WorkerPool: threads that may block, with a bounded queue before them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace gateway::http {

// THREADS: submit() may be called from any thread, also from a job.
class WorkerPool {
 public:
  using Job = std::move_only_function<void()>;

  // REQUIRES: threads > 0.
  WorkerPool(std::size_t threads, std::size_t max_queued);
  // Runs what is queued, then ends the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False if the queue is full: `job` is untouched then, and never run here.
  bool submit(Job& job);

 private:
  void work();

  const std::size_t max_queued_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;  // under mutex_
  bool ending_ = false;    // under mutex_
  std::vector<std::thread> threads_;
};

}  // namespace gateway::http
