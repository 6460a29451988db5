#include "gateway/fhir/node.hpp"

namespace gateway::fhir {

Nodes Node::children(NameId name) const noexcept {
  if (!data_ || name == kNoName) return {};
  const NodeData* const end = data_->children + data_->child_count;
  const NodeData* first = data_->children;
  while (first != end && first->name != name)
    ++first;
  const NodeData* last = first;
  while (last != end && last->name == name)
    ++last;
  return {{first, last}, types_};
}

Nodes Node::children(std::string_view name) const noexcept {
  return data_ ? children(types_->find_name(name)) : Nodes();
}

Node Node::child(std::string_view name) const noexcept {
  const Nodes all = children(name);
  return all.empty() ? Node() : all[0];
}

Node Node::choice(std::string_view name) const noexcept {
  if (!data_) return {};
  const NameId choice = types_->find_name(name);
  if (choice == kNoName) return {};
  for (const SlotRow& slot : types_->slots(data_->type)) {
    if (slot.choice != choice) continue;
    const Nodes found = children(slot.name);
    if (!found.empty()) return found[0];
  }
  return {};
}

}  // namespace gateway::fhir
