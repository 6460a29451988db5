#include "gateway/fhir/bundle.hpp"

#include <algorithm>
#include <string>
#include <tuple>

namespace gateway::fhir {
namespace {

std::optional<BundleRequest> request_of(Node entry) {
  const Node request = entry.child("request");
  if (!request) return std::nullopt;
  return BundleRequest{.method = request.child("method").value(),
                       .url = request.child("url").value(),
                       .if_match = request.child("ifMatch").value(),
                       .if_none_match = request.child("ifNoneMatch").value(),
                       .if_none_exist = request.child("ifNoneExist").value(),
                       .if_modified_since = request.child("ifModifiedSince").value()};
}

// Where relative references of an entry begin, if its fullUrl is one of a FHIR server.
std::optional<std::string> service_base(std::string_view full_url) {
  const auto parsed = parse_reference(full_url);
  if (!parsed) return std::nullopt;
  const auto* rest = std::get_if<RestReference>(&*parsed);
  if (rest == nullptr || rest->base.empty() || rest->version) return std::nullopt;
  return rest->base;
}

Issue same_full_url(std::size_t entry, Node node) {
  return {.severity = Severity::error,
          .code = "invariant",
          .id = "BUNDLE-FULL-URL-TWICE",
          .text = "Two entries have the same fullUrl.",
          .expression = "Bundle.entry[" + std::to_string(entry) + "].fullUrl",
          .offset = node.offset()};
}

}  // namespace

Result<Bundle> Bundle::open(const Resource& resource, IssueLog& findings) {
  if (resource.type_name() != "Bundle") {
    return fail(ErrorKind::invalid, "BUNDLE-EXPECTED", "The resource is not a Bundle.");
  }
  Bundle bundle(resource);
  for (const Node entry : resource.root().children("entry")) {
    bundle.entries_.push_back({.index = bundle.entries_.size(),
                               .node = entry,
                               .full_url = entry.child("fullUrl").value(),
                               .resource = entry.child("resource"),
                               .request = request_of(entry)});
  }
  bundle.index_full_urls(findings);
  return bundle;
}

void Bundle::index_full_urls(IssueLog& findings) {
  for (const BundleEntry& entry : entries_) {
    if (entry.full_url.empty()) continue;
    const std::string_view version = entry.resource.child("meta").child("versionId").value();
    keys_.push_back({entry.full_url, version, entry.index});
  }
  std::ranges::sort(
      keys_, {}, [](const Key& key) { return std::tuple(key.full_url, key.version, key.entry); });
  // A history may name one resource several times: each version, and its deletion without one.
  const bool is_history = type() == "history";
  std::vector<std::size_t> repeated;
  for (std::size_t i = 1; i < keys_.size(); ++i) {
    const Key& before = keys_[i - 1];
    const Key& key = keys_[i];
    if (before.full_url != key.full_url || before.version != key.version) continue;
    if (!is_history || !key.version.empty()) repeated.push_back(key.entry);
  }
  std::ranges::sort(repeated);
  for (const std::size_t entry : repeated) {
    findings.add(same_full_url(entry, entries_[entry].node.child("fullUrl")));
  }
}

const BundleEntry* Bundle::find(std::string_view full_url, std::string_view version) const {
  const BundleEntry* first = nullptr;
  auto key = std::ranges::lower_bound(keys_, full_url, {}, &Key::full_url);
  for (; key != keys_.end() && key->full_url == full_url; ++key) {
    if (!version.empty() && key->version != version) continue;
    if (first == nullptr || key->entry < first->index) first = &entries_[key->entry];
    if (!version.empty()) break;
  }
  return first;
}

const BundleEntry* Bundle::resolve(const BundleEntry& from, const Reference& reference) const {
  if (const auto* urn = std::get_if<UrnReference>(&reference)) return find(urn->urn);
  if (const auto* uri = std::get_if<UriReference>(&reference)) return find(uri->uri);
  const auto* rest = std::get_if<RestReference>(&reference);
  if (rest == nullptr) return nullptr;
  RestReference whole = *rest;
  if (whole.base.empty()) {
    auto base = service_base(from.full_url);
    if (!base) return nullptr;
    whole.base = std::move(*base);
  }
  whole.version.reset();
  return find(to_text(whole), rest->version ? rest->version->text() : std::string());
}

Node find_contained(Node container, std::string_view anchor) {
  if (anchor.empty()) return container;
  for (const Node contained : container.children("contained")) {
    if (contained.child("id").value() == anchor) return contained;
  }
  return {};
}

}  // namespace gateway::fhir
