#include "gateway/store/packed_text.hpp"

#include "gateway/security/hash.hpp"

namespace gateway::store {
namespace {

constexpr std::size_t kUuidLength = 36;
constexpr std::size_t kUuidBytes = 16;
constexpr std::size_t kDigestLength = 64;

constexpr bool is_dash_place(std::size_t place) {
  return place == 8 || place == 13 || place == 18 || place == 23;
}

// -1 for anything but a lower-case hex digit.
constexpr int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// The number of bytes read, 0 if `text` is not hex (with the dashes of a UUID if `dashed`).
std::size_t read_hex(std::string_view text, bool dashed, std::array<std::byte, 32>& out) {
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (dashed && is_dash_place(i)) {
      if (text[i] != '-') return 0;
      continue;
    }
    const int value = digit(text[i]);
    if (value < 0) return 0;
    auto& byte = out[digits / 2];
    byte = digits % 2 == 0 ? std::byte(value << 4) : byte | std::byte(value);
    ++digits;
  }
  return digits / 2;
}

}  // namespace

PackedText::PackedText(std::string_view text) : text_(text) {
  if (text.size() == kUuidLength) size_ = read_hex(text, true, bytes_);
  if (text.size() == kDigestLength) size_ = read_hex(text, false, bytes_);
}

std::string unpack(security::ByteView bytes) {
  auto text = security::to_hex(bytes);
  if (bytes.size() != kUuidBytes) return text;
  for (const std::size_t place : {8U, 13U, 18U, 23U})
    text.insert(place, 1, '-');
  return text;
}

}  // namespace gateway::store
