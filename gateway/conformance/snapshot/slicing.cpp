#include "gateway/conformance/snapshot/slicing.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace gateway::conformance {

using fhir::Node;
using fhir::Resource;
using Statement = ElementOutline::Statement;

bool is_extension(const ElementDraft& element) {
  return element.name == "extension" || element.name == "modifierExtension";
}

bool is_sliced_by_nature(const ElementDraft& element) {
  return is_extension(element) || element.is_choice();
}

Resource slicing_of(const fhir::TypeTable& types,
                    const ElementDraft& element,
                    std::string_view rules) {
  fhir::Builder builder(types, "ElementDefinition");
  builder.begin("slicing");
  builder.begin("discriminator");
  builder.add("type", is_extension(element) ? "value" : "type");
  builder.add("path", is_extension(element) ? "url" : "$this");
  builder.end();
  builder.add("ordered", "false");
  builder.add("rules", rules);
  builder.end();
  const Resource made = std::move(builder).finish();
  return made.part(made.root().child("slicing"));
}

const ElementOutline* only_slice(const ElementDraft& element, const ElementOutline& change) {
  if (element.fields.has("slicing") || is_extension(element)) return nullptr;
  if (!change.statements.empty() || !change.children.empty() || change.slices.size() != 1)
    return nullptr;
  return &change.slices.front();
}

ElementOutline with_children_of(const ElementOutline& unsliced, const ElementOutline& slice) {
  ElementOutline all = slice;
  const bool has_profile = std::ranges::any_of(slice.statements, [](const Statement& statement) {
    return statement.definition.child("type").child("profile").has_value();
  });
  if (!has_profile) return all;
  for (const ElementOutline& child : unsliced.children) {
    const auto known = std::ranges::find(slice.children, child.name, &ElementOutline::name);
    if (known == slice.children.end()) all.children.push_back(child);
  }
  return all;
}

bool states_slicing(const ElementOutline& change) {
  return std::ranges::any_of(change.statements, [](const Statement& statement) {
    return static_cast<bool>(statement.definition.child("slicing"));
  });
}

bool is_required(const ElementOutline& slice) {
  return std::ranges::any_of(slice.statements, [](const Statement& statement) {
    const Node min = statement.definition.child("min");
    return min.has_value() && bound_of(min.value()) > 0;
  });
}

void insert_slice(std::vector<ElementDraft>& slices, ElementDraft slice) {
  const std::string_view name = slice.slice_name;
  const std::size_t cut = name.rfind('/');
  auto at = slices.end();
  if (cut != std::string_view::npos) {
    const std::string_view parent = name.substr(0, cut);
    const auto last = std::ranges::find_if(slices.rbegin(), slices.rend(), [&](const auto& each) {
      const std::string_view other = each.slice_name;
      return other == parent || (other.starts_with(parent) && other[parent.size()] == '/');
    });
    at = last.base();
  }
  slices.insert(at, std::move(slice));
}

void raise_minimum(const fhir::TypeTable& types, ElementDraft& element) {
  std::uint64_t sum = 0;
  for (const ElementDraft& slice : element.slices) {
    if (!slice.slice_name.contains('/')) sum += slice.fields.bound("min");
  }
  if (sum > element.fields.bound("min")) element.fields.set_text(types, "min", std::to_string(sum));
}

}  // namespace gateway::conformance
