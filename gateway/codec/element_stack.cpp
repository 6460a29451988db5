#include "gateway/codec/element_stack.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gateway::codec {

using fhir::NodeData;
using fhir::SlotRow;

ElementStack::ElementStack(const fhir::TypeTable& types, fhir::TypeId root_type)
    : types_(&types), resource_type_(types.find_type("Resource")), builder_(types, root_type) {
  Open& root = open_.emplace_back();
  root.node.type = root_type;
  root.slots = types.slots(root_type);
}

std::size_t ElementStack::find_slot(std::string_view name) const noexcept {
  const Open& top = open_.back();
  // Most elements are the next one of the definition, or another item of the last one.
  for (std::size_t i = top.last_slot;
       i < std::min<std::size_t>(top.slots.size(), top.last_slot + 2U);
       ++i) {
    if (types_->name(top.slots[i].name) == name) return i;
  }
  const fhir::NameId id = types_->find_name(name);
  const SlotRow* const slot = types_->find_slot(top.node.type, id, top.last_slot);
  return slot == nullptr ? top.slots.size() : static_cast<std::size_t>(slot - top.slots.data());
}

bool ElementStack::holds_resource(std::uint16_t slot) const noexcept {
  const fhir::TypeId type = slots()[slot].type;
  return type == resource_type_ || types_->is_resource(type);
}

void ElementStack::push(const NodeData& node, Mark mark) {
  Open& parent = open_.back();
  if (mark.place.slot < parent.last_slot || mark.side != Side::value || mark.gap != Gap::none) {
    parent.is_plain = false;
  }
  parent.last_slot = mark.place.slot;
  nodes_.push_back(node);
  marks_.push_back(mark);
}

void ElementStack::open(Place place, fhir::TypeId type, std::size_t offset, Side side) {
  Open child;
  child.node.name = slots()[place.slot].name;
  child.node.type = type;
  child.node.offset = static_cast<std::uint32_t>(offset);
  child.slots = types_->slots(type);
  child.first_child = nodes_.size();
  child.place = place;
  child.side = side;
  open_.push_back(child);
}

void ElementStack::set_value(std::string_view value) {
  NodeData& node = open_.back().node;
  node.value = value.data();
  node.value_size = static_cast<std::uint32_t>(value.size());
}

void ElementStack::leaf(Place place, std::string_view value, std::size_t offset) {
  const SlotRow& slot = slots()[place.slot];
  NodeData node;
  node.value = value.data();
  node.value_size = static_cast<std::uint32_t>(value.size());
  node.offset = static_cast<std::uint32_t>(offset);
  node.name = slot.name;
  node.type = slot.type;
  push(node, {place});
}

void ElementStack::gap(Place place, Side side, Gap gap, std::size_t offset) {
  NodeData node;
  node.offset = static_cast<std::uint32_t>(offset);
  push(node, {place, side, gap});
}

void ElementStack::close(Findings& findings) {
  if (!open_.back().is_plain) merge(findings);
  Open closed = open_.back();
  open_.pop_back();
  const auto kept =
      builder_.arena().copy(std::span<const NodeData>(nodes_).subspan(closed.first_child));
  nodes_.resize(closed.first_child);
  marks_.resize(closed.first_child);
  closed.node.children = kept.data();
  closed.node.child_count = static_cast<std::uint32_t>(kept.size());
  const bool is_empty =
      kept.empty() && closed.node.value == nullptr && !types_->is_resource(closed.node.type);
  if (!is_empty) {
    push(closed.node, {closed.place, closed.side});
  } else if (closed.side == Side::companion) {
    gap(closed.place, closed.side, Gap::left_out, closed.node.offset);
  }
}

fhir::Resource ElementStack::finish(Findings& findings) && {
  if (!open_.back().is_plain) merge(findings);
  for (const NodeData& node : nodes_)
    builder_.push(node);
  return std::move(builder_).finish();
}

// Rearranges the children of the innermost open element.
void ElementStack::merge(Findings& findings) {
  Open& top = open_.back();
  std::vector<std::size_t> order(nodes_.size() - top.first_child);
  std::iota(order.begin(), order.end(), top.first_child);
  std::ranges::stable_sort(order, {}, [this](std::size_t i) { return marks_[i].place.slot; });
  const std::size_t merged_begin = merged_.size();
  for (std::size_t i = 0; i < order.size();) {
    const auto slot = marks_[order[i]].place.slot;
    std::size_t end = i;
    while (end < order.size() && marks_[order[end]].place.slot == slot)
      ++end;
    merge_slot(std::span(order).subspan(i, end - i), findings);
    i = end;
  }
  nodes_.resize(top.first_child);
  nodes_.insert(
      nodes_.end(), merged_.begin() + static_cast<std::ptrdiff_t>(merged_begin), merged_.end());
  merged_.resize(merged_begin);
  marks_.resize(nodes_.size());
}

void ElementStack::merge_slot(std::span<const std::size_t> all, Findings& findings) {
  std::vector<std::size_t> values;
  std::vector<std::size_t> companions;
  for (const std::size_t i : all) {
    (marks_[i].side == Side::companion ? companions : values).push_back(i);
  }
  if (!values.empty() && !companions.empty() && values.size() != companions.size()) {
    const std::size_t first = companions[0];
    findings.add("JSON-ARRAY-LENGTH",
                 "The arrays of values and of their ids and extensions differ in length.",
                 expression({marks_[first].place.slot, Place::kAllItems}),
                 nodes_[first].offset);
  }
  for (std::size_t i = 0; i < std::max(values.size(), companions.size()); ++i) {
    merge_item(i < values.size() ? &values[i] : nullptr,
               i < companions.size() ? &companions[i] : nullptr,
               findings);
  }
}

// The n-th value and the n-th companion are one element.
// Source: FHIR R4, json.html#primitive.
void ElementStack::merge_item(const std::size_t* value,
                              const std::size_t* companion,
                              Findings& findings) {
  const auto gap_of = [this](const std::size_t* i) { return i ? marks_[*i].gap : Gap::null; };
  if (gap_of(value) == Gap::none) {
    NodeData& node = merged_.emplace_back(nodes_[*value]);
    if (gap_of(companion) == Gap::none) {
      node.children = nodes_[*companion].children;
      node.child_count = nodes_[*companion].child_count;
    }
  } else if (gap_of(companion) == Gap::none) {
    merged_.push_back(nodes_[*companion]);
  } else if (const std::size_t* const at = value ? value : companion;
             at && gap_of(value) == Gap::null && gap_of(companion) == Gap::null) {
    findings.add("JSON-NULL",
                 "A null in an array has neither value nor id nor extension.",
                 expression(marks_[*at].place),
                 nodes_[*at].offset);
  }
}

std::string ElementStack::expression() const {
  std::string text(types_->type_name(open_[0].node.type));
  for (std::size_t i = 1; i < open_.size(); ++i)
    append_step(open_[i - 1], open_[i].place, text);
  return text;
}

std::string ElementStack::expression(Place place) const {
  std::string text = expression();
  append_step(open_.back(), place, text);
  return text;
}

void ElementStack::append_step(const Open& parent, Place place, std::string& out) const {
  const SlotRow& slot = parent.slots[place.slot];
  out += '.';
  if (slot.choice != fhir::kNoName) {
    out.append(types_->name(slot.choice)).append(".ofType(");
    out.append(types_->type_name(slot.type)).append(")");
  } else {
    out.append(types_->name(slot.name));
  }
  if ((slot.flags & fhir::kRepeats) != 0 && place.item != Place::kAllItems) {
    out.append("[").append(std::to_string(place.item)).append("]");
  }
}

}  // namespace gateway::codec
