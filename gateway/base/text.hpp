// Text: small operations on ASCII and UTF-8 that do not depend on a locale.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gateway {

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
constexpr bool is_lower(char c) noexcept {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_alpha(char c) noexcept {
  return is_lower(c) || is_upper(c);
}
// Space, tab, line feed, carriage return: the white space of FHIR, JSON, XML and HTTP.
constexpr bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
constexpr char to_lower(char c) noexcept {
  return is_upper(c) ? static_cast<char>(c + 32) : c;
}

// `text` without the white space at both ends.
std::string_view trim(std::string_view text) noexcept;

// The parts between separators, empty ones included; one empty part for an empty text.
std::vector<std::string_view> split(std::string_view text, char separator);

// What stands before the first `separator` and after it; without a separator all of `text` is
// before.
struct Halves {
  std::string_view before;
  std::string_view after;
  bool found = false;
};
Halves split_once(std::string_view text, char separator) noexcept;

// A-Z become a-z; other bytes stay.
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

// The whole of `text` as a decimal number that fits: an optional '-' (signed types) and digits; no
// '+', no white space, no separators. Leading zeros are accepted.
template <std::integral Integer>
std::optional<Integer> parse_integer(std::string_view text) noexcept {
  Integer value{};
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end || text.empty()) return std::nullopt;
  return value;
}

// Replaces each %XX by its byte. The result may be any bytes but NUL: ask is_utf8().
//
// Errors: malformed (TEXT-BAD-ESCAPE: '%' without two hexadecimal digits, %00 or
//         NUL).
// Source: RFC 3986, section 2.1.
Result<std::string> percent_decode(std::string_view text);

// The same for application/x-www-form-urlencoded and search URLs, where '+' is a space.
Result<std::string> form_decode(std::string_view text);

// Writes every byte but A-Z a-z 0-9 - . _ ~ as %XX.
std::string percent_encode(std::string_view text);

// Well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. About 8 bytes a step
// over ASCII.
// Source: RFC 3629, section 4.
bool is_utf8(std::string_view text) noexcept;

// The longest beginning of `text` that has at most `max_bytes` and does not cut a character.
// REQUIRES: `text` is UTF-8.
std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes) noexcept;

}  // namespace gateway
