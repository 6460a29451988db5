#include "gateway/conformance/snapshot/element_draft.hpp"

#include <algorithm>

#include "gateway/conformance/snapshot/element_outline.hpp"

namespace gateway::conformance {
namespace {

using fhir::Builder;
using fhir::Node;
using fhir::Resource;

constexpr std::string_view kChoice = "[x]";

ElementDraft draft_of(const ElementOutline& outline, const Resource& holder) {
  ElementDraft draft{outline.name, outline.slice_name};
  if (!outline.statements.empty()) {
    const Node definition = outline.statements.front().definition;
    draft.fields = ElementFields(holder, definition);
    if (!draft.fields.has("base")) draft.fields.set("base", {base_of(holder.types(), definition)});
  }
  for (const ElementOutline& child : outline.children)
    draft.children.push_back(draft_of(child, holder));
  for (const ElementOutline& slice : outline.slices)
    draft.slices.push_back(draft_of(slice, holder));
  return draft;
}

struct Place {
  std::string path;
  std::string id;
};

void write(const ElementDraft& draft, const Place& parent, Builder& builder) {
  Place place{parent.path, parent.id};
  if (!place.path.empty()) {
    place.path += '.';
    place.id += '.';
  }
  place.path += draft.name;
  place.id += draft.name;
  if (!draft.slice_name.empty()) place.id += ':' + draft.slice_name;
  builder.begin("element");
  builder.add("id", place.id);
  builder.add("path", place.path);
  if (!draft.slice_name.empty()) builder.add("sliceName", draft.slice_name);
  draft.fields.write(builder);
  builder.end();
  for (const ElementDraft& child : draft.children)
    write(child, place, builder);
  for (const ElementDraft& slice : draft.slices)
    write(slice, parent, builder);
}

}  // namespace

Resource base_of(const fhir::TypeTable& types, Node definition) {
  Builder builder(types, "ElementDefinition");
  builder.begin("base");
  builder.add("path", definition.child("path").value());
  for (const std::string_view name : {"min", "max"}) {
    if (const Node bound = definition.child(name); bound.has_value())
      builder.add(name, bound.value());
  }
  builder.end();
  const Resource made = std::move(builder).finish();
  return made.part(made.root().child("base"));
}

ElementDraft* ElementDraft::find_child(std::string_view child) noexcept {
  const auto found = std::ranges::find(children, child, &ElementDraft::name);
  return found == children.end() ? nullptr : &*found;
}

std::string_view ElementDraft::stem() const noexcept {
  return std::string_view(name).substr(0, name.size() - kChoice.size());
}

Result<ElementDraft> draft_of(const Resource& definition) {
  const fhir::Nodes elements = definition.root().child("snapshot").children("element");
  if (elements.empty())
    return fail(ErrorKind::invalid, "SNAPSHOT-MISSING", "the definition has no snapshot");
  GATEWAY_TRY(const auto roots, outline_of(elements, "snapshot"));
  return draft_of(roots.front(), definition);
}

std::size_t size_of(const ElementDraft& draft) {
  std::size_t size = 1;
  for (const ElementDraft& child : draft.children)
    size += size_of(child);
  for (const ElementDraft& slice : draft.slices)
    size += size_of(slice);
  return size;
}

void write_elements(const ElementDraft& root, Builder& builder) {
  write(root, {}, builder);
}

}  // namespace gateway::conformance
