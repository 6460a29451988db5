// TreeIndex: the way upwards, which nodes themselves do not know.
#pragma once

#include <cstddef>
#include <vector>

#include "gateway/fhir/node.hpp"

namespace gateway::fhir {

// Made in linear time, asked in logarithmic time; about 32 bytes for each element with children.
//
// LIFETIME: not longer than the tree.
class TreeIndex {
 public:
  explicit TreeIndex(const NodeData& root);

  bool contains(const NodeData& node) const { return &node == root_ || find(node) != nullptr; }
  // Null for the root and for a node of another tree.
  const NodeData* parent(const NodeData& node) const;
  // Steps from the root; 0 for the root itself.
  std::size_t depth(const NodeData& node) const;

 private:
  // The children of one element.
  struct Family {
    const NodeData* begin;
    const NodeData* end;
    const NodeData* parent;
    std::size_t depth;  // of the children
  };

  const Family* find(const NodeData& node) const;

  const NodeData* root_;
  std::vector<Family> families_;  // ordered by address
};

}  // namespace gateway::fhir
