// XML text → is it well formed? Runs before any XML parser of ours.
//
//   GATEWAY_TRY(const auto outline, scan_xml(body, {.max_bytes = 10 << 20}));
//   if (outline.root_namespace == kSoapNamespace) ...
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/issue.hpp"

namespace gateway::codec {

struct XmlLimits {
  std::size_t max_bytes = std::size_t{2} * 1024 * 1024;
  std::size_t max_depth = 192;      // nested elements
  std::size_t max_attributes = 64;  // of one element, namespace declarations included
};

// A part of the text: bytes begin to end - 1.
struct XmlSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// An outermost element of the XHTML namespace: its first '<' to its last '>'.
struct XhtmlSpan {
  XmlSpan span;
  bool is_pure = true;  // no element or attribute in it is of another namespace
};

struct XmlOutline {
  std::string root_name;       // without prefix
  std::string root_namespace;  // empty if none
  std::size_t elements = 0;
  bool has_prefixes = false;  // an element is written with a prefix
  // A default namespace is declared elsewhere than at the root and at the elements of `xhtml`.
  bool has_inner_namespaces = false;
  std::vector<XhtmlSpan> xhtml;
};

// Accepts documents that are well formed by XML 1.0 and Namespaces in XML 1.0, are UTF-8 and use
// neither a document type nor processing instructions. Comments and CDATA sections are allowed.
//
// One pass; memory for the open elements only. `text` may begin with a byte order mark.
//
// Errors: malformed, too_large (XML-SIZE, XML-DEPTH, XML-ATTRIBUTE-LIMIT, XML-NAMESPACE-LIMIT). The
//         failure has one fatal issue with offset, line and column.
// Source: XML 1.0, fifth edition; Namespaces in XML 1.0, third edition.
// Deviation: DOCTYPE, processing instructions, encodings other than UTF-8 and XML 1.1 are refused.
fhir::Checked<XmlOutline> scan_xml(std::string_view text, const XmlLimits& limits = {});

}  // namespace gateway::codec
