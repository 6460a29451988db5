// What the walk finds below an element: how often each child stands there, and in which slice.
#include <algorithm>
#include <string>

#include "gateway/validation/profile/profile_walk.hpp"
#include "gateway/validation/profile/slice_match.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

std::vector<ChildItem> items_of(Node parent) {
  const fhir::TypeTable& types = parent.types();
  std::vector<ChildItem> items;
  for (const Node node : parent.children()) {
    const bool is_next = !items.empty() && items.back().node.name_id() == node.name_id();
    items.push_back({node,
                     types.find_slot(parent.type(), node.name_id()),
                     is_next ? items.back().index + 1 : 0});
  }
  return items;
}

bool is_named(const ChildItem& item, const ProfileElement& rule) {
  if (item.slot == nullptr) return false;
  if (rule.is_choice()) return item.slot->choice == rule.name_id;
  return item.slot->choice == fhir::kNoName && item.slot->name == rule.name_id;
}

std::vector<ChildItem> items_named(std::span<const ChildItem> all, const ProfileElement& rule) {
  std::vector<ChildItem> items;
  for (const ChildItem& item : all) {
    if (is_named(item, rule)) items.push_back(item);
  }
  return items;
}

std::string bound_text(std::uint64_t bound) {
  return bound == UINT64_MAX ? "*" : std::to_string(bound);
}

}  // namespace

void ProfileWalk::children(const Location& parent, const ProfileElement& rule) {
  const std::vector<ChildItem> all = items_of(parent.node());
  const bool is_primitive = parent.node().primitive() != fhir::Primitive::none;
  for (const ProfileElement& child : rule.children) {
    if (is_primitive && child.name == "value") continue;  // no element of the tree
    const std::vector<ChildItem> items = items_named(all, child);
    occurrences(parent, child, items.size());
    for (const ChildItem& item : items) {
      const Location at(parent, item.node, *item.slot, item.index);
      const bool is_allowed =
          child.types.empty() || !child.is_choice() ||
          std::ranges::find(child.types, item.node.type_name(), &ElementType::code) !=
              child.types.end();
      if (!is_allowed) {
        report(
            finding::kProfileType, parent, child.id + " is not of a type that the profile allows.");
        continue;
      }
      element(at, child);
    }
    if (!child.slices.empty()) slices(parent, child, items);
  }
}

void ProfileWalk::occurrences(const Location& parent,
                              const ProfileElement& rule,
                              std::size_t count) {
  if (count >= rule.min && count <= rule.max) return;
  const bool is_few = count < rule.min;
  report(is_few ? finding::kProfileMin : finding::kProfileMax,
         parent,
         rule.id + " stands " + std::to_string(count) + " times; the profile wants " +
             (is_few ? "at least " + bound_text(rule.min) : "at most " + bound_text(rule.max)) +
             ".");
}

void ProfileWalk::slices(const Location& parent,
                         const ProfileElement& rule,
                         std::span<const ChildItem> items) {
  if (!rule.slicing) return;
  std::vector<std::size_t> counts(rule.slices.size());
  std::size_t last = 0;
  bool has_unmatched = false;
  for (const ChildItem& item : items) {
    const Location at(parent, item.node, *item.slot, item.index);
    bool is_matched = false;
    for (std::size_t i = 0; i < rule.slices.size(); ++i) {
      if (!is_in_slice(at, rule, rule.slices[i])) continue;
      if (rule.slicing->is_ordered && i < last)
        report(finding::kSliceOrder, at, "The slices are not in the order of the profile.");
      last = std::max(last, i);
      is_matched = is_matched || rule.slices[i].max > 0;  // a forbidden slice takes nothing in
      ++counts[i];
      element(at, rule.slices[i]);
    }
    if (!is_matched && rule.slicing->rules == SlicingRules::closed)
      report(finding::kSliceClosed, at, "The element is in none of the slices of the profile.");
    if (is_matched && has_unmatched && rule.slicing->rules == SlicingRules::open_at_end)
      report(finding::kSliceOrder, at, "What is in no slice stands after what is in one.");
    has_unmatched = has_unmatched || !is_matched;
  }
  for (std::size_t i = 0; i < rule.slices.size(); ++i) {
    occurrences(parent, rule.slices[i], counts[i]);
  }
}

bool ProfileWalk::is_in_slice(const Location& at,
                              const ProfileElement& sliced,
                              const ProfileElement& slice) {
  const SliceContext context{
      .profiles = context_.profiles, .resource = resource_, .root = container_, .host = *this};
  return matches_slice(at.node(), *sliced.slicing, slice, context);
}

}  // namespace gateway::validation
