#include "gateway/validation/prose/anchors.hpp"

#include <algorithm>

#include "gateway/codec/xml_text.hpp"
#include "gateway/validation/structure_check.hpp"
#include "gateway/validation/xhtml_scanner.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

std::size_t count_of(const std::vector<std::string>& sorted, std::string_view text) {
  return static_cast<std::size_t>(std::ranges::equal_range(sorted, text).size());
}

class Collector {
 public:
  Collector(std::vector<std::string>& ids, std::vector<std::string>& anchors)
      : ids_(ids), anchors_(anchors) {}

  void visit(Node node, std::size_t depth) {
    if (depth > kMaxElementDepth) return;
    if (node.primitive() == fhir::Primitive::xhtml) return visit_narrative(node.value());
    if (const Node id = node.child("id"); id.has_value()) ids_.emplace_back(id.value());
    for (const Node child : node.children())
      visit(child, depth + 1);
  }

 private:
  void visit_narrative(std::string_view text) {
    XhtmlScanner scanner(text);
    bool is_link = false;
    for (auto event = scanner.next(); event != XhtmlEvent::end && event != XhtmlEvent::malformed;
         event = scanner.next()) {
      if (event == XhtmlEvent::open) is_link = scanner.name() == "a";
      if (event != XhtmlEvent::attribute) continue;
      if (scanner.name() == "id") ids_.push_back(codec::resolve_references(scanner.value()));
      if (is_link && scanner.name() == "name")
        anchors_.push_back(codec::resolve_references(scanner.value()));
    }
  }

  std::vector<std::string>& ids_;
  std::vector<std::string>& anchors_;
};

}  // namespace

const Anchors::Names& Anchors::names() const {
  if (!names_) {
    Names names;
    Collector(names.ids, names.anchors).visit(resource_, 0);
    std::ranges::sort(names.ids);
    std::ranges::sort(names.anchors);
    names_ = std::move(names);
  }
  return *names_;
}

std::size_t Anchors::ids(std::string_view id) const {
  return count_of(names().ids, id);
}

std::size_t Anchors::targets(std::string_view id) const {
  return ids(id) + count_of(names().anchors, id);
}

}  // namespace gateway::validation
