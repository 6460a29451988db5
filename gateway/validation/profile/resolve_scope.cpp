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
  if (reference.starts_with('#')) return fhir::find_contained(container, reference.substr(1));
  if (!bundle_) return {};
  const auto parsed = fhir::parse_reference(reference);
  const auto entry = std::ranges::find_if(bundle_->entries(), [&](const fhir::BundleEntry& each) {
    return each.resource.data() == container.data() || each.resource.data() == from.data();
  });
  if (!parsed || entry == bundle_->entries().end()) return {};
  const fhir::BundleEntry* target = bundle_->resolve(*entry, *parsed);
  return target == nullptr ? Node() : target->resource;
}

}  // namespace gateway::validation
