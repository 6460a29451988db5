#include "gateway/http/worker_pool.hpp"

#include <utility>

namespace gateway::http {

// Guarded by the pool's mutex.
class WorkerPool::Lane {
 public:
  std::deque<Job> waiting;
};

WorkerPool::WorkerPool(std::size_t threads, std::size_t max_queued, std::size_t max_in_lane)
    : max_queued_(max_queued), max_in_lane_(max_in_lane), common_(std::make_shared<Lane>()) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i)
    threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_)
    thread.join();
}

std::shared_ptr<WorkerPool::Lane> WorkerPool::lane(const std::string& name) {
  const std::lock_guard lock(names_mutex_);
  if (const auto found = names_.find(name); found != names_.end()) {
    if (auto lane = found->second.lock()) return lane;
  }
  // Names come from outside: those that nobody holds any more make room for the new one.
  std::erase_if(names_, [](const auto& row) { return row.second.expired(); });
  auto lane = std::make_shared<Lane>();
  names_.emplace(name, lane);
  return lane;
}

WorkerPool::Submitted WorkerPool::submit(const std::shared_ptr<Lane>& lane, Job& job) {
  {
    const std::lock_guard lock(mutex_);
    if (lane->waiting.size() >= max_in_lane_) return Submitted::lane_full;
    if (queued_ >= max_queued_) return Submitted::pool_full;
    if (lane->waiting.empty()) turns_.push_back(lane);
    lane->waiting.push_back(std::move(job));
    ++queued_;
  }
  changed_.notify_one();
  return Submitted::yes;
}

// REQUIRES: mutex_ is held and a job waits.
WorkerPool::Job WorkerPool::take_next() {
  const std::shared_ptr<Lane> lane = std::move(turns_.front());
  turns_.pop_front();
  Job job = std::move(lane->waiting.front());
  lane->waiting.pop_front();
  if (!lane->waiting.empty()) turns_.push_back(lane);
  --queued_;
  return job;
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !turns_.empty(); });
    if (turns_.empty()) return;
    Job job = take_next();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
  }
}

}  // namespace gateway::http
