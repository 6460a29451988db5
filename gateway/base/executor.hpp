// Executor: where work goes that must not run on the calling thread.
#pragma once

#include <functional>

namespace gateway {

// THREADS: post() may be called from any thread; tasks run on any thread of the executor.
class Executor {
 public:
  virtual ~Executor() = default;
  // Queues `task`. False if the queue is full: the task is not run and was not moved from.
  virtual bool post(std::move_only_function<void()>& task) = 0;
};

}  // namespace gateway
