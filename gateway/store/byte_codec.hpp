// ByteWriter and ByteReader: numbers and texts in the store's own small binary records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/security/hash_bytes.hpp"

namespace gateway::store {

class ByteWriter {
 public:
  // Seven bits a byte, lowest first.
  void number(std::uint64_t value) {
    for (; value >= 0x80U; value >>= 7U)
      bytes_.push_back(std::byte(value | 0x80U));
    bytes_.push_back(std::byte(value));
  }
  void raw(security::ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void text(std::string_view text) {
    number(text.size());
    raw(security::as_bytes(text));
  }
  const security::Bytes& bytes() const noexcept { return bytes_; }
  security::Bytes take() { return std::move(bytes_); }

 private:
  security::Bytes bytes_;
};

// Reads what a ByteWriter wrote. Beyond the end everything is 0 or empty, and is_good() is false.
//
// LIFETIME: views the bytes.
class ByteReader {
 public:
  explicit ByteReader(security::ByteView bytes) : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto one = raw(1);
      if (one.empty()) return 0;
      const auto part = std::to_integer<std::uint64_t>(one[0]);
      value |= (part & 0x7fU) << shift;
      if ((part & 0x80U) == 0) return value;
    }
    good_ = false;
    return 0;
  }
  security::ByteView raw(std::size_t count) {
    if (count > rest_.size()) {
      good_ = false;
      return {};
    }
    const auto bytes = rest_.first(count);
    rest_ = rest_.subspan(count);
    return bytes;
  }
  std::string_view text() { return security::as_text(raw(number())); }

  bool is_good() const noexcept { return good_; }
  // Whether all was read, and there was enough.
  bool is_done() const noexcept { return good_ && rest_.empty(); }
  std::size_t left() const noexcept { return rest_.size(); }

 private:
  security::ByteView rest_;
  bool good_ = true;
};

}  // namespace gateway::store
