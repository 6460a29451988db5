#include "gateway/fhir/node.hpp"

namespace gateway::fhir {
namespace {

// Up to so many, comparing their names costs less than looking one up.
constexpr std::size_t kFewChildren = 8;

}  // namespace

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
  return data_ && data_->child_count > 0 ? children(types_->find_name(name)) : Nodes();
}

Node Node::child(std::string_view name) const noexcept {
  if (!data_) return {};
  if (data_->child_count > kFewChildren) {
    const Nodes all = children(types_->find_name(name));
    return all.empty() ? Node() : all[0];
  }
  const NodeData* const end = data_->children + data_->child_count;
  for (const NodeData* at = data_->children; at != end; ++at) {
    if (types_->name(at->name) == name) return {at, types_};
  }
  return {};
}

// The JSON name is that of the choice with a type behind it.
Node Node::choice(std::string_view name) const noexcept {
  if (!data_) return {};
  for (const Node child : children()) {
    const std::string_view whole = child.name();
    if (whole.size() <= name.size() || !whole.starts_with(name)) continue;
    const SlotRow* slot = types_->find_slot(data_->type, child.name_id());
    if (slot != nullptr && slot->choice != kNoName && types_->name(slot->choice) == name)
      return child;
  }
  return {};
}

}  // namespace gateway::fhir
