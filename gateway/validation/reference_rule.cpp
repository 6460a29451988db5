#include <algorithm>
#include <string>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/rules.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::TypeId;

// The last segment of a path; `path` keeps what stands before it.
std::string_view take_last(std::string_view& path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  return last;
}

TypeId resource_type(const fhir::TypeTable& types, std::string_view name) {
  const TypeId type = types.find_type(name);
  return types.is_resource(type) ? type : fhir::kNoType;
}

// The type in "Patient/1", "https://host/fhir/Patient/1/_history/2" or the conditional reference
// "Patient?identifier=..."; kNoType if the text tells none.
TypeId literal_type(const fhir::TypeTable& types, std::string_view text) {
  if (text.starts_with("urn:")) return fhir::kNoType;
  const std::size_t query = text.find('?');
  std::string_view path = text.substr(0, query);
  if (query != std::string_view::npos) return resource_type(types, take_last(path));
  take_last(path);
  std::string_view name = take_last(path);
  if (name == "_history") {
    take_last(path);
    name = take_last(path);
  }
  return resource_type(types, name);
}

std::string allowed_names(const RuleContext& context, std::span<const TypeId> allowed) {
  std::string names;
  for (const TypeId type : allowed) {
    if (!names.empty()) names += ", ";
    names += context.definitions.types().type_name(type);
  }
  return names;
}

// "#" alone is the resource that contains the reference.
TypeId contained_type(const RuleContext& context,
                      const Location& at,
                      std::string_view anchor,
                      const ContainedResources& contained) {
  if (anchor.empty()) return fhir::kNoType;
  const Node target = contained.find(anchor);
  if (target) return target.type();
  report(context.log,
         finding::kReferenceContained,
         at,
         "The reference points at a contained resource that is not there.");
  return fhir::kNoType;
}

}  // namespace

ContainedResources::ContainedResources(Node resource) {
  for (const Node contained : resource.children("contained")) {
    rows_.push_back({contained.child("id").value(), contained});
  }
  std::ranges::stable_sort(rows_, {}, &Row::id);
}

Node ContainedResources::find(std::string_view id) const noexcept {
  const auto row = std::ranges::lower_bound(rows_, id, {}, &Row::id);
  return row != rows_.end() && row->id == id ? row->node : Node();
}

void check_reference(const RuleContext& context,
                     const Location& at,
                     const ContainedResources& contained) {
  const fhir::TypeTable& types = context.definitions.types();
  const std::string_view text = at.node().child("reference").value();
  const TypeId stated = resource_type(types, at.node().child("type").value());
  const TypeId literal = text.starts_with('#')
                             ? contained_type(context, at, text.substr(1), contained)
                             : literal_type(types, text);
  if (stated != fhir::kNoType && literal != fhir::kNoType && stated != literal) {
    report(context.log,
           finding::kReferenceType,
           at,
           "The reference and its element type name different types.");
  }
  const TypeId target = literal != fhir::kNoType ? literal : stated;
  const auto allowed = context.definitions.reference_targets(*at.slot());
  if (target == fhir::kNoType || allowed.empty()) return;
  if (std::ranges::find(allowed, target) != allowed.end()) return;
  report(context.log,
         finding::kReferenceTarget,
         at,
         "The type of the target is not one of " + allowed_names(context, allowed) + ".");
}

}  // namespace gateway::validation
