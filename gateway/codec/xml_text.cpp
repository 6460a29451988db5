#include "gateway/codec/xml_text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "gateway/codec/utf8.hpp"

namespace gateway::codec {
namespace {

struct Entity {
  std::string_view text;
  char32_t code;
};
constexpr auto kEntities = std::to_array<Entity>(
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}});

std::int32_t digit_of(char c, bool hexadecimal) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (!hexadecimal) return -1;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// REQUIRES: `text` begins with "&#".
XmlReference scan_character_reference(std::string_view text) noexcept {
  const bool hexadecimal = text.size() > 2 && text[2] == 'x';
  const std::size_t begin = hexadecimal ? 3 : 2;
  std::size_t at = begin;
  char32_t code = 0;
  for (; at < text.size(); ++at) {
    const std::int32_t digit = digit_of(text[at], hexadecimal);
    if (digit < 0) break;
    code = code * (hexadecimal ? 16U : 10U) + static_cast<char32_t>(digit);
    if (code > 0x10FFFFU) return {};
  }
  if (at == begin || at == text.size() || text[at] != ';' || !is_xml_char(code)) return {};
  return {code, at + 1};
}

enum : std::uint8_t { kPlain, kEscaped, kForbidden, kNonCharacterLead };

constexpr std::array<std::uint8_t, 256> kAttributeClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t c = 0; c < 0x20; ++c)
    classes[c] = kForbidden;
  for (const char c : {'\t', '\n', '\r', '&', '<', '>', '"'}) {
    classes[static_cast<unsigned char>(c)] = kEscaped;
  }
  classes[0xEF] = kNonCharacterLead;  // U+FFFE and U+FFFF are EF BF BE and EF BF BF
  return classes;
}();

std::string_view escape_of(char c) noexcept {
  switch (c) {
    case '\t': return "&#9;";
    case '\n': return "&#10;";
    case '\r': return "&#13;";
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    default: return "&quot;";
  }
}

// The first byte from `at` that may not stand as it is.
std::size_t skip_plain(std::string_view text, std::size_t at) noexcept {
#if defined(__SSE2__)
  const __m128i last_control = _mm_set1_epi8(0x1F);
  const auto is = [](__m128i v, unsigned char c) {
    return _mm_cmpeq_epi8(v, _mm_set1_epi8(static_cast<char>(c)));
  };
  for (; text.size() - at >= 16; at += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    __m128i odd = _mm_cmpeq_epi8(_mm_min_epu8(v, last_control), v);
    odd = _mm_or_si128(odd, _mm_or_si128(is(v, '&'), is(v, '<')));
    odd = _mm_or_si128(odd, _mm_or_si128(is(v, '>'), is(v, '"')));
    odd = _mm_or_si128(odd, is(v, 0xEF));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(odd));
    if (mask != 0) return at + static_cast<std::size_t>(std::countr_zero(mask));
  }
#endif
  while (at < text.size() && kAttributeClasses[static_cast<unsigned char>(text[at])] == kPlain)
    ++at;
  return at;
}

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

}  // namespace

XmlReference scan_reference(std::string_view text) noexcept {
  if (text.size() > 1 && text[1] == '#') return scan_character_reference(text);
  for (const Entity& entity : kEntities) {
    if (text.starts_with(entity.text)) return {entity.code, entity.text.size()};
  }
  return {};
}

std::string resolve_references(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(text.find('&', at), text.size());
    out.append(text.substr(at, next - at));
    at = next;
    if (at == text.size()) break;
    const XmlReference reference = scan_reference(text.substr(at));
    if (reference.size == 0) {
      out += '&';
      ++at;
    } else {
      append_utf8(reference.code, out);
      at += reference.size;
    }
  }
  return out;
}

void append_xml_attribute(std::string_view text, std::string& out) {
  std::size_t plain = 0;
  for (std::size_t at = skip_plain(text, 0); at < text.size(); at = skip_plain(text, at + 1)) {
    const std::uint8_t kind = kAttributeClasses[static_cast<unsigned char>(text[at])];
    const std::string_view rest = text.substr(at);
    const bool non_character = kind == kNonCharacterLead && (rest.starts_with("\xEF\xBF\xBE") ||
                                                             rest.starts_with("\xEF\xBF\xBF"));
    if (kind == kNonCharacterLead && !non_character) continue;
    out.append(text.substr(plain, at - plain));
    out.append(kind == kEscaped ? escape_of(text[at]) : kReplacement);
    if (non_character) at += 2;
    plain = at + 1;
  }
  out.append(text.substr(plain));
}

}  // namespace gateway::codec
