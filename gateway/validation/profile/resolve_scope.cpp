#include "gateway/validation/profile/resolve_scope.hpp"

#include "gateway/fhir/reference.hpp"

namespace gateway::validation {

using fhir::Node;

namespace {

// What has no scheme is relative to the fullUrl of the entry, and to a URN nothing is.
bool leads_nowhere(const fhir::BundleEntry& from, std::string_view reference) {
  return from.full_url.starts_with("urn:") && !reference.contains(':');
}

}  // namespace

ResolveScope::ResolveScope(const fhir::Resource& root) {
  if (root.type_name() != "Bundle") return;
  fhir::IssueLog findings;  // the rules of Bundles find them
  if (auto bundle = fhir::Bundle::open(root, findings)) bundle_ = *std::move(bundle);
  if (!bundle_) return;
  for (const fhir::BundleEntry& entry : bundle_->entries())
    entries_.emplace(entry.resource.data(), &entry);
}

const fhir::BundleEntry* ResolveScope::entry_of(Node resource) const {
  const auto found = entries_.find(resource.data());
  return found == entries_.end() ? nullptr : found->second;
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
  const fhir::BundleEntry* entry = entry_of(container);
  if (entry == nullptr) entry = entry_of(from);
  if (entry == nullptr || leads_nowhere(*entry, reference)) return {};
  const auto parsed = fhir::parse_reference(reference);
  if (!parsed) return {};
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
