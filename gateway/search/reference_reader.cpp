#include "gateway/search/reference_reader.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "gateway/search/own_text.hpp"
#include "gateway/search/query.hpp"

namespace gateway::search {

Result<std::vector<std::string>> ReferenceReader::of(const Parameter& parameter,
                                                     std::string_view json) const {
  GATEWAY_TRY(const fhir::Resource resource, read_own_text(json, extractor_.types()));
  return extractor_.references(parameter, resource, base_url_);
}

Result<std::vector<std::string>> ReferenceReader::of(const Include& include,
                                                     std::string_view type,
                                                     std::string_view json) const {
  std::vector<std::string> found;
  const auto followed = followed_by(include, type);
  if (followed.empty()) return found;
  GATEWAY_TRY(const fhir::Resource resource, read_own_text(json, extractor_.types()));
  for (const Parameter* parameter : followed)
    std::ranges::move(extractor_.references(*parameter, resource, base_url_),
                      std::back_inserter(found));
  if (include.target.empty()) return found;
  std::erase_if(found, [&](const std::string& reference) {
    return !reference.starts_with(include.target + '/');
  });
  return found;
}

std::vector<const Parameter*> followed_by(const Include& include, std::string_view type) {
  if (!include.type.empty() && include.type != type) return {};
  if (include.reference != nullptr) return {include.reference};
  std::vector<const Parameter*> followed;
  for (const Parameter& parameter : parameters_of(type)) {
    if (parameter.type == ParameterType::reference) followed.push_back(&parameter);
  }
  return followed;
}

}  // namespace gateway::search
