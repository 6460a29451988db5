#include "gateway/fhir/builder.hpp"

#include <algorithm>
#include <cstdlib>

namespace gateway::fhir {
namespace {

// Index of a child's slot in definition order; the search begins where the last one ended.
std::size_t slot_index(std::span<const SlotRow> slots, NameId name, std::size_t hint) {
  for (std::size_t i = hint; i < slots.size(); ++i) {
    if (slots[i].name == name) return i;
  }
  for (std::size_t i = 0; i < std::min(hint, slots.size()); ++i) {
    if (slots[i].name == name) return i;
  }
  return slots.size();
}

bool in_definition_order(std::span<const SlotRow> slots, std::span<const NodeData> children) {
  std::size_t at = 0;
  for (const NodeData& child : children) {
    while (at < slots.size() && slots[at].name != child.name)
      ++at;
    if (at == slots.size()) return false;
  }
  return true;
}

void sort_by_definition(std::span<const SlotRow> slots, std::span<NodeData> children) {
  std::ranges::stable_sort(
      children, {}, [slots](const NodeData& child) { return slot_index(slots, child.name, 0); });
}

}  // namespace

Builder::Builder(const TypeTable& types, std::string_view root_type)
    : Builder(types, types.find_type(root_type)) {}

Builder::Builder(const TypeTable& types, TypeId root_type)
    : arena_(std::make_shared<Arena>(types)), types_(&types) {
  NodeData root;
  root.type = root_type;
  open_.push_back({root, 0});
}

const SlotRow& Builder::slot_of(std::string_view name) const {
  const SlotRow* slot = types_->find_slot(open_type(), types_->find_name(name));
  if (slot == nullptr) std::abort();  // the gateway's own code names an element that is not there
  return *slot;
}

void Builder::begin(std::string_view name, std::string_view resource_type) {
  const SlotRow& slot = slot_of(name);
  begin(slot.name, resource_type.empty() ? slot.type : types_->find_type(resource_type), 0);
}

void Builder::begin(NameId name, TypeId type, std::uint32_t offset) {
  NodeData data;
  data.name = name;
  data.type = type;
  data.offset = offset;
  open_.push_back({data, stack_.size()});
}

void Builder::add(std::string_view name, std::string_view value) {
  const SlotRow& slot = slot_of(name);
  leaf(slot.name, slot.type, arena_->copy(value), 0);
}

void Builder::graft(std::string_view name, Node node, const std::shared_ptr<const Arena>& arena) {
  NodeData data = *node.data();
  data.name = slot_of(name).name;
  arena_->hold(arena);
  stack_.push_back(data);
}

void Builder::set_value(std::string_view value) {
  NodeData& data = open_.back().data;
  data.value = value.data();
  data.value_size = static_cast<std::uint32_t>(value.size());
}

void Builder::leaf(NameId name, TypeId type, std::string_view value, std::uint32_t offset) {
  NodeData data;
  data.name = name;
  data.type = type;
  data.offset = offset;
  data.value = value.data();
  data.value_size = static_cast<std::uint32_t>(value.size());
  stack_.push_back(data);
}

NodeData Builder::close(const Open& open) {
  NodeData data = open.data;
  const std::span<NodeData> children = std::span(stack_).subspan(open.first_child);
  const auto slots = types_->slots(data.type);
  if (!in_definition_order(slots, children)) sort_by_definition(slots, children);
  const auto kept = arena_->copy(children);
  data.children = kept.data();
  data.child_count = static_cast<std::uint32_t>(kept.size());
  stack_.resize(open.first_child);
  return data;
}

void Builder::end() {
  const Open open = open_.back();
  open_.pop_back();
  stack_.push_back(close(open));
}

Resource Builder::finish() && {
  if (open_.size() != 1) std::abort();
  const NodeData root = close(open_.back());
  const auto kept = arena_->copy(std::span(&root, 1));
  return {std::move(arena_), kept.data()};
}

}  // namespace gateway::fhir
