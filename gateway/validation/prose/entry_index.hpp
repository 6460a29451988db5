// EntryIndex: the entries of a Bundle by what references call them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/node.hpp"

namespace gateway::validation {

struct IndexedEntry {
  fhir::Node node;
  fhir::Node resource;  // absent if the entry has none
  std::string_view full_url;
};

// What a reference means inside the Bundle.
struct EntryMatch {
  enum class How : std::uint8_t {
    none,
    one,      // `entry`
    many,     // more than one entry has this fullUrl, and version
    similar,  // an entry has the type and the id, but another fullUrl
  };
  How how = How::none;
  std::size_t entry = 0;
};

// LIFETIME: outlived by the Bundle.
class EntryIndex {
 public:
  explicit EntryIndex(fhir::Node bundle);

  const std::vector<IndexedEntry>& entries() const noexcept { return entries_; }

  // `reference`, without fragment, in the entry `from`. Takes log n time.
  // Source: FHIR R4, bundle.html#references.
  EntryMatch find(std::string_view reference, std::size_t from) const;

 private:
  EntryMatch by_url(std::string_view url) const;

  std::vector<IndexedEntry> entries_;
  std::map<std::string_view, std::vector<std::size_t>> by_url_;
  std::map<std::string, std::size_t> by_type_and_id_;  // the first one
};

}  // namespace gateway::validation
