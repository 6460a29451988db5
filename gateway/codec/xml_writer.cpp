#include "gateway/codec/xml_writer.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "gateway/codec/xml_namespaces.hpp"
#include "gateway/codec/xml_text.hpp"

namespace gateway::codec {
namespace {

// A tree takes about as many bytes as its text. The arena may hold far more than this resource.
constexpr std::size_t kMaxReserve = std::size_t{64} * 1024;

using fhir::NodeData;

// Writes one tree. Recursion is as deep as the tree, which the readers limit.
class Writer {
 public:
  Writer(const fhir::TypeTable& types, Layout layout, std::string& out)
      : types_(types),
        id_(types.find_name("id")),
        url_(types.find_name("url")),
        is_pretty_(layout == Layout::pretty),
        out_(out) {}

  void root(const NodeData& node) {
    const std::string_view name = types_.type_name(node.type);
    out_.append("<").append(name).append(" xmlns=\"").append(kFhirNamespace).append("\"");
    content(node, name);
  }

 private:
  void element(const NodeData& node) {
    new_line();
    if (types_.primitive(node.type) == fhir::Primitive::xhtml) {
      out_.append(node.value, node.value_size);
      return;
    }
    const std::string_view name = types_.name(node.name);
    out_.append("<").append(name);
    if (!types_.is_resource(node.type)) return content(node, name);
    const std::string_view type = types_.type_name(node.type);
    out_ += '>';
    ++depth_;
    new_line();
    out_.append("<").append(type);
    content(node, type);
    --depth_;
    end_tag(name);
  }

  // What follows the name in the tag, the children and the end tag.
  void content(const NodeData& node, std::string_view name) {
    if (node.child_count == 0 && node.value != nullptr) {  // most elements
      out_ += " value=\"";
      append_xml_attribute({node.value, node.value_size}, out_);
      out_ += "\"/>";
      return;
    }
    const NodeData* const end = node.children + node.child_count;
    std::size_t attributes = 0;
    for (const NodeData* at = node.children; at != end; ++at) {
      if (!is_attribute(node, *at)) continue;
      attribute(types_.name(at->name), *at);
      ++attributes;
    }
    if (node.value != nullptr) attribute("value", node);
    if (attributes == node.child_count) {
      out_ += "/>";
      return;
    }
    out_ += '>';
    ++depth_;
    for (const NodeData* at = node.children; at != end; ++at) {
      if (attributes == 0 || !is_attribute(node, *at)) element(*at);
    }
    --depth_;
    end_tag(name);
  }

  void attribute(std::string_view name, const NodeData& node) {
    out_.append(" ").append(name).append("=\"");
    append_xml_attribute({node.value, node.value_size}, out_);
    out_ += '"';
  }

  // Of R4 only `id` and `url` are attributes, and not in every type.
  bool is_attribute(const NodeData& parent, const NodeData& child) const {
    if (child.name != id_ && child.name != url_) return false;
    const fhir::SlotRow* const slot = types_.find_slot(parent.type, child.name);
    return slot != nullptr && (slot->flags & fhir::kXmlAttribute) != 0;
  }

  void end_tag(std::string_view name) {
    new_line();
    out_.append("</").append(name).append(">");
  }
  void new_line() {
    if (is_pretty_) out_.append(1, '\n').append(depth_ * 2, ' ');
  }

  const fhir::TypeTable& types_;
  fhir::NameId id_;
  fhir::NameId url_;
  bool is_pretty_;
  std::string& out_;
  std::size_t depth_ = 0;
};

}  // namespace

void write_xml(fhir::Node node, Layout layout, std::string& out) {
  Writer(node.types(), layout, out).root(*node.data());
}

std::string to_xml(const fhir::Resource& resource, Layout layout) {
  std::string out;
  out.reserve(std::min(resource.arena()->bytes(), kMaxReserve));
  write_xml(resource.root(), layout, out);
  return out;
}

}  // namespace gateway::codec
