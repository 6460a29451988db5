// Encoding: bytes as text. Hexadecimal, base64 and base64url, both ways, strict when reading.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway {

using Bytes = std::vector<std::byte>;

inline std::span<const std::byte> as_bytes(std::string_view text) noexcept {
  return std::as_bytes(std::span(text.data(), text.size()));
}
std::string to_string(std::span<const std::byte> bytes);

// 0..15, or -1 if `c` is not a hexadecimal digit.
constexpr int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Lower case, two digits for each byte.
std::string to_hex(std::span<const std::byte> bytes);
// Either case; nullopt for an odd length or another character.
std::optional<Bytes> from_hex(std::string_view text);

// Source: RFC 4648, section 4: with padding, no line breaks.
std::string to_base64(std::span<const std::byte> bytes);
// Nothing but the one text that to_base64() writes for the bytes: white space, missing padding and
// bits that are not zero at the end give nullopt.
std::optional<Bytes> from_base64(std::string_view text);

// Source: RFC 4648, section 5: '-' and '_', without padding as in JWS.
std::string to_base64url(std::span<const std::byte> bytes);
std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace gateway
