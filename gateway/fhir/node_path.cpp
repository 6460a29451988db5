#include "gateway/fhir/node_path.hpp"

#include <vector>

namespace gateway::fhir {
namespace {

// One open element of the walk.
struct Step {
  const NodeData* data;
  std::uint32_t next_child = 0;
};

// The way from `root` down to `wanted`, both included; empty if there is none.
std::vector<const NodeData*> find_way(const NodeData* root, const NodeData* wanted) {
  std::vector<Step> open{{root}};
  while (!open.empty()) {
    Step& top = open.back();
    if (top.data == wanted) break;
    if (top.next_child == top.data->child_count) {
      open.pop_back();
    } else {
      open.push_back({top.data->children + top.next_child++});
    }
  }
  std::vector<const NodeData*> way;
  way.reserve(open.size());
  for (const Step& step : open)
    way.push_back(step.data);
  return way;
}

void append_step(std::string& path,
                 const TypeTable& types,
                 const NodeData& parent,
                 const NodeData& child) {
  const SlotRow* slot = types.find_slot(parent.type, child.name);
  path.push_back('.');
  path.append(types.name(slot && slot->choice != kNoName ? slot->choice : child.name));
  if (!slot || (slot->flags & kRepeats) == 0) return;
  const NodeData* first = &child;
  while (first != parent.children && (first - 1)->name == child.name)
    --first;
  path.append("[" + std::to_string(&child - first) + "]");
}

}  // namespace

std::string node_path(Node root, Node node) {
  if (!root || !node) return {};
  const auto way = find_way(root.data(), node.data());
  if (way.empty()) return {};
  std::string path(root.type_name());
  for (std::size_t i = 1; i < way.size(); ++i) {
    append_step(path, root.types(), *way[i - 1], *way[i]);
  }
  return path;
}

}  // namespace gateway::fhir
