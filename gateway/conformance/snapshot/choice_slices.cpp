#include "gateway/conformance/snapshot/choice_slices.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
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

bool has_only_type(const ElementDraft& slice, std::string_view code) {
  return slice.fields.items("type").size() == 1 &&
         slice.fields.first("type").child("code").value() == code;
}

// The type of a slice, if it has one only.
std::string_view type_of(const ElementDraft& choice, const ElementOutline& slice) {
  const auto found = std::ranges::find(choice.slices, slice.slice_name, &ElementDraft::slice_name);
  if (found == choice.slices.end() || found->fields.items("type").size() != 1) return {};
  return found->fields.first("type").child("code").value();
}

// The type that must be there, because its slice must; empty if there is none.
std::string_view required_type(const ElementDraft& choice, const ElementOutline& change) {
  const auto required = std::ranges::find_if(change.slices, is_required);
  return required == change.slices.end() ? std::string_view() : type_of(choice, *required);
}

// The types that are named alone, if that excludes the others; empty otherwise.
std::vector<std::string_view> types_named(const ElementDraft& choice,
                                          const ElementOutline& change,
                                          bool closes_named) {
  std::vector<std::string_view> named;
  for (const ElementOutline& slice : change.slices) {
    if (!closes_named || slice.typed_name.empty()) return {};
    named.push_back(type_of(choice, slice));
  }
  return named;
}

// A slice that may not be there takes its type with it.
void remove_forbidden_types(ElementDraft& choice) {
  std::vector<std::string_view> left;
  for (const fhir::Resource& type : choice.fields.items("type")) {
    const std::string_view code = type.root().child("code").value();
    const bool is_forbidden = std::ranges::any_of(choice.slices, [&](const ElementDraft& slice) {
      return slice.fields.bound("max") == 0 && has_only_type(slice, code);
    });
    if (!is_forbidden) left.push_back(code);
  }
  if (!left.empty()) keep_types(choice.fields, left);
}

bool has_each_type(const ElementDraft& choice) {
  return std::ranges::all_of(choice.fields.items("type"), [&](const fhir::Resource& type) {
    const std::string_view code = type.root().child("code").value();
    return std::ranges::any_of(
        choice.slices, [code](const ElementDraft& slice) { return has_only_type(slice, code); });
  });
}

bool is_sliced_by_type(const ElementDraft& choice) {
  const fhir::Nodes discriminators = choice.fields.first("slicing").children("discriminator");
  return !choice.slices.empty() &&
         std::ranges::all_of(discriminators, [](const fhir::Node discriminator) {
           return discriminator.child("type").value() == "type";
         });
}

void close(ElementDraft& choice) {
  ElementFields closed;
  closed.set("slicing", {slicing_of(choice.fields.first("base").types(), choice, "closed")});
  choice.fields.constrain(closed, {});
}

// "a/b" stays behind "a".
void put_first(std::vector<ElementDraft>& slices, const std::list<ElementOutline>& first) {
  const auto whole = [](std::string_view name) { return name.substr(0, name.find('/')); };
  std::unordered_map<std::string_view, std::size_t> places;
  for (const ElementOutline& each : first)
    places.try_emplace(whole(each.slice_name), places.size());
  std::ranges::stable_sort(slices, {}, [&](const ElementDraft& slice) {
    const auto found = places.find(whole(slice.slice_name));
    return found == places.end() ? places.size() : found->second;
  });
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

bool stands_alone(const ElementOutline& change) {
  return change.statements.empty() && change.slices.size() == 1 &&
         change.slices.front().typed_name.empty();
}

void finish_choice(ElementDraft& choice, const ElementOutline& change, bool closes_named) {
  if (stands_alone(change)) return close(choice);
  std::vector<std::string_view> left = types_named(choice, change, closes_named);
  if (left.empty()) remove_forbidden_types(choice);
  if (const std::string_view required = required_type(choice, change); !required.empty()) {
    left = {required};
    choice.fields.set_text(choice.fields.first("base").types(), "min", "1");
  }
  if (!left.empty()) keep_types(choice.fields, left);
  if (has_each_type(choice)) close(choice);
}

void finish_sliced_choice(ElementDraft& choice, const ElementOutline& change) {
  if (!is_sliced_by_type(choice)) return;
  const std::string_view required = required_type(choice, change);
  if (!required.empty()) keep_types(choice.fields, std::span(&required, 1));
  put_first(choice.slices, change.slices);
  close(choice);
}

const ElementOutline* find_excluding_slice(const ElementOutline& change) {
  const auto required = std::ranges::find_if(change.slices, is_required);
  if (required == change.slices.end()) return nullptr;
  const bool is_alone = std::ranges::all_of(change.slices, [&](const ElementOutline& slice) {
    return &slice == &*required || is_forbidden(slice);
  });
  return is_alone ? nullptr : &*required;
}

}  // namespace gateway::conformance
