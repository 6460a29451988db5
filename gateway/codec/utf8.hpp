// UTF-8: one character at a time, strictly.
#pragma once

#include <cstdint>
#include <string>

namespace gateway::codec {

struct DecodedChar {
  char32_t code = 0;
  std::uint32_t size = 0;  // bytes; 0 if the bytes are no character
};

// The character at `at`. Refuses overlong forms, surrogates, code points above U+10FFFF and
// truncated sequences. REQUIRES: at < end.
// Source: RFC 3629, section 4.
inline DecodedChar decode_utf8(const char* at, const char* end) noexcept {
  const auto byte = [at](int i) { return static_cast<unsigned char>(at[i]); };
  const auto follows = [&](int i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned char lead = byte(0);
  if (lead < 0x80U) return {lead, 1};
  if (lead < 0xC2U) return {};
  if (lead < 0xE0U) {
    if (end - at < 2 || !follows(1)) return {};
    return {((lead & 0x1FU) << 6U) | (byte(1) & 0x3FU), 2};
  }
  if (lead < 0xF0U) {
    if (end - at < 3 || !follows(1) || !follows(2)) return {};
    const char32_t code = ((lead & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
    if (code < 0x800U || (code >= 0xD800U && code <= 0xDFFFU)) return {};
    return {code, 3};
  }
  if (lead > 0xF4U || end - at < 4 || !follows(1) || !follows(2) || !follows(3)) return {};
  const char32_t code = ((lead & 0x07U) << 18U) | ((byte(1) & 0x3FU) << 12U) |
                        ((byte(2) & 0x3FU) << 6U) | (byte(3) & 0x3FU);
  if (code < 0x10000U || code > 0x10FFFFU) return {};
  return {code, 4};
}

// REQUIRES: `code` is a Unicode scalar value.
inline void append_utf8(char32_t code, std::string& out) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80U) {
    put(code);
  } else if (code < 0x800U) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000U) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

// True for the characters that may stand in an XML 1.0 document.
// Source: XML 1.0, fifth edition, production 2.
constexpr bool is_xml_char(char32_t code) noexcept {
  if (code < 0x20U) return code == 0x9U || code == 0xAU || code == 0xDU;
  return code < 0xD800U || (code > 0xDFFFU && code < 0xFFFEU) ||
         (code > 0xFFFFU && code < 0x110000U);
}

}  // namespace gateway::codec
