// SecretKey: 256 secret bits that are wiped when they are no longer needed.
#pragma once

#include <array>
#include <cstddef>

#include "gateway/base/random.hpp"
#include "gateway/security/hash_bytes.hpp"

namespace gateway::security {

inline constexpr std::size_t kKeyBytes = 32;

// Cannot be copied, printed or compared; a moved-from key is all zero.
class SecretKey {
 public:
  static SecretKey random(RandomSource& source);
  // All zero, to be filled by `bytes()`.
  SecretKey() = default;
  ~SecretKey() { wipe(); }
  SecretKey(SecretKey&& other) noexcept;
  SecretKey& operator=(SecretKey&& other) noexcept;
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;

  // LIFETIME: views the key.
  std::span<const std::byte, kKeyBytes> view() const noexcept { return bytes_; }
  std::span<std::byte, kKeyBytes> bytes() noexcept { return bytes_; }

 private:
  void wipe() noexcept;
  std::array<std::byte, kKeyBytes> bytes_{};
};

}  // namespace gateway::security
