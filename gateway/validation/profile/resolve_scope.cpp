#include "gateway/validation/profile/resolve_scope.hpp"

#include <algorithm>

#include "gateway/fhir/reference.hpp"

namespace gateway::validation {

using fhir::Node;

ResolveScope::ResolveScope(const fhir::Resource& root) {
  if (root.type_name() != "Bundle") return;
  fhir::IssueLog findings;  // the rules of Bundles find them
  if (auto bundle = fhir::Bundle::open(root, findings)) bundle_ = *std::move(bundle);
}

Node ResolveScope::resolve(Node from, Node container, std::string_view reference) const {
  if (reference.starts_with('#')) {
    const std::string_view id = reference.substr(1);
    const Node found = fhir::find_contained(container, id);
    return found || !bundle_ || from.data() != bundle_->resource().root().data()
               ? found
               : contained_in_entry(id);
  }
  if (!bundle_) return {};
  const auto parsed = fhir::parse_reference(reference);
  const auto entry = std::ranges::find_if(bundle_->entries(), [&](const fhir::BundleEntry& each) {
    return each.resource.data() == container.data() || each.resource.data() == from.data();
  });
  if (!parsed || entry == bundle_->entries().end()) return {};
  const fhir::BundleEntry* target = bundle_->resolve(*entry, *parsed);
  return target == nullptr ? Node() : target->resource;
}

// For a constraint of the Bundle itself, which does not say which entry the reference is from.
Node ResolveScope::contained_in_entry(std::string_view id) const {
  for (const fhir::BundleEntry& entry : bundle_->entries()) {
    if (const Node found = fhir::find_contained(entry.resource, id)) return found;
  }
  return {};
}

}  // namespace gateway::validation
