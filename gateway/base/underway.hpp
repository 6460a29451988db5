// Underway: what was begun and has not ended, on whatever threads, so that its owner can wait for
// the end of all of it.
//
//   Underway underway;
//   writer.submit(unit, [mark = underway.begin(), this](Result<Committed> result) { ... });
//   ...
//   underway.settle();
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>

namespace gateway {

// THREADS: any.
class Underway {
 public:
  // One thing under way, until its mark is destroyed. LIFETIME: within its Underway.
  class Mark {
   public:
    explicit Mark(Underway& underway) : underway_(&underway) { underway.add(); }
    Mark(Mark&& other) noexcept : underway_(std::exchange(other.underway_, nullptr)) {}
    Mark& operator=(Mark&& other) noexcept {
      std::swap(underway_, other.underway_);
      return *this;
    }
    ~Mark() {
      if (underway_ != nullptr) underway_->end();
    }

   private:
    Underway* underway_;
  };

  [[nodiscard]] Mark begin() { return Mark(*this); }

  // Waits until nothing is under way; what is begun meanwhile is waited for too.
  void settle() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return count_ == 0; });
  }

 private:
  void add() {
    const std::scoped_lock lock(mutex_);
    ++count_;
  }
  // Tells under the lock: whoever waits may destroy this as soon as it is free.
  void end() {
    const std::scoped_lock lock(mutex_);
    if (--count_ == 0) ended_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t count_ = 0;  // guarded by mutex_
};

}  // namespace gateway
