#include "gateway/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "gateway/base/encoding.hpp"

namespace gateway {
namespace {

// What may follow the first byte of a character of several bytes.
struct LeadRow {
  unsigned char first;
  unsigned char last;
  unsigned char length;
  unsigned char second_low;
  unsigned char second_high;
};

// Source: RFC 3629, section 4: the rows of UTF8-2, UTF8-3 and UTF8-4.
constexpr auto kLeads = std::to_array<LeadRow>({
    {0xC2, 0xDF, 2, 0x80, 0xBF},
    {0xE0, 0xE0, 3, 0xA0, 0xBF},
    {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F},
    {0xEE, 0xEF, 3, 0x80, 0xBF},
    {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF},
    {0xF4, 0xF4, 4, 0x80, 0x8F},
});

constexpr bool is_tail(unsigned char byte) {
  return (byte & 0xC0U) == 0x80U;
}

// Length of the character that begins at text[0], a byte above 0x7F; 0 if it is not well formed.
std::size_t multibyte_length(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto* const row = std::ranges::find_if(kLeads, [first = byte(0)](const LeadRow& lead) {
    return first >= lead.first && first <= lead.last;
  });
  if (row == kLeads.end() || text.size() < row->length) return 0;
  if (byte(1) < row->second_low || byte(1) > row->second_high) return 0;
  for (std::size_t i = 2; i < row->length; ++i) {
    if (!is_tail(byte(i))) return 0;
  }
  return row->length;
}

// How many bytes at the beginning of `text` are ASCII.
std::size_t ascii_length(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
  std::size_t at = 0;
  for (std::uint64_t eight = 0; at + sizeof(eight) <= text.size(); at += sizeof(eight)) {
    std::memcpy(&eight, text.data() + at, sizeof(eight));
    if ((eight & kHighBits) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
    ++at;
  return at;
}

Result<std::string> decode(std::string_view text, bool plus_is_space) {
  const auto refuse = [] {
    return fail(ErrorKind::malformed,
                "TEXT-BAD-ESCAPE",
                "A percent sign is not followed by two hexadecimal digits, or there is a byte 0.");
  };
  if (text.find('\0') != std::string_view::npos) return refuse();
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0 || high + low == 0) return refuse();
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

}  // namespace

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_space(text.back()))
    text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (Halves rest{{}, text, true}; rest.found;) {
    rest = split_once(rest.after, separator);
    parts.push_back(rest.before);
  }
  return parts;
}

Halves split_once(std::string_view text, char separator) noexcept {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}, false};
  return {text.substr(0, at), text.substr(at + 1), true};
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    c = to_lower(c);
  return lower;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

Result<std::string> percent_decode(std::string_view text) {
  return decode(text, false);
}

Result<std::string> form_decode(std::string_view text) {
  return decode(text, true);
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_alpha(c) || is_digit(c) || kPlain.find(c) != std::string_view::npos) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kHex[byte >> 4U]);
    out.push_back(kHex[byte & 15U]);
  }
  return out;
}

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = ascii_length(text); at < text.size();) {
    const std::size_t length = multibyte_length(text.substr(at));
    if (length == 0) return false;
    at += length;
    at += ascii_length(text.substr(at));
  }
  return true;
}

std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && is_tail(static_cast<unsigned char>(text[max_bytes])))
    --max_bytes;
  return text.substr(0, max_bytes);
}

}  // namespace gateway
