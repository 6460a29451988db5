// What the walk finds below an element: how often each child stands there, and in which slice.
#include <algorithm>
#include <string>

#include "gateway/validation/profile/child_runs.hpp"
#include "gateway/validation/profile/profile_walk.hpp"
#include "gateway/validation/profile/slice_match.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

// A choice has no type but those that are stated for it.
bool is_of_stated_type(Node item, const ProfileElement& rule) {
  return !rule.is_choice || rule.types.empty() ||
         std::ranges::find(rule.types, item.type_name(), &ElementType::code) != rule.types.end();
}

bool takes(const ProfileElement& rule, std::size_t count) noexcept {
  return count >= rule.min && count <= rule.max;
}

std::string bound_text(std::uint64_t bound) {
  return bound == UINT64_MAX ? "*" : std::to_string(bound);
}

}  // namespace

void ProfileWalk::children(const Location& parent, const ProfileElement& rule) {
  ChildRuns runs(parent.node());
  const bool is_primitive = parent.node().primitive() != fhir::Primitive::none;
  for (const ProfileElement& child : rule.children) {
    if (is_primitive && child.name == "value") continue;  // no element of the tree
    const std::span<const fhir::NodeData> items = runs.of(child);
    if (!takes(child, items.size())) occurrences(parent, child, items.size());
    if (items.empty() && child.slices.empty()) continue;
    runs.for_each(parent, items, [&](const Location& at) {
      if (is_of_stated_type(at.node(), child)) {
        element(at, child);
      } else {
        report(
            finding::kProfileType, parent, child.id + " is not of a type that the profile allows.");
      }
    });
    if (!child.slices.empty()) slices(parent, child, items);
  }
}

void ProfileWalk::occurrences(const Location& parent,
                              const ProfileElement& rule,
                              std::size_t count) {
  const bool is_few = count < rule.min;
  report(is_few ? finding::kProfileMin : finding::kProfileMax,
         parent,
         rule.id + " stands " + std::to_string(count) + " times; the profile wants " +
             (is_few ? "at least " + bound_text(rule.min) : "at most " + bound_text(rule.max)) +
             ".");
}

void ProfileWalk::slices(const Location& parent,
                         const ProfileElement& rule,
                         std::span<const fhir::NodeData> items) {
  if (!rule.slicing) return;
  const SliceContext context{
      .profiles = context_.profiles, .resource = resource_, .root = container_, .host = *this};
  std::vector<std::size_t> counts(rule.slices.size());
  std::size_t last = 0;
  bool has_unmatched = false;
  ChildRuns(parent.node()).for_each(parent, items, [&](const Location& at) {
    SlicedItem item(at.node(), *rule.slicing, context);
    bool is_matched = false;
    for (std::size_t i = 0; i < rule.slices.size(); ++i) {
      if (!item.matches(rule.slices[i])) continue;
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
  });
  for (std::size_t i = 0; i < rule.slices.size(); ++i) {
    if (!takes(rule.slices[i], counts[i])) occurrences(parent, rule.slices[i], counts[i]);
  }
}

}  // namespace gateway::validation
