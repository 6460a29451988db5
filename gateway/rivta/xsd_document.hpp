// XmlDocument: a checked XML message as a tree with namespaces, and XmlElement, one element of it.
//
// The text passes codec's scanner first; libxml2 then builds the tree that XSD validation needs,
// and the envelope and the mapping read the same tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/fhir/issue.hpp"

// NOLINTBEGIN(*-reserved-identifier,cert-dcl*,*-identifier-naming): the names are libxml2's
struct _xmlDoc;
struct _xmlNode;
// NOLINTEND(*-reserved-identifier,cert-dcl*,*-identifier-naming)

namespace gateway::rivta {

// A view of one element; false if there is none. An absent element has no name, text or children.
//
// LIFETIME: never outlives the XmlDocument.
class XmlElement {
 public:
  XmlElement() = default;
  explicit XmlElement(_xmlNode* node) : node_(node) {}

  explicit operator bool() const noexcept { return node_ != nullptr; }

  // Without prefix.
  std::string_view name() const noexcept;
  // Of the element; empty if none.
  std::string_view namespace_uri() const noexcept;
  bool is(std::string_view namespace_uri, std::string_view name) const noexcept;
  // All character data directly below, CDATA included.
  std::string text() const;
  // The attribute without namespace, or in `namespace_uri`; empty if absent.
  std::string attribute(std::string_view name) const;
  std::string attribute(std::string_view namespace_uri, std::string_view name) const;

  XmlElement first_child() const noexcept;
  XmlElement next() const noexcept;
  // The first child of this name in the namespace of this element or in another one.
  XmlElement child(std::string_view name) const noexcept;
  // The next sibling of the same name.
  XmlElement next_same() const noexcept;

  std::uint32_t line() const noexcept;
  _xmlNode* node() const noexcept { return node_; }

 private:
  _xmlNode* node_ = nullptr;
};

// THREADS: one at a time.
class XmlDocument {
 public:
  static constexpr std::size_t kMaxDepth = 64;

  // Errors: malformed, too_large; those of codec::scan_xml().
  static fhir::Checked<XmlDocument> parse(std::string_view text, std::size_t max_bytes);

  XmlElement root() const noexcept;
  _xmlDoc* document() const noexcept { return document_.get(); }

 private:
  struct Free {
    void operator()(_xmlDoc* document) const noexcept;
  };
  explicit XmlDocument(_xmlDoc* document) : document_(document) {}

  std::unique_ptr<_xmlDoc, Free> document_;
};

// `element` and all below it in one text that is the same for messages that say the same: prefixes,
// comments and white space between elements do not count.
std::string canonical_text(XmlElement element);

}  // namespace gateway::rivta
