// ReferenceReader: where the references of stored resources lead.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/search/extractor.hpp"

namespace gateway::search {

struct Include;

// THREADS: any. LIFETIME: no longer than the Extractor.
class ReferenceReader {
 public:
  ReferenceReader(const Extractor& extractor, std::string_view base_url)
      : extractor_(extractor), base_url_(base_url) {}

  // "Type/id" of what a parameter of type reference finds in a resource of its type, as it is
  // stored; what lies on other servers is left out.
  //
  // Errors: internal (SEARCH-OWN-TEXT).
  Result<std::vector<std::string>> of(const Parameter& parameter, std::string_view json) const;

  // The same of every parameter that an Include follows from a resource of `type`.
  Result<std::vector<std::string>> of(const Include& include,
                                      std::string_view type,
                                      std::string_view json) const;

 private:
  const Extractor& extractor_;
  std::string base_url_;
};

// The parameters of type reference that an Include follows from a resource of `type`; none if it is
// not about that type.
std::vector<const Parameter*> followed_by(const Include& include, std::string_view type);

}  // namespace gateway::search
