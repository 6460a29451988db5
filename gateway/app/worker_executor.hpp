// WorkerExecutor: the Executor of the exchange on a pool of worker threads.
#pragma once

#include "gateway/base/executor.hpp"
#include "gateway/http/worker_pool.hpp"

namespace gateway::app {

// THREADS: any.
class WorkerExecutor final : public Executor {
 public:
  static constexpr std::size_t kMaxQueued = 4096;

  explicit WorkerExecutor(std::size_t threads) : pool_(threads, kMaxQueued) {}
  bool post(std::move_only_function<void()>& task) override { return pool_.submit(task); }

 private:
  http::WorkerPool pool_;
};

}  // namespace gateway::app
