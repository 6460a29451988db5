// xml_names: which characters make a name, and what a qualified name is made of.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace gateway::codec {

// A name in the text: "f:Patient" is prefix "f" and local name "Patient".
struct XmlName {
  std::string_view text;
  std::size_t colon = std::string_view::npos;

  std::string_view prefix() const noexcept {
    return colon == std::string_view::npos ? std::string_view() : text.substr(0, colon);
  }
  std::string_view local() const noexcept {
    return colon == std::string_view::npos ? text : text.substr(colon + 1);
  }
};

// As scan_xml_name(), for names of any kind.
XmlName scan_any_xml_name(const char* at, const char* end) noexcept;

constexpr bool is_xml_name_start(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// The name characters of ASCII, without ':'.
inline constexpr std::array<bool, 256> kXmlNameParts = [] {
  std::array<bool, 256> parts{};
  for (std::size_t c = 0; c < 128; ++c) {
    const char letter = static_cast<char>(c);
    parts[c] = is_xml_name_start(letter) || (letter >= '0' && letter <= '9') || letter == '-' ||
               letter == '.';
  }
  return parts;
}();

// The qualified name at the start of a text; its own text is empty if there is none. Stops at the
// first character that is not of a name; a name with an empty part or with two colons is none.
// Source: XML 1.0, fifth edition, productions 4 to 5; Namespaces in XML 1.0, productions 7 to 11.
inline XmlName scan_xml_name(const char* at, const char* end) noexcept {
  const char* to = at;
  while (to < end && kXmlNameParts[static_cast<unsigned char>(*to)])
    ++to;
  const bool is_plain = to > at && is_xml_name_start(*at) && to < end && *to != ':' &&
                        static_cast<unsigned char>(*to) < 0x80;
  if (is_plain) return {{at, static_cast<std::size_t>(to - at)}};
  return scan_any_xml_name(at, end);
}

constexpr bool is_xml_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

}  // namespace gateway::codec
