#include "gateway/app/cli/resource_host.hpp"

#include <utility>

#include "gateway/fhir/issue.hpp"

namespace gateway::app {
namespace {

// "Patient/1": the last two parts of the fullUrl.
bool is_meant(const fhir::BundleEntry& entry, std::string_view reference) {
  const std::size_t rest = entry.full_url.size() - reference.size();
  return entry.full_url.size() > reference.size() && entry.full_url.ends_with(reference) &&
         entry.full_url[rest - 1] == '/';
}

}  // namespace

ResourceHost::ResourceHost(const fhir::Resource& resource) : root_(resource.root()) {
  fhir::IssueLog ignored;  // a fullUrl that stands twice: the first one wins
  if (auto bundle = fhir::Bundle::open(resource, ignored)) bundle_ = *std::move(bundle);
}

fhir::Node ResourceHost::resolve(std::string_view reference) const {
  if (reference.starts_with('#')) return fhir::find_contained(root_, reference.substr(1));
  if (!bundle_) return {};
  if (const auto* entry = bundle_->find(reference)) return entry->resource;
  for (const fhir::BundleEntry& entry : bundle_->entries()) {
    if (is_meant(entry, reference)) return entry.resource;
  }
  return {};
}

}  // namespace gateway::app
