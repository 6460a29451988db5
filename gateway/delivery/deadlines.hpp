// Deadlines: calls a function for whatever is not finished in time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace gateway::delivery {

// One thread that sleeps until the next deadline. A deadline is a length of real time: it bounds
// work that goes on outside the process, so it does not follow an injected clock.
//
// THREADS: any.
class Deadlines {
 public:
  using Ticket = std::uint64_t;

  Deadlines();
  // Forgets what has not come yet.
  ~Deadlines();
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  // Calls `late` after `length`, on the thread of the deadlines, unless it is taken back before.
  Ticket add(std::chrono::milliseconds length, std::move_only_function<void()> late);
  // After it returns `late` will not begin any more.
  void take_back(Ticket ticket);

 private:
  using Time = std::chrono::steady_clock::time_point;
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::pair<Time, Ticket>, std::move_only_function<void()>> waiting_;  // guarded by mutex_
  std::map<Ticket, Time> times_;                                                // guarded by mutex_
  Ticket last_ = 0;                                                             // guarded by mutex_
  bool stopping_ = false;                                                       // guarded by mutex_
  std::thread thread_;
};

}  // namespace gateway::delivery
