#include "gateway/fhir/tree_index.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace gateway::fhir {

TreeIndex::TreeIndex(const NodeData& root) : root_(&root) {
  std::vector<std::pair<const NodeData*, std::size_t>> open{{&root, 0}};
  while (!open.empty()) {
    const auto [node, depth] = open.back();
    open.pop_back();
    if (node->child_count == 0) continue;
    const NodeData* const end = node->children + node->child_count;
    families_.push_back({node->children, end, node, depth + 1});
    for (const NodeData* child = node->children; child != end; ++child) {
      if (child->child_count > 0) open.emplace_back(child, depth + 1);
    }
  }
  std::ranges::sort(families_, std::less<>(), &Family::begin);
}

const TreeIndex::Family* TreeIndex::find(const NodeData& node) const {
  const std::less<const NodeData*> before;
  auto family = std::ranges::upper_bound(families_, &node, before, &Family::begin);
  if (family == families_.begin()) return nullptr;
  --family;
  return before(&node, family->end) ? &*family : nullptr;
}

const NodeData* TreeIndex::parent(const NodeData& node) const {
  const Family* family = find(node);
  return family && &node != root_ ? family->parent : nullptr;
}

std::size_t TreeIndex::depth(const NodeData& node) const {
  const Family* family = find(node);
  return family && &node != root_ ? family->depth : 0;
}

}  // namespace gateway::fhir
