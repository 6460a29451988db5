#include "gateway/conformance/snapshot/choice_slices.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/conformance/snapshot/element_types.hpp"
#include "gateway/conformance/snapshot/slicing.hpp"

namespace gateway::conformance {
namespace {

// "valueQuantity" is a slice of value[x], with that name unless it is given another.
void add_type_slice(ElementOutline& choice, const ElementOutline& change) {
  const auto add = [&](const ElementOutline& from, const std::string& slice_name) {
    ElementOutline& slice = choice.slices.emplace_back(from);
    slice.name = choice.name;
    slice.slice_name = slice_name;
    slice.typed_name = change.name;
    slice.slices.clear();
  };
  if (!change.statements.empty() || !change.children.empty()) add(change, change.name);
  for (const ElementOutline& slice : change.slices)
    add(slice, slice.slice_name);
}

// The type of a slice, if it has one only.
std::string_view type_of(const ElementDraft& choice, const ElementOutline& slice) {
  const auto found = std::ranges::find(choice.slices, slice.slice_name, &ElementDraft::slice_name);
  if (found == choice.slices.end() || found->fields.items("type").size() != 1) return {};
  return found->fields.first("type").child("code").value();
}

// The types that are left, if not all.
std::vector<std::string_view> types_left(const ElementDraft& choice,
                                         const ElementOutline& change,
                                         bool closes_named) {
  const bool is_one = choice.fields.items("type").size() == 1;
  const bool are_named =
      std::ranges::none_of(change.slices, &std::string::empty, &ElementOutline::typed_name);
  std::vector<std::string_view> left;
  if (are_named ? closes_named || is_one : is_one && !states_slicing(change)) {
    for (const ElementOutline& slice : change.slices)
      left.push_back(type_of(choice, slice));
  }
  return left;
}

}  // namespace

std::list<ElementOutline> with_choices(const ElementDraft& element, const ElementOutline& change) {
  std::list<ElementOutline> children;
  for (const ElementOutline& child : change.children) {
    const auto choice = std::ranges::find_if(element.children, [&](const ElementDraft& each) {
      return !type_of_choice(each, child.name).empty();
    });
    if (choice == element.children.end()) {
      children.push_back(child);
      continue;
    }
    const auto known = std::ranges::find(children, choice->name, &ElementOutline::name);
    add_type_slice(known != children.end() ? *known
                                           : children.emplace_back(ElementOutline{
                                                 .name = choice->name, .slice_name = {}}),
                   child);
  }
  return children;
}

bool is_whole_choice(const ElementDraft& choice, const ElementOutline& slice) {
  if (choice.fields.items("type").size() == 1) return true;
  if (!slice.typed_name.empty()) return type_of_choice(choice, slice.slice_name).empty();
  return slice.statements.empty() ||
         slice.statements.front().definition.children("type").size() != 1;
}

bool names_another_type(const ElementDraft& choice, const ElementOutline& slice) {
  if (slice.statements.empty()) return false;
  const fhir::Nodes types = slice.statements.front().definition.children("type");
  const std::string_view name = slice.slice_name;
  return types.size() == 1 && !name.contains('/') &&
         type_of_choice(choice, name) != types[0].child("code").value();
}

void close_choice(ElementDraft& choice, const ElementOutline& change, bool closes_named) {
  const fhir::TypeTable& types = choice.fields.first("base").types();
  std::vector<std::string_view> left = types_left(choice, change, closes_named);
  const auto required = std::ranges::find_if(change.slices, is_required);
  if (required != change.slices.end() && !type_of(choice, *required).empty()) {
    left = {type_of(choice, *required)};
    choice.fields.set_text(types, "min", "1");
  }
  if (left.empty()) return;
  keep_types(choice.fields, left);
  ElementFields closed;
  closed.set("slicing", {slicing_of(types, choice, "closed")});
  choice.fields.constrain(closed, {});
}

}  // namespace gateway::conformance
