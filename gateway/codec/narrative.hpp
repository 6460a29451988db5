// narrative: the XHTML of a narrative as the text that a tree holds and JSON carries.
#pragma once

#include <string>
#include <string_view>

#include "gateway/codec/xml_scanner.hpp"

namespace gateway::codec {

// An XHTML element inside an XML document, cut out so that it stands on its own: its first tag
// declares the namespace, names have no prefix, comments are dropped, CDATA is ordinary text,
// references to characters by number are UTF-8, line ends are '\n'. Text that is written that way
// already comes out byte for byte.
//
// REQUIRES: scan_xml() accepted the document, `element` is one of its spans and is pure;
//           `has_prefixes` as the outline says.
// Source: FHIR R4, json.html#xhtml, narrative.html#xhtml.
std::string narrative_text(std::string_view document, const XmlSpan& element, bool has_prefixes);

}  // namespace gateway::codec
