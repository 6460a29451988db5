#include "gateway/base/encoding.hpp"

#include <array>
#include <cstdint>

namespace gateway {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::uint8_t kNoDigit = 0xFF;
using DigitValues = std::array<std::uint8_t, 256>;

constexpr DigitValues values_of(std::string_view alphabet) {
  DigitValues values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr DigitValues kBase64Values = values_of(kBase64);
constexpr DigitValues kBase64UrlValues = values_of(kBase64Url);

std::string encode(std::span<const std::byte> bytes, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const std::byte byte : bytes) {
    bits = (bits << 8U) | std::to_integer<std::uint32_t>(byte);
    for (count += 8; count >= 6; count -= 6)
      out.push_back(alphabet[(bits >> (count - 6)) & 63U]);
  }
  if (count > 0) out.push_back(alphabet[(bits << (6 - count)) & 63U]);
  return out;
}

// `text` without padding.
std::optional<Bytes> decode(std::string_view text, const DigitValues& values) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::uint8_t digit = values[static_cast<unsigned char>(c)];
    if (digit == kNoDigit) return std::nullopt;
    bits = (bits << 6U) | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<std::byte>((bits >> count) & 0xFFU));
  }
  if ((bits & ((1U << count) - 1U)) != 0) return std::nullopt;
  return out;
}

}  // namespace

std::string to_string(std::span<const std::byte> bytes) {
  std::string text(bytes.size(), '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    text[i] = std::to_integer<char>(bytes[i]);
  return text;
}

std::string to_hex(std::span<const std::byte> bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::byte byte : bytes) {
    const auto value = std::to_integer<unsigned>(byte);
    out.push_back(kHex[value >> 4U]);
    out.push_back(kHex[value & 15U]);
  }
  return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<std::byte>(high * 16 + low));
  }
  return out;
}

std::string to_base64(std::span<const std::byte> bytes) {
  std::string out = encode(bytes, kBase64);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.ends_with('=')) text.remove_suffix(text.ends_with("==") ? 2 : 1);
  return decode(text, kBase64Values);
}

std::string to_base64url(std::span<const std::byte> bytes) {
  return encode(bytes, kBase64Url);
}

std::optional<Bytes> from_base64url(std::string_view text) {
  return decode(text, kBase64UrlValues);
}

}  // namespace gateway
