#include "gateway/conformance/snapshot/slicing.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace gateway::conformance {

using fhir::Node;
using fhir::Resource;
using Statement = ElementOutline::Statement;

namespace {

// What the rules of the differential may be, by those of the base.
struct Tightened {
  std::string_view base;
  std::string_view change;
};
constexpr Tightened kTightened[] = {{"open", "open"},
                                    {"open", "openAtEnd"},
                                    {"open", "closed"},
                                    {"openAtEnd", "openAtEnd"},
                                    {"openAtEnd", "closed"},
                                    {"closed", "closed"}};

bool is_tightened(std::string_view base, std::string_view change) {
  return base.empty() || change.empty() ||
         std::ranges::any_of(kTightened, [&](const Tightened& row) {
           return row.base == base && row.change == change;
         });
}

bool has_discriminator(Node slicing, Node wanted) {
  return std::ranges::any_of(slicing.children("discriminator"), [&](const Node each) {
    return each.child("type").value() == wanted.child("type").value() &&
           each.child("path").value() == wanted.child("path").value();
  });
}

}  // namespace

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

bool is_required(const ElementOutline& slice) {
  return std::ranges::any_of(slice.statements, [](const Statement& statement) {
    const Node min = statement.definition.child("min");
    return min.has_value() && bound_of(min.value()) > 0;
  });
}

bool is_forbidden(const ElementOutline& slice) {
  return std::ranges::any_of(slice.statements, [](const Statement& statement) {
    return statement.definition.child("max").value() == "0";
  });
}

const ElementOutline* find_surplus_slice(const ElementDraft& base, const ElementOutline& change) {
  const Node slicing = base.fields.first("slicing");
  if (slicing.child("rules").value() != "closed" || base.is_choice()) return nullptr;
  std::unordered_set<std::string_view> known;
  for (const ElementDraft& slice : base.slices)
    known.insert(slice.slice_name);
  const auto surplus = std::ranges::find_if(change.slices, [&](const ElementOutline& slice) {
    const std::string_view name = slice.slice_name;  // or that of the slice that it slices again
    return !known.contains(name.substr(0, name.find('/')));
  });
  return surplus == change.slices.end() ? nullptr : &*surplus;
}

std::string_view slicing_conflict(const ElementDraft& base, const ElementFields& change) {
  const Node old = base.fields.first("slicing");
  const Node stated = change.first("slicing");
  if (!old || !stated || base.is_choice()) return {};
  if (old.child("ordered").value() == "true" && stated.child("ordered").value() == "false")
    return "the slices have an order in what this builds on";
  if (!is_tightened(old.child("rules").value(), stated.child("rules").value()))
    return "the slicing is more open than in what this builds on";
  const bool has_all = stated.children("discriminator").empty() ||
                       std::ranges::all_of(old.children("discriminator"), [&](const Node each) {
                         return has_discriminator(stated, each);
                       });
  return has_all ? std::string_view()
                 : "the slices are told apart otherwise in what this builds on";
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
