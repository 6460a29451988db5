#include "gateway/codec/xml_names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "gateway/codec/utf8.hpp"

namespace gateway::codec {
namespace {

enum Class : std::uint8_t { kNone = 0, kStart = 1, kPart = 2, kColon = 4, kWide = 8 };

constexpr std::array<std::uint8_t, 256> kClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool other = (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (letter) classes[c] = kStart | kPart;
    if (other) classes[c] = kPart;
    if (c == ':') classes[c] = kColon;
    if (c >= 0x80) classes[c] = kWide;
  }
  return classes;
}();

std::uint8_t class_of(char c) noexcept {
  return kClasses[static_cast<unsigned char>(c)];
}

struct Range {
  char32_t first;
  char32_t last;
};

// Production 4 beyond ASCII.
constexpr auto kStartRanges = std::to_array<Range>({
    {0xC0, 0xD6},
    {0xD8, 0xF6},
    {0xF8, 0x2FF},
    {0x370, 0x37D},
    {0x37F, 0x1FFF},
    {0x200C, 0x200D},
    {0x2070, 0x218F},
    {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF},
    {0xF900, 0xFDCF},
    {0xFDF0, 0xFFFD},
    {0x10000, 0xEFFFF},
});

// What production 4a adds to it.
constexpr auto kPartRanges = std::to_array<Range>({{0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}});

bool in_any(const auto& ranges, char32_t code) noexcept {
  return std::ranges::any_of(ranges,
                             [code](const Range& r) { return code >= r.first && code <= r.last; });
}

// Bytes of the name character at `at`, or 0.
std::uint32_t name_char_size(const char* at, const char* end, bool first) noexcept {
  const std::uint8_t c = class_of(*at);
  if ((c & (first ? kStart : kPart)) != 0) return 1;
  if (c != kWide) return 0;
  const DecodedChar wide = decode_utf8(at, end);
  const bool fits = in_any(kStartRanges, wide.code) || (!first && in_any(kPartRanges, wide.code));
  return fits ? wide.size : 0;
}

}  // namespace

XmlName scan_xml_name(const char* at, const char* end) noexcept {
  const char* const begin = at;
  XmlName name;
  bool first = true;
  while (at < end) {
    if (class_of(*at) == kColon) {
      if (first || name.colon != std::string_view::npos) return {};
      name.colon = static_cast<std::size_t>(at - begin);
      ++at;
      first = true;
      continue;
    }
    const std::uint32_t size = name_char_size(at, end, first);
    if (size == 0) break;
    at += size;
    first = false;
  }
  if (first) return {};
  name.text = {begin, static_cast<std::size_t>(at - begin)};
  return name;
}

}  // namespace gateway::codec
