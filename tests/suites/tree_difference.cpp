#include "tests/suites/tree_difference.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

namespace gateway::suites {
namespace {

using fhir::Node;

bool same_attributes(pugi::xml_node left, pugi::xml_node right) {
  const auto sorted = [](pugi::xml_node node) {
    std::vector<std::pair<std::string_view, std::string_view>> rows;
    for (const auto& attribute : node.attributes()) {
      rows.emplace_back(attribute.name(), attribute.value());
    }
    std::ranges::sort(rows);
    return rows;
  };
  return sorted(left) == sorted(right);
}

bool same_xml(pugi::xml_node left, pugi::xml_node right) {
  if (!left || !right) return !left && !right;
  if (left.type() != right.type() || std::string_view(left.name()) != right.name() ||
      std::string_view(left.value()) != right.value() || !same_attributes(left, right)) {
    return false;
  }
  auto a = left.first_child();
  auto b = right.first_child();
  for (; a && b; a = a.next_sibling(), b = b.next_sibling()) {
    if (!same_xml(a, b)) return false;
  }
  return !a && !b;
}

// A comment would part one text into two.
std::string without_comments(std::string_view xml) {
  std::string text(xml);
  for (std::size_t at = text.find("<!--"); at != std::string::npos; at = text.find("<!--", at)) {
    const std::size_t end = text.find("-->", at);
    text.erase(at, end == std::string::npos ? end : end + 3 - at);
  }
  return text;
}

bool same_narrative(std::string_view left, std::string_view right) {
  if (left == right) return true;
  constexpr auto kOptions = pugi::parse_default | pugi::parse_ws_pcdata;
  pugi::xml_document a;
  pugi::xml_document b;
  return a.load_string(without_comments(left).c_str(), kOptions) &&
         b.load_string(without_comments(right).c_str(), kOptions) && same_xml(a, b);
}

bool same_value(Node left, Node right) {
  if (left.has_value() != right.has_value()) return false;
  if (left.primitive() == fhir::Primitive::xhtml)
    return same_narrative(left.value(), right.value());
  return left.value() == right.value();
}

}  // namespace

std::optional<std::string> find_difference(Node left, Node right) {
  const std::string name(left.name().empty() ? left.type_name() : left.name());
  if (left.name() != right.name() || left.type() != right.type()) return name;
  if (!same_value(left, right)) return name + " (value)";
  if (left.children().size() != right.children().size()) return name + " (number of children)";
  for (std::size_t i = 0; i < left.children().size(); ++i) {
    const auto inner = find_difference(left.children()[i], right.children()[i]);
    if (inner) return name + "." + *inner;
  }
  return std::nullopt;
}

}  // namespace gateway::suites
