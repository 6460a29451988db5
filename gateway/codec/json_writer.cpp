#include "gateway/codec/json_writer.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "gateway/codec/json_string.hpp"
#include "gateway/codec/number_text.hpp"

namespace gateway::codec {
namespace {

// A tree takes about as many bytes as its text. The arena may hold far more than this resource.
constexpr std::size_t kMaxReserve = std::size_t{64} * 1024;

using fhir::NodeData;
using fhir::Primitive;

// Writes one tree. Recursion is as deep as the tree, which the readers limit.
class Writer {
 public:
  Writer(const fhir::TypeTable& types, Layout layout, std::string& out)
      : types_(types), is_pretty_(layout == Layout::pretty), out_(out) {}

  void object(const NodeData& node) {
    open('{');
    bool is_first = true;
    if (types_.is_resource(node.type)) {
      key("resourceType", false, is_first);
      append_json_string(types_.type_name(node.type), out_);
    }
    members(node, is_first);
    close('}');
  }

 private:
  struct Group {
    const NodeData* begin;
    const NodeData* end;
    std::string_view name;
    bool repeats;
  };

  void members(const NodeData& node, bool& is_first) {
    const auto slots = types_.slots(node.type);
    const NodeData* const end = node.children + node.child_count;
    std::size_t hint = 0;
    for (const NodeData* at = node.children; at != end;) {
      const NodeData* next = at + 1;
      while (next != end && next->name == at->name)
        ++next;
      const fhir::SlotRow* const slot = types_.find_slot(node.type, at->name, hint);
      if (slot != nullptr) hint = static_cast<std::size_t>(slot - slots.data());
      const bool repeats = slot != nullptr && (slot->flags & fhir::kRepeats) != 0;
      member({at, next, types_.name(at->name), repeats || next - at > 1}, is_first);
      at = next;
    }
  }

  void member(const Group& group, bool& is_first) {
    const bool is_primitive = types_.primitive(group.begin->type) != Primitive::none;
    if (!is_primitive) {
      key(group.name, false, is_first);
      list(group, [this](const NodeData& node) { object(node); });
      return;
    }
    const auto has_value = [](const NodeData& node) { return node.value != nullptr; };
    const auto has_children = [](const NodeData& node) { return node.child_count != 0; };
    if (std::any_of(group.begin, group.end, has_value)) {
      key(group.name, false, is_first);
      list(group, [this](const NodeData& node) { value(node); });
    }
    if (std::any_of(group.begin, group.end, has_children)) {
      key(group.name, true, is_first);
      list(group, [this](const NodeData& node) { companion(node); });
    }
  }

  template <typename Write>
  void list(const Group& group, Write write) {
    if (!group.repeats) return write(*group.begin);
    open('[');
    for (const NodeData* at = group.begin; at != group.end; ++at) {
      if (at != group.begin) out_ += ',';
      new_line();
      write(*at);
    }
    close(']');
  }

  void companion(const NodeData& node) {
    if (node.child_count == 0) {
      out_ += "null";
    } else {
      object(node);
    }
  }

  // A value that its JSON kind cannot carry becomes a string: the text stays JSON, whatever the
  // tree holds.
  void value(const NodeData& node) {
    if (node.value == nullptr) {
      out_ += "null";
      return;
    }
    std::string_view text(node.value, node.value_size);
    const Primitive primitive = types_.primitive(node.type);
    if (primitive == Primitive::boolean && (text == "true" || text == "false")) {
      out_ += text;
    } else if (fhir::is_number(primitive) && is_json_number(without_plus(text))) {
      out_ += without_plus(text);
    } else {
      append_json_string(text, out_);
    }
  }

  // FHIR integers may begin with '+', numbers of JSON may not.
  static std::string_view without_plus(std::string_view text) {
    return text.starts_with('+') ? text.substr(1) : text;
  }

  // `name` holds nothing that needs an escape: it is the name of an element.
  void key(std::string_view name, bool is_companion, bool& is_first) {
    if (!is_first) out_ += ',';
    is_first = false;
    new_line();
    out_ += is_companion ? "\"_" : "\"";
    out_.append(name).append(is_pretty_ ? "\": " : "\":");
  }
  void open(char bracket) {
    out_ += bracket;
    ++depth_;
  }
  void close(char bracket) {
    --depth_;
    new_line();
    out_ += bracket;
  }
  void new_line() {
    if (is_pretty_) out_.append(1, '\n').append(depth_ * 2, ' ');
  }

  const fhir::TypeTable& types_;
  bool is_pretty_;
  std::string& out_;
  std::size_t depth_ = 0;
};

}  // namespace

void write_json(fhir::Node node, Layout layout, std::string& out) {
  Writer(node.types(), layout, out).object(*node.data());
}

std::string to_json(const fhir::Resource& resource, Layout layout) {
  std::string out;
  out.reserve(std::min(resource.arena()->bytes(), kMaxReserve));
  write_json(resource.root(), layout, out);
  return out;
}

}  // namespace gateway::codec
