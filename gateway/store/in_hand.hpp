// InHand: which messages the threads of this process are working on right now, in a file that
// outlives it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"

namespace gateway::store {

// When the process ends by itself or is killed, the next one learns which messages may have been
// the cause. Those that only waited for a receiver's answer are not among them.
//
// THREADS: any.
class InHand {
  // Only open() makes one of a file; make_unique needs a public constructor.
  struct Opened {};

 public:
  using Slot = std::atomic<std::int64_t>;
  static constexpr std::size_t kSlots = 512;

  // Says that the calling thread works on a message, until it ends. LIFETIME: within its InHand.
  class Hold {
   public:
    explicit Hold(Slot* slot) noexcept : slot_(slot) {}
    ~Hold() {
      if (slot_ != nullptr) slot_->store(0, std::memory_order_release);
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    Slot* slot_;
  };

  // In memory only: nothing is left behind.
  InHand();
  InHand(Opened, std::span<Slot> mapped) noexcept;
  // Makes the file if there is none, and empties it.
  // Errors: unavailable (STORE-IN-HAND), storage_full (STORE-FULL).
  static Result<std::unique_ptr<InHand>> open(const std::string& path);
  ~InHand();
  InHand(const InHand&) = delete;
  InHand& operator=(const InHand&) = delete;

  // The keys (Claim::id) that the process before this one had in hand when it ended, each once.
  const std::vector<std::int64_t>& left() const noexcept { return left_; }

  // The messages in hand now.
  std::vector<std::int64_t> noted() const;

  // A hold beyond kSlots at once is not noted.
  [[nodiscard]] Hold hold(std::int64_t claim) noexcept;

 private:
  std::vector<Slot> own_;  // empty if slots_ lie in a file
  std::span<Slot> slots_;
  std::vector<std::int64_t> left_;
};

}  // namespace gateway::store
