#include "gateway/delivery/deadlines.hpp"

#include "gateway/base/clock.hpp"

namespace gateway::delivery {
namespace {

std::chrono::steady_clock::time_point now() {
  return SystemClock().monotonic();
}

}  // namespace

Deadlines::Deadlines() : thread_([this] { run(); }) {}

Deadlines::~Deadlines() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Deadlines::Ticket Deadlines::add(std::chrono::milliseconds length,
                                 std::move_only_function<void()> late) {
  const std::scoped_lock lock(mutex_);
  const Time time = now() + length;
  const Ticket ticket = ++last_;
  waiting_.emplace(std::pair(time, ticket), std::move(late));
  times_.emplace(ticket, time);
  changed_.notify_all();
  return ticket;
}

void Deadlines::take_back(Ticket ticket) {
  const std::scoped_lock lock(mutex_);
  const auto found = times_.find(ticket);
  if (found == times_.end()) return;
  waiting_.erase({found->second, ticket});
  times_.erase(found);
}

void Deadlines::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (waiting_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = waiting_.begin();
    if (now() < first->first.first) {
      const Time until = first->first.first;
      changed_.wait_until(lock, until);
      continue;
    }
    auto late = std::move(first->second);
    times_.erase(first->first.second);
    waiting_.erase(first);
    lock.unlock();
    late();
    lock.lock();
  }
}

}  // namespace gateway::delivery
