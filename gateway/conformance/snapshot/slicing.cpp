#include "gateway/conformance/snapshot/slicing.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <unordered_map>
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

void order_slices(std::vector<ElementDraft>& slices) {
  // Where "a", and then "a/b", of "a/b/c" came first.
  std::unordered_map<std::string_view, std::size_t> first;
  std::vector<std::vector<std::size_t>> keys(slices.size());
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const std::string_view name = slices[i].slice_name;
    for (std::size_t cut = 0; cut != std::string_view::npos;) {
      cut = name.find('/', cut + 1);
      keys[i].push_back(first.try_emplace(name.substr(0, cut), i).first->second);
    }
  }
  std::vector<std::size_t> order(slices.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) -> const auto& { return keys[i]; });
  std::vector<ElementDraft> ordered;
  ordered.reserve(slices.size());
  for (const std::size_t i : order)
    ordered.push_back(std::move(slices[i]));
  slices = std::move(ordered);
}

void raise_minimum(const fhir::TypeTable& types, ElementDraft& element) {
  std::uint64_t sum = 0;
  for (const ElementDraft& slice : element.slices) {
    if (!slice.slice_name.contains('/')) sum += slice.fields.bound("min");
  }
  if (sum > element.fields.bound("min")) element.fields.set_text(types, "min", std::to_string(sum));
}

}  // namespace gateway::conformance
