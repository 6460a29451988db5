#include "gateway/fhir/edit.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "gateway/fhir/primitive.hpp"

namespace gateway::fhir {
namespace {

std::unexpected<Error> refuse(std::string_view id, const char* text) {
  return fail(ErrorKind::invalid, id, text);
}

std::unexpected<Error> foreign() {
  return fail(ErrorKind::not_found, "EDIT-FOREIGN", "The element is not part of this resource.");
}

Result<void> check_value(Primitive kind, std::string_view value) {
  if (kind == Primitive::none) {
    return refuse("EDIT-TYPE", "An element that is no primitive cannot have a value.");
  }
  const PrimitiveFault fault = check_primitive(kind, value);
  if (fault) return fail(ErrorKind::invalid, fault.id, std::string(fault.text));
  return {};
}

std::size_t slot_index(const TypeTable& types, TypeId type, NameId name) {
  const auto slots = types.slots(type);
  const SlotRow* slot = types.find_slot(type, name);
  return slot ? static_cast<std::size_t>(slot - slots.data()) : slots.size();
}

// Where the items of `name` stand in a list of children, or would stand.
template <typename Item>
std::pair<std::size_t, std::size_t> run_of(const TypeTable& types,
                                           TypeId parent,
                                           NameId name,
                                           const std::vector<Item>& children) {
  const std::size_t own = slot_index(types, parent, name);
  std::size_t first = 0;
  while (first < children.size() && slot_index(types, parent, children[first].data.name) < own) {
    ++first;
  }
  std::size_t last = first;
  while (last < children.size() && children[last].data.name == name)
    ++last;
  return {first, last};
}

template <typename Item>
auto place_of(std::vector<Item>& items, std::size_t index) {
  return items.begin() + static_cast<std::ptrdiff_t>(index);
}

}  // namespace

Edit::Edit(Resource base)
    : base_(std::move(base)), arena_(std::make_shared<Arena>(base_.types())) {}

const TreeIndex& Edit::index() {
  if (!index_) index_.emplace(*base_.root().data());
  return *index_;
}

bool Edit::is_of_tree(Node node) {
  return node && (node.data() == base_.root().data() || index().contains(*node.data()));
}

Edit::Change& Edit::change_children(Node parent) {
  Change& change = changes_[parent.data()];
  if (!change.sets_children) {
    change.sets_children = true;
    for (const NodeData& child : parent.children().data()) {
      change.children.push_back({&child, child});
    }
  }
  return change;
}

Result<const SlotRow*> Edit::slot_of(Node parent, std::string_view name) {
  if (!is_of_tree(parent)) return foreign();
  const SlotRow* slot = types().find_slot(parent.type(), types().find_name(name));
  if (slot == nullptr) return refuse("EDIT-ELEMENT", "The type has no such element.");
  return slot;
}

Result<Edit::Item> Edit::make_item(const SlotRow& slot, const Content& content) {
  Item item;
  if (const auto* text = std::get_if<std::string_view>(&content)) {
    GATEWAY_CHECK(check_value(types().primitive(slot.type), *text));
    const std::string_view kept = arena_->copy(*text);
    item.data.value = kept.data();
    item.data.value_size = static_cast<std::uint32_t>(kept.size());
    item.data.type = slot.type;
  } else {
    const Node node = std::get<Node>(content);
    const bool holds_any = (types().type(slot.type).flags & kIsAbstract) != 0;
    const bool fits =
        node && (node.type() == slot.type || (holds_any && types().is_resource(node.type())));
    if (!fits) return refuse("EDIT-TYPE", "The content is not of the element's type.");
    item.data = arena_->deep_copy(*node.data());
  }
  item.data.name = slot.name;
  return item;
}

bool Edit::is_same_element(TypeId parent, NameId name, const SlotRow& slot) const {
  if (name == slot.name) return true;
  const SlotRow* other = types().find_slot(parent, name);
  return slot.choice != kNoName && other != nullptr && other->choice == slot.choice;
}

Result<void> Edit::set_value(Node target, std::string_view value) {
  if (!is_of_tree(target)) return foreign();
  GATEWAY_CHECK(check_value(target.primitive(), value));
  Change& change = changes_[target.data()];
  change.sets_value = true;
  change.value = arena_->copy(value);
  return {};
}

Result<void> Edit::clear_value(Node target) {
  if (!is_of_tree(target)) return foreign();
  Change& change = changes_[target.data()];
  change.sets_value = true;
  change.value = {};
  return {};
}

Result<void> Edit::set_child(Node parent, std::string_view name, const Content& content) {
  GATEWAY_TRY(const SlotRow* slot, slot_of(parent, name));
  GATEWAY_TRY(const Item item, make_item(*slot, content));
  auto& children = change_children(parent).children;
  std::erase_if(children, [&](const Item& child) {
    return is_same_element(parent.type(), child.data.name, *slot);
  });
  const auto [first, last] = run_of(types(), parent.type(), slot->name, children);
  children.insert(place_of(children, first), item);
  return {};
}

Result<void> Edit::insert(Node parent,
                          std::string_view name,
                          std::size_t index,
                          const Content& content) {
  GATEWAY_TRY(const SlotRow* slot, slot_of(parent, name));
  GATEWAY_TRY(const Item item, make_item(*slot, content));
  auto& children = change_children(parent).children;
  const bool is_taken = std::ranges::any_of(children, [&](const Item& child) {
    return is_same_element(parent.type(), child.data.name, *slot);
  });
  if (is_taken && (slot->flags & kRepeats) == 0) {
    return refuse("EDIT-CARDINALITY", "The element does not repeat and is there already.");
  }
  const auto [first, last] = run_of(types(), parent.type(), slot->name, children);
  if (index == kAtEnd) index = last - first;
  if (index > last - first) return refuse("EDIT-INDEX", "The index is beyond the items.");
  children.insert(place_of(children, first + index), item);
  return {};
}

Result<std::vector<Edit::Item>*> Edit::siblings_of(Node target) {
  if (!is_of_tree(target)) return foreign();
  if (target.data() == base_.root().data()) {
    return refuse("EDIT-ROOT", "The root of a resource cannot be removed or replaced.");
  }
  const NodeData* parent = index().parent(*target.data());
  return &change_children(Node(parent, &types())).children;
}

Result<void> Edit::replace(Node target, const Content& content) {
  GATEWAY_TRY(auto* const siblings, siblings_of(target));
  const NodeData* parent = index().parent(*target.data());
  const SlotRow* slot = types().find_slot(parent->type, target.name_id());
  if (slot == nullptr) return refuse("EDIT-ELEMENT", "The type has no such element.");
  GATEWAY_TRY(const Item item, make_item(*slot, content));
  const auto place = std::ranges::find(*siblings, target.data(), &Item::original);
  if (place != siblings->end()) *place = item;
  return {};
}

Result<void> Edit::remove(Node target) {
  GATEWAY_TRY(auto* const siblings, siblings_of(target));
  std::erase_if(*siblings, [&](const Item& item) { return item.original == target.data(); });
  return {};
}

Result<void> Edit::move(Node parent, std::string_view name, std::size_t from, std::size_t to) {
  GATEWAY_TRY(const SlotRow* slot, slot_of(parent, name));
  auto& children = change_children(parent).children;
  const auto [first, last] = run_of(types(), parent.type(), slot->name, children);
  const std::size_t count = last - first;
  if (from >= count || to >= count) return refuse("EDIT-INDEX", "The index is beyond the items.");
  const auto one = place_of(children, first + from);
  if (from < to) {
    std::rotate(one, one + 1, place_of(children, first + to + 1));
  } else {
    std::rotate(place_of(children, first + to), one, one + 1);
  }
  return {};
}

std::vector<NodeData> Edit::rebuilt_children(const NodeData& original,
                                             const Rebuilt& rebuilt) const {
  std::vector<NodeData> children;
  const auto keep = [&](const NodeData& child) {
    const auto changed = rebuilt.find(&child);
    const NodeData& now = changed == rebuilt.end() ? child : changed->second;
    const bool has_become_empty =
        changed != rebuilt.end() && now.value == nullptr && now.child_count == 0;
    if (!has_become_empty) children.push_back(now);
  };
  const auto change = changes_.find(&original);
  if (change == changes_.end() || !change->second.sets_children) {
    std::ranges::for_each(std::span(original.children, original.child_count), keep);
    return children;
  }
  for (const Item& item : change->second.children) {
    if (item.original) {
      keep(*item.original);
    } else {
      children.push_back(item.data);
    }
  }
  return children;
}

NodeData Edit::rebuild(const NodeData& original, const Rebuilt& rebuilt) {
  NodeData data = original;
  const auto change = changes_.find(&original);
  if (change != changes_.end() && change->second.sets_value) {
    data.value = change->second.value.data();
    data.value_size = static_cast<std::uint32_t>(change->second.value.size());
  }
  const std::vector<NodeData> children = rebuilt_children(original, rebuilt);
  const auto kept = arena_->copy(std::span<const NodeData>(children));
  data.children = kept.data();
  data.child_count = static_cast<std::uint32_t>(kept.size());
  return data;
}

Resource Edit::apply() && {
  if (changes_.empty()) return std::move(base_);
  const NodeData& root = *base_.root().data();
  // Every changed element and what lies above it, the deepest first.
  std::vector<std::pair<std::size_t, const NodeData*>> order;
  Rebuilt rebuilt;
  for (const auto& [node, change] : changes_) {
    for (const NodeData* at = node; at != nullptr && !rebuilt.contains(at);) {
      rebuilt.emplace(at, *at);
      const bool is_root = at == &root;
      order.emplace_back(is_root ? 0 : index().depth(*at), at);
      at = is_root ? nullptr : index().parent(*at);
    }
  }
  std::ranges::sort(order, std::ranges::greater(), &std::pair<std::size_t, const NodeData*>::first);
  for (const auto& [depth, node] : order)
    rebuilt[node] = rebuild(*node, rebuilt);

  NodeData top = rebuilt.at(&root);
  if (base_.arena()->generations() + 1 > kMaxGenerations) {
    auto flat = std::make_shared<Arena>(types());
    top = flat->deep_copy(top);
    arena_ = std::move(flat);
  } else {
    arena_->hold(base_.arena());
  }
  const auto kept = arena_->copy(std::span<const NodeData>(&top, 1));
  return {std::move(arena_), kept.data()};
}

}  // namespace gateway::fhir
