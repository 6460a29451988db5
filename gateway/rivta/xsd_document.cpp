#include "gateway/rivta/xsd_document.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "gateway/base/text.hpp"
#include "gateway/codec/xml_scanner.hpp"

namespace gateway::rivta {
namespace {

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

std::string_view namespace_of(const xmlNs* ns) {
  return ns == nullptr ? std::string_view() : view(ns->href);
}

std::string text_below(const xmlNode* first) {
  std::string text;
  for (const xmlNode* at = first; at != nullptr; at = at->next) {
    if (at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) text += view(at->content);
  }
  return text;
}

const xmlAttr* find_attribute(const xmlNode* node, std::string_view ns, std::string_view name) {
  if (node == nullptr) return nullptr;
  for (const xmlAttr* at = node->properties; at != nullptr; at = at->next) {
    if (view(at->name) == name && namespace_of(at->ns) == ns) return at;
  }
  return nullptr;
}

xmlNodePtr element_from(xmlNodePtr node) {
  while (node != nullptr && node->type != XML_ELEMENT_NODE)
    node = node->next;
  return node;
}

// Lengths before the texts keep two different elements from looking alike.
void append_sized(std::string& out, std::string_view text) {
  out += std::to_string(text.size());
  out += ':';
  out += text;
}

void append_canonical(std::string& out, XmlElement element) {
  out += '<';
  append_sized(out, element.namespace_uri());
  append_sized(out, element.name());
  std::vector<std::pair<std::string, std::string>> attributes;
  for (const xmlAttr* at = element.node()->properties; at != nullptr; at = at->next) {
    attributes.emplace_back(std::string(namespace_of(at->ns)) + " " + std::string(view(at->name)),
                            text_below(at->children));
  }
  std::ranges::sort(attributes);
  for (const auto& [name, value] : attributes) {
    out += '@';
    append_sized(out, name);
    append_sized(out, value);
  }
  if (!element.first_child()) append_sized(out, element.text());
  for (XmlElement child = element.first_child(); child; child = child.next()) {
    append_canonical(out, child);
  }
  out += '>';
}

}  // namespace

std::string_view XmlElement::name() const noexcept {
  return node_ == nullptr ? std::string_view() : view(node_->name);
}

std::string_view XmlElement::namespace_uri() const noexcept {
  return node_ == nullptr ? std::string_view() : namespace_of(node_->ns);
}

bool XmlElement::is(std::string_view wanted_namespace,
                    std::string_view wanted_name) const noexcept {
  return node_ != nullptr && name() == wanted_name && namespace_uri() == wanted_namespace;
}

std::string XmlElement::text() const {
  return node_ == nullptr ? std::string() : text_below(node_->children);
}

std::string XmlElement::attribute(std::string_view wanted) const {
  return attribute("", wanted);
}

std::string XmlElement::attribute(std::string_view ns, std::string_view wanted) const {
  const xmlAttr* const found = find_attribute(node_, ns, wanted);
  return found == nullptr ? std::string() : text_below(found->children);
}

XmlElement XmlElement::first_child() const noexcept {
  return XmlElement(node_ == nullptr ? nullptr : element_from(node_->children));
}

XmlElement XmlElement::next() const noexcept {
  return XmlElement(node_ == nullptr ? nullptr : element_from(node_->next));
}

XmlElement XmlElement::child(std::string_view wanted) const noexcept {
  for (XmlElement at = first_child(); at; at = at.next()) {
    if (at.is(namespace_uri(), wanted)) return at;
  }
  return {};
}

XmlElement XmlElement::next_same() const noexcept {
  for (XmlElement at = next(); at; at = at.next()) {
    if (at.is(namespace_uri(), name())) return at;
  }
  return {};
}

std::uint32_t XmlElement::line() const noexcept {
  const long line = node_ == nullptr ? 0 : xmlGetLineNo(node_);
  return line > 0 ? static_cast<std::uint32_t>(line) : 0;
}

void XmlDocument::Free::operator()(_xmlDoc* document) const noexcept {
  xmlFreeDoc(document);
}

fhir::Checked<XmlDocument> XmlDocument::parse(std::string_view text, std::size_t max_bytes) {
  GATEWAY_CHECK(codec::scan_xml(text, {.max_bytes = max_bytes, .max_depth = kMaxDepth}));
  const int options =
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES;
  xmlDocPtr const document =
      xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, "UTF-8", options);
  if (document == nullptr) {
    // What the scanner accepts and libxml2 does not: a limit of libxml2.
    return fail(ErrorKind::malformed, "RIVTA-XML", "The XML document cannot be read.");
  }
  return XmlDocument(document);
}

XmlElement XmlDocument::root() const noexcept {
  return XmlElement(xmlDocGetRootElement(document_.get()));
}

std::string canonical_text(XmlElement element) {
  std::string text;
  if (element) append_canonical(text, element);
  return text;
}

}  // namespace gateway::rivta
