// SortOrder: what _sort asks for, as one key of bytes for each resource.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/search/query_rules.hpp"

namespace gateway::search {

inline constexpr std::size_t kMaxSortTerms = 8;

// One part of _sort.
struct SortTerm {
  enum class By : std::uint8_t { parameter, id, last_updated };
  By by = By::parameter;
  bool descending = false;
  const Parameter* parameter = nullptr;
  // Of a chain: the reference to follow before, and the type that `parameter` is of.
  const Parameter* reference = nullptr;
  std::string target = {};
};

// A resource that is to be put in order.
struct Sortable {
  std::string_view json;
  std::string_view id;
  Instant last_updated;
};

// The text of the resource that "Type/id" leads to; nothing if there is none to be seen.
using FollowReference = std::function<Result<std::optional<std::string>>(std::string_view)>;

// THREADS: any. LIFETIME: no longer than the Extractor.
class SortOrder {
 public:
  SortOrder(const QueryRules& rules, std::vector<SortTerm> terms)
      : extractor_(rules.extractor), base_url_(rules.base_url), terms_(std::move(terms)) {}

  // Keys compare as bytes. What has no value comes last, in either direction; of several values the
  // first in the direction counts. Texts are compared without case, å ä ö behind z.
  //
  // Errors: internal (SEARCH-OWN-TEXT); those of `follow`.
  // Source: FHIR R4, search.html#sort.
  Result<std::string> key(const Sortable& resource, const FollowReference& follow) const;

 private:
  Result<std::vector<std::string>> values(const SortTerm& term,
                                          const fhir::Resource& resource,
                                          const FollowReference& follow) const;

  const Extractor& extractor_;
  std::string base_url_;
  std::vector<SortTerm> terms_;
};

// Reads "status,-authored-on,patient.name".
//
// Errors: not_supported (SEARCH-UNKNOWN-PARAMETER, SEARCH-CHAIN), malformed (SEARCH-VALUE),
// too_costly (SEARCH-TOO-MANY: more than kMaxSortTerms).
Result<std::vector<SortTerm>> read_sort(std::string_view type, std::string_view value);

}  // namespace gateway::search
