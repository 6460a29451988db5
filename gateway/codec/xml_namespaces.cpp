#include "gateway/codec/xml_namespaces.hpp"

#include "gateway/codec/xml_text.hpp"

namespace gateway::codec {

std::optional<std::string_view> XmlNamespaces::declare(std::string_view prefix,
                                                       std::string_view raw_uri) {
  std::string_view uri = raw_uri;
  if (raw_uri.find('&') != std::string_view::npos) {
    uri = decoded_.emplace_back(resolve_references(raw_uri));
  }
  if (prefix == "xmlns" || uri == kXmlnsNamespace) return "XML-NAMESPACE-RESERVED";
  if ((prefix == "xml") != (uri == kXmlNamespace)) return "XML-NAMESPACE-RESERVED";
  if (!prefix.empty() && uri.empty()) return "XML-NAMESPACE-UNDECLARED";
  if (bindings_.size() == kMaxDeclarations) return "XML-NAMESPACE-LIMIT";
  bindings_.push_back({prefix, uri});
  if (prefix.empty()) default_ = uri;
  return std::nullopt;
}

std::optional<std::string_view> XmlNamespaces::find_prefix(std::string_view prefix) const noexcept {
  for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding) {
    if (binding->prefix == prefix) return binding->uri;
  }
  if (prefix == "xml") return kXmlNamespace;
  return std::nullopt;
}

void XmlNamespaces::forget(std::size_t size) {
  bindings_.resize(size);
  default_ = {};
  for (const Binding& binding : bindings_) {
    if (binding.prefix.empty()) default_ = binding.uri;
  }
}

}  // namespace gateway::codec
