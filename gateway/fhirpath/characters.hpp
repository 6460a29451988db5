// Characters: what FHIRPath counts in a text: Unicode code points, not bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gateway::fhirpath {

inline constexpr char32_t kFirstSurrogate = 0xD800;
inline constexpr char32_t kLowSurrogate = 0xDC00;
inline constexpr char32_t kBehindSurrogates = 0xE000;
inline constexpr char32_t kLastCharacter = 0x10FFFF;

constexpr bool is_character(char32_t code) noexcept {
  return code <= kLastCharacter && (code < kFirstSurrogate || code >= kBehindSurrogates);
}

// A byte that begins a character.
constexpr bool is_first_byte(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// REQUIRES: UTF-8, here and below.
inline std::size_t count_characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(text, is_first_byte));
}

// The first character; `text` is not empty.
inline std::string_view first_character(std::string_view text) noexcept {
  const auto* const next = std::find_if(text.begin() + 1, text.end(), is_first_byte);
  return text.substr(0, static_cast<std::size_t>(next - text.begin()));
}

// The byte where the character `index` begins; text.size() if there are not so many.
inline std::size_t byte_of_character(std::string_view text, std::size_t index) noexcept {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index)
    at += first_character(text.substr(at)).size();
  return at;
}

// The code point of one character.
constexpr char32_t code_point(std::string_view character) noexcept {
  constexpr unsigned kLeadBits[] = {0x7FU, 0x1FU, 0x0FU, 0x07U};
  char32_t code = static_cast<unsigned char>(character.front()) & kLeadBits[character.size() - 1];
  for (const char byte : character.substr(1))
    code = (code << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
  return code;
}

// REQUIRES: is_character(code).
inline void append_character(std::string& text, char32_t code) {
  const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0U | (code >> 6U));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
  }
  put(0x80U | (code & 0x3FU));
}

}  // namespace gateway::fhirpath
