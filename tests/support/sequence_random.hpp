// SequenceRandom: bytes that look random and are the same in every run.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>

#include "gateway/base/random.hpp"

namespace gateway::test {

// THREADS: any; with several threads the order of their calls decides who gets which bytes.
class SequenceRandom final : public RandomSource {
 public:
  explicit SequenceRandom(std::uint64_t seed = 1) : state_(seed) {}

  void fill(std::span<std::byte> out) override {
    const std::lock_guard lock(mutex_);
    for (std::byte& byte : out)
      byte = static_cast<std::byte>(next() >> 56U);
  }

 private:
  // SplitMix64.
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }

  std::mutex mutex_;
  std::uint64_t state_;
};

}  // namespace gateway::test
