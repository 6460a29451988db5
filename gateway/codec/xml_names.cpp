#include "gateway/codec/xml_names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "gateway/codec/utf8.hpp"

namespace gateway::codec {
namespace {

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
  const auto c = static_cast<unsigned char>(*at);
  if (c < 0x80) return (first ? is_xml_name_start(*at) : kXmlNameParts[c]) ? 1 : 0;
  const DecodedChar wide = decode_utf8(at, end);
  const bool fits = in_any(kStartRanges, wide.code) || (!first && in_any(kPartRanges, wide.code));
  return fits ? wide.size : 0;
}

}  // namespace

XmlName scan_any_xml_name(const char* at, const char* end) noexcept {
  const char* const begin = at;
  XmlName name;
  bool first = true;
  while (at < end) {
    if (*at == ':') {
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
