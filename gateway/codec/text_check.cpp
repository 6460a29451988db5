#include "gateway/codec/text_check.hpp"

#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "gateway/codec/utf8.hpp"

namespace gateway::codec {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_plain_xml(char c) noexcept {
  return static_cast<signed char>(c) >= 0x20 || c == '\n' || c == '\t' || c == '\r';
}

// Control characters behind the last white space. RapidJSON 1.1.0 refuses those before it in a
// string itself, but with SSE2 takes U+001A to U+001F for text.
constexpr char kFirstControl = 0x0E;
constexpr char kLastControl = 0x1F;

bool is_plain_json(char c) noexcept {
  return static_cast<signed char>(c) > 0 && c != '\\' && (c < kFirstControl || c > kLastControl);
}

// The first byte that needs a closer look.
const char* skip_plain_xml(const char* at, const char* end) noexcept {
#if defined(__SSE2__)
  const __m128i lowest = _mm_set1_epi8(0x20);
  for (; end - at >= 16; at += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    auto odd = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmplt_epi8(v, lowest)));
    while (odd != 0) {
      const char* const found = at + std::countr_zero(odd);
      if (!is_plain_xml(*found)) return found;
      odd &= odd - 1;
    }
  }
#endif
  while (at < end && is_plain_xml(*at))
    ++at;
  return at;
}

const char* skip_plain_json(const char* at, const char* end) noexcept {
#if defined(__SSE2__)
  const __m128i lowest = _mm_set1_epi8(1);
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i first_control = _mm_set1_epi8(kFirstControl);
  const __m128i controls = _mm_set1_epi8(kLastControl - kFirstControl);
  for (; end - at >= 16; at += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // As unsigned numbers, so that what is before the first is far behind the last.
    const __m128i behind = _mm_sub_epi8(v, first_control);
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(behind, controls), behind);
    const __m128i odd = _mm_or_si128(
        control, _mm_or_si128(_mm_cmplt_epi8(v, lowest), _mm_cmpeq_epi8(v, backslash)));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(odd));
    if (mask != 0) return at + std::countr_zero(mask);
  }
#endif
  while (at < end && is_plain_json(*at))
    ++at;
  return at;
}

// The four hexadecimal digits after "\u", or -1.
std::int32_t hex4(const char* at, const char* end) noexcept {
  if (end - at < 4) return -1;
  std::int32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = at[i];
    std::int32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = c - 'A' + 10;
    } else {
      return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

struct Escape {
  std::size_t size = 2;
  std::string_view bad_id = {};
};

constexpr bool is_forbidden_control(std::int32_t code) noexcept {
  return code >= 0 && code < 0x20 && code != 0x09 && code != 0x0A && code != 0x0D;
}

// The escape at `at`, a backslash. Malformed escapes are left to the parser.
Escape check_escape(const char* at, const char* end) noexcept {
  if (end - at < 2) return {1};
  if (at[1] == 'b' || at[1] == 'f') return {2, "JSON-CONTROL-CHARACTER"};
  if (at[1] != 'u') return {2};
  const std::int32_t code = hex4(at + 2, end);
  if (code < 0) return {2};
  if (code == 0) return {6, "JSON-NUL"};
  if (is_forbidden_control(code)) return {6, "JSON-CONTROL-CHARACTER"};
  if (code < 0xD800 || code > 0xDFFF) return {6};
  const bool pair_follows = code < 0xDC00 && end - at >= 12 && at[6] == '\\' && at[7] == 'u';
  const std::int32_t low = pair_follows ? hex4(at + 8, end) : -1;
  if (low < 0xDC00 || low > 0xDFFF) return {6, "JSON-SURROGATE"};
  return {12};
}

std::string_view json_message(std::string_view id) noexcept {
  if (id == "JSON-NUL") return "The text holds the character U+0000.";
  if (id == "JSON-SURROGATE") return "The text holds half of a surrogate pair.";
  return "A string holds a control character that FHIR does not allow.";
}

}  // namespace

std::optional<BadText> find_bad_xml(std::string_view text) noexcept {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  for (const char* at = skip_plain_xml(begin, end); at < end; at = skip_plain_xml(at, end)) {
    const DecodedChar c = decode_utf8(at, end);
    const auto offset = static_cast<std::size_t>(at - begin);
    if (c.size == 0) return BadText{"XML-ENCODING", "The text is not UTF-8.", offset};
    if (!is_xml_char(c.code)) {
      return BadText{
          "XML-CHARACTER", "The text holds a character that XML does not allow.", offset};
    }
    at += c.size;
  }
  return std::nullopt;
}

std::optional<BadText> find_bad_json(std::string_view text) noexcept {
  if (text.starts_with(kByteOrderMark)) {
    return BadText{"JSON-BYTE-ORDER-MARK", "The text begins with a byte order mark.", 0};
  }
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  for (const char* at = skip_plain_json(begin, end); at < end; at = skip_plain_json(at, end)) {
    const auto offset = static_cast<std::size_t>(at - begin);
    if (*at == '\\') {
      const Escape escape = check_escape(at, end);
      if (!escape.bad_id.empty())
        return BadText{escape.bad_id, json_message(escape.bad_id), offset};
      at += escape.size;
      continue;
    }
    const DecodedChar c = decode_utf8(at, end);
    if (c.size == 0) return BadText{"JSON-ENCODING", "The text is not UTF-8.", offset};
    if (c.code == 0) return BadText{"JSON-NUL", json_message("JSON-NUL"), offset};
    if (is_forbidden_control(static_cast<std::int32_t>(c.code)))
      return BadText{"JSON-CONTROL-CHARACTER", json_message("JSON-CONTROL-CHARACTER"), offset};
    at += c.size;
  }
  return std::nullopt;
}

}  // namespace gateway::codec
