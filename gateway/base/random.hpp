// RandomSource: the only way to unpredictable bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace gateway {

// THREADS: fill() may be called from any thread.
class RandomSource {
 public:
  virtual ~RandomSource() = default;
  // Fills `out` with bytes fit for keys and nonces.
  virtual void fill(std::span<std::byte> out) = 0;
};

// getrandom(2). Ends the process if the kernel refuses.
class SystemRandom final : public RandomSource {
 public:
  void fill(std::span<std::byte> out) override;
};

// A version 4 UUID in lower case, e.g. "f47ac10b-58cc-4372-a567-0e02b2c3d479".
// Source: RFC 4122, section 4.4.
std::string make_uuid(RandomSource& random);

}  // namespace gateway
