// xml_declaration: the <?xml ...?> at the start of a document.
#pragma once

#include <cstddef>
#include <string_view>

namespace gateway::codec {

struct XmlDeclaration {
  std::size_t size = 0;  // bytes; 0 if the text begins with none. Where it broke, if it did.
  std::string_view broken_id = {};
  std::string_view broken_message = {};
};

// Ids: XML-DECLARATION, XML-VERSION (only 1.0), XML-ENCODING (only UTF-8).
// Source: XML 1.0, productions 23 to 26, 32, 80 and 81.
XmlDeclaration scan_xml_declaration(std::string_view text) noexcept;

}  // namespace gateway::codec
