#include "gateway/search/sort_order.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/search/escapes.hpp"
#include "gateway/search/filter_reader.hpp"
#include "gateway/search/number_key.hpp"
#include "gateway/search/own_text.hpp"

namespace gateway::search {
namespace {

using By = SortTerm::By;

// Longer texts are compared so far.
constexpr std::size_t kMaxKeyBytes = 256;

constexpr char kHasValue = '\x01';
constexpr char kHasNone = '\x02';

// With an end that is less than every byte of the text, so that no key runs into the next.
void append_value(std::string value, bool descending, std::string& key) {
  key += kHasValue;
  value.resize(std::min(value.size(), kMaxKeyBytes));
  std::string bytes;
  for (const char c : value) {
    bytes += c;
    if (c == '\0') bytes += '\xFF';
  }
  bytes.append(2, '\0');
  for (const char c : bytes)
    key += descending ? static_cast<char>(~c) : c;
}

Result<SortTerm> read_term(std::string_view type, std::string_view text) {
  SortTerm term;
  if (text.starts_with('-')) {
    term.descending = true;
    text.remove_prefix(1);
  }
  if (text == "_id" || text == "_lastUpdated") {
    term.by = text == "_id" ? By::id : By::last_updated;
    return term;
  }
  const Halves chain = split_once(text, '.');
  std::string_view code = text;
  if (chain.found) {
    const Halves head = split_once(chain.before, ':');
    GATEWAY_TRY(term.reference, find_reference(type, head.before));
    const std::string_view only =
        term.reference->targets.find(' ') == std::string_view::npos ? term.reference->targets : "";
    term.target = head.found ? head.after : only;
    if (term.target.empty() || !takes_target(*term.reference, term.target)) {
      return fail(ErrorKind::not_supported,
                  "SEARCH-CHAIN",
                  "Name the type that the reference leads to, as in subject:Patient.name.");
    }
    code = chain.after;
  }
  term.parameter = find_parameter(term.target.empty() ? type : term.target, code);
  if (term.parameter != nullptr) return term;
  return fail(ErrorKind::not_supported,
              "SEARCH-UNKNOWN-PARAMETER",
              "The resource type has no such search parameter.");
}

}  // namespace

Result<std::vector<std::string>> SortOrder::values(const SortTerm& term,
                                                   const fhir::Resource& resource,
                                                   const FollowReference& follow) const {
  if (term.reference == nullptr)
    return extractor_.sort_values(*term.parameter, resource, base_url_);
  std::vector<std::string> found;
  for (const std::string& each : extractor_.references(*term.reference, resource, base_url_)) {
    if (!each.starts_with(term.target + '/')) continue;
    GATEWAY_TRY(const auto json, follow(each));
    if (!json) continue;
    GATEWAY_TRY(const fhir::Resource target, read_own_text(*json, extractor_.types()));
    std::ranges::move(extractor_.sort_values(*term.parameter, target, base_url_),
                      std::back_inserter(found));
  }
  return found;
}

Result<std::string> SortOrder::key(const Sortable& resource, const FollowReference& follow) const {
  GATEWAY_TRY(const fhir::Resource tree, read_own_text(resource.json, extractor_.types()));
  std::string key;
  for (const SortTerm& term : terms_) {
    std::vector<std::string> found;
    switch (term.by) {
      case By::id: found.emplace_back(resource.id); break;
      case By::last_updated:
        found.push_back(sort_number(resource.last_updated.time_since_epoch().count()));
        break;
      case By::parameter: {
        GATEWAY_TRY(found, values(term, tree, follow));
        break;
      }
    }
    if (found.empty()) {
      key += kHasNone;
      continue;
    }
    const auto [least, most] = std::ranges::minmax_element(found);
    append_value(term.descending ? *most : *least, term.descending, key);
  }
  return key;
}

Result<std::vector<SortTerm>> read_sort(std::string_view type, std::string_view value) {
  std::vector<SortTerm> terms;
  for (const std::string_view each : split_alternatives(value)) {
    if (terms.size() == kMaxSortTerms) {
      return fail(ErrorKind::too_costly, "SEARCH-TOO-MANY", "_sort has more than 8 parts.");
    }
    if (each.empty() || each == "-") {
      return fail(ErrorKind::malformed, "SEARCH-VALUE", "_sort takes names of parameters.");
    }
    GATEWAY_TRY(SortTerm term, read_term(type, each));
    terms.push_back(std::move(term));
  }
  return terms;
}

}  // namespace gateway::search
