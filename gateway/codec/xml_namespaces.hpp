// XmlNamespaces: the namespace declarations in scope while a document is read.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::codec {

inline constexpr std::string_view kFhirNamespace = "http://hl7.org/fhir";
inline constexpr std::string_view kXhtmlNamespace = "http://www.w3.org/1999/xhtml";
inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
inline constexpr std::string_view kXmlnsNamespace = "http://www.w3.org/2000/xmlns/";

// LIFETIME: outlived by the text it is given views of.
// THREADS: one.
// Source: Namespaces in XML 1.0, third edition.
class XmlNamespaces {
 public:
  // Declarations in scope at most: they are searched one by one.
  static constexpr std::size_t kMaxDeclarations = 256;

  // Binds `prefix` (empty: the default namespace) to the attribute value `raw_uri`, references
  // unresolved. Returns the id of the rule it breaks: XML-NAMESPACE-RESERVED (xml, xmlns and their
  // names), XML-NAMESPACE-UNDECLARED (a prefix bound to nothing), XML-NAMESPACE-LIMIT.
  std::optional<std::string_view> declare(std::string_view prefix, std::string_view raw_uri);

  // The name bound to `prefix`; empty for no default namespace; nothing for an unknown prefix.
  std::optional<std::string_view> find(std::string_view prefix) const noexcept {
    return prefix.empty() ? default_ : find_prefix(prefix);
  }

  // How many declarations are in scope; leave() forgets those that came later.
  std::size_t size() const noexcept { return bindings_.size(); }
  void leave(std::size_t size) {
    if (size != bindings_.size()) forget(size);
  }

 private:
  struct Binding {
    std::string_view prefix;
    std::string_view uri;
  };

  std::optional<std::string_view> find_prefix(std::string_view prefix) const noexcept;
  void forget(std::size_t size);

  std::vector<Binding> bindings_;
  std::string_view default_;         // what the empty prefix is bound to
  std::deque<std::string> decoded_;  // names that were written with references
};

}  // namespace gateway::codec
