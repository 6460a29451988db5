#include "gateway/fhir/compare.hpp"

#include <utility>
#include <vector>

namespace gateway::fhir {
namespace {

bool same_content(Node a, Node b) {
  const bool one_table = &a.types() == &b.types();
  const bool same_type = one_table ? a.type() == b.type() : a.type_name() == b.type_name();
  return same_type && a.has_value() == b.has_value() && a.value() == b.value() &&
         a.children().size() == b.children().size();
}

bool same_name(Node a, Node b) {
  return &a.types() == &b.types() ? a.name_id() == b.name_id() : a.name() == b.name();
}

}  // namespace

bool deep_equal(Node a, Node b) {
  if (!a || !b) return !a && !b;
  std::vector<std::pair<Node, Node>> open{{a, b}};
  while (!open.empty()) {
    const auto [left, right] = open.back();
    open.pop_back();
    if (left.data() == right.data()) continue;
    if (!same_content(left, right)) return false;
    for (std::size_t i = 0; i < left.children().size(); ++i) {
      const Node x = left.children()[i];
      const Node y = right.children()[i];
      if (!same_name(x, y)) return false;
      open.emplace_back(x, y);
    }
  }
  return true;
}

}  // namespace gateway::fhir
