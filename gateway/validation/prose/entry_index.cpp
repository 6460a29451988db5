#include "gateway/validation/prose/entry_index.hpp"

#include <algorithm>

#include "gateway/validation/prose/uri_form.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

constexpr std::string_view kHistory = "/_history/";

// What a relative reference is relative to: the fullUrl of its entry without type and id, or
// without what follows the last colon of a URN.
std::string base_of(std::string_view full_url) {
  if (full_url.starts_with("urn:")) return std::string(full_url.substr(0, full_url.rfind(':') + 1));
  std::size_t slash = full_url.rfind('/');
  if (slash != std::string_view::npos && slash > 0) slash = full_url.rfind('/', slash - 1);
  return slash == std::string_view::npos ? std::string()
                                         : std::string(full_url.substr(0, slash + 1));
}

std::string_view version_of(Node resource) {
  return resource.child("meta").child("versionId").value();
}

}  // namespace

EntryIndex::EntryIndex(Node bundle) {
  for (const Node node : bundle.children("entry")) {
    const std::size_t index = entries_.size();
    const Node resource = node.child("resource");
    const std::string_view full_url = node.child("fullUrl").value();
    entries_.push_back({node, resource, full_url});
    if (!full_url.empty()) by_url_[full_url].push_back(index);
    if (const Node id = resource.child("id"); id.has_value()) {
      by_type_and_id_.emplace(std::string(resource.type_name()) + "/" + std::string(id.value()),
                              index);
    }
  }
}

EntryMatch EntryIndex::by_url(std::string_view url) const {
  const auto found = by_url_.find(url);
  if (found == by_url_.end()) {
    const std::size_t history = url.find(kHistory);
    const auto versions = by_url_.find(url.substr(0, history));
    if (history == std::string_view::npos || versions == by_url_.end()) return {};
    const std::string_view version = url.substr(history + kHistory.size());
    EntryMatch match;
    for (const std::size_t entry : versions->second) {
      if (version_of(entries_[entry].resource) != version) continue;
      if (match.how == EntryMatch::How::one) return {EntryMatch::How::many, entry};
      match = {EntryMatch::How::one, entry};
    }
    return match;
  }
  const auto& all = found->second;
  return {all.size() == 1 ? EntryMatch::How::one : EntryMatch::How::many, all.front()};
}

EntryMatch EntryIndex::find(std::string_view reference, std::size_t from) const {
  if (is_absolute_uri(reference)) return by_url(reference);
  const std::string_view full_url = entries_[from].full_url;
  if (is_absolute_uri(full_url)) {
    const bool is_urn = full_url.starts_with("urn:");
    const std::string_view rest =
        is_urn ? reference.substr(reference.find('/') + 1) : reference;  // the id alone
    const EntryMatch match = by_url(base_of(full_url) + std::string(rest));
    if (match.how != EntryMatch::How::none) return match;
  }
  const auto similar =
      by_type_and_id_.find(std::string(reference.substr(0, reference.find(kHistory))));
  if (similar == by_type_and_id_.end()) return {};
  return {EntryMatch::How::similar, similar->second};
}

}  // namespace gateway::validation
