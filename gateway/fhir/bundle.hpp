// Bundle: a typed view of a Bundle's entries, and references resolved inside it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::fhir {

// Entry.request as written; empty texts if absent.
struct BundleRequest {
  std::string_view method;
  std::string_view url;
  std::string_view if_match;
  std::string_view if_none_match;
  std::string_view if_none_exist;
  std::string_view if_modified_since;
};

struct BundleEntry {
  std::size_t index = 0;  // in Bundle.entry
  Node node;              // the entry itself
  std::string_view full_url;
  Node resource;  // absent if the entry has none
  std::optional<BundleRequest> request;
};

// LIFETIME: holds the resource; all views are good as long as the Bundle.
// THREADS: immutable; any.
class Bundle {
 public:
  // Reads the entries. A fullUrl that stands twice (with the same versionId; in a history even
  // then) is a finding (BUNDLE-FULL-URL-TWICE, error); the first one wins. Takes n log n time.
  //
  // Errors: invalid (BUNDLE-EXPECTED: the resource is no Bundle).
  // Source: FHIR R4, bundle.html, invariant bdl-7.
  static Result<Bundle> open(const Resource& resource, IssueLog& findings);

  std::string_view type() const { return resource_.root().child("type").value(); }
  const Resource& resource() const noexcept { return resource_; }
  const std::vector<BundleEntry>& entries() const noexcept { return entries_; }

  // The entry with this fullUrl, byte for byte; null if there is none. `version`, if not empty, is
  // the meta.versionId it must have.
  const BundleEntry* find(std::string_view full_url, std::string_view version = {}) const;

  // The entry that `reference` inside `from` means: a URN or URL by fullUrl, a relative reference
  // by fullUrl under the service base of `from`. Null if it is not in this Bundle; contained and
  // conditional references never are.
  // Source: FHIR R4, bundle.html#references.
  const BundleEntry* resolve(const BundleEntry& from, const Reference& reference) const;

 private:
  struct Key {
    std::string_view full_url;
    std::string_view version;
    std::size_t entry;
  };

  explicit Bundle(const Resource& resource) : resource_(resource) {}
  void index_full_urls(IssueLog& findings);

  Resource resource_;
  std::vector<BundleEntry> entries_;
  std::vector<Key> keys_;  // ordered by full_url, then entry
};

// The resource in `contained` of `container` that "#anchor" means; the container itself for an
// empty anchor. Absent if there is none.
Node find_contained(Node container, std::string_view anchor);

}  // namespace gateway::fhir
