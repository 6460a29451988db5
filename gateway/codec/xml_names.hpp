// xml_names: which characters make a name, and what a qualified name is made of.
#pragma once

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

// The qualified name at the start of `text`; its text is empty if there is none. Stops at the first
// character that is not of a name; a name with an empty part or with two colons is none.
// Source: XML 1.0, fifth edition, productions 4 to 5; Namespaces in XML 1.0, productions 7 to 11.
XmlName scan_xml_name(const char* at, const char* end) noexcept;

constexpr bool is_xml_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

}  // namespace gateway::codec
