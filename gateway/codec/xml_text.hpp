// xml_text: references and escapes in XML character data.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gateway::codec {

// A reference at the start of a text: "&amp;" or "&#229;".
struct XmlReference {
  char32_t code = 0;
  std::size_t size = 0;  // bytes; 0 if it is none of the five entities and no character
};

// REQUIRES: `text` begins with '&'.
XmlReference scan_reference(std::string_view text) noexcept;

// `text` with its references resolved. What is no reference stays as it is.
std::string resolve_references(std::string_view text);

// Appends `text` as the value of an attribute in double quotes. A character that XML cannot hold is
// written as U+FFFD.
void append_xml_attribute(std::string_view text, std::string& out);

}  // namespace gateway::codec
