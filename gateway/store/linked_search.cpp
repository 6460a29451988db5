#include "gateway/store/linked_search.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/search/parameter_table.hpp"

namespace gateway::store {
namespace {

std::string reference_to(const ResourceRef& ref) {
  return ref.type + '/' + ref.id;
}

search::Criterion pointing_at(const search::Parameter& parameter,
                              const std::vector<std::string>& references) {
  search::Criterion criterion;
  for (const std::string& each : references) {
    criterion.any_of.push_back({.parameter = parameter.id, .form = parameter.form, .text = each});
  }
  return criterion;
}

// Answers what can find nothing itself.
Result<SearchPage> search_plain(const search::Query& query, const PlainSearch& search) {
  const bool finds_nothing = std::ranges::any_of(
      query.all_of, [](const search::Criterion& criterion) { return criterion.any_of.empty(); });
  if (!finds_nothing) return search(query);
  SearchPage nothing;
  if (query.count_total) nothing.total = 0;
  return nothing;
}

// --- links ---

Result<search::Query> without_links(search::Query query, const PlainSearch& search);

Result<std::vector<StoredResource>> inner_matches(search::Query inner,
                                                  bool only_refs,
                                                  const PlainSearch& search) {
  inner.count = search::kMaxLinked;
  inner.only_refs = only_refs;
  GATEWAY_TRY(inner, without_links(std::move(inner), search));
  GATEWAY_TRY(SearchPage page, search_plain(inner, search));
  if (!page.next) return std::move(page.matches);
  return fail(ErrorKind::too_costly,
              "STORE-LINK-LIMIT",
              "A reference of the search leads to more than 1000 resources; narrow what is asked "
              "of them.");
}

// The criterion, or the ids, that a link comes to.
Result<void> resolve(search::Link link,
                     const search::ReferenceReader* references,
                     const PlainSearch& search,
                     search::Query& query) {
  std::vector<std::string> found;
  for (search::Query& inner : link.inner) {
    GATEWAY_TRY(const auto matches, inner_matches(std::move(inner), !link.reversed, search));
    for (const StoredResource& match : matches) {
      if (!link.reversed) {
        found.push_back(reference_to(match.ref));
        continue;
      }
      GATEWAY_TRY(const auto pointed_at, references->of(*link.reference, match.json));
      for (const std::string& each : pointed_at) {
        const Halves halves = split_once(each, '/');
        if (halves.before == query.type) found.emplace_back(halves.after);
      }
    }
  }
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  if (link.reversed)
    keep_ids(query, std::move(found));
  else
    query.all_of.push_back(pointing_at(*link.reference, found));
  return {};
}

Result<search::Query> without_links(search::Query query, const PlainSearch& search) {
  for (search::Link& link : std::exchange(query.links, {}))
    GATEWAY_CHECK(resolve(std::move(link), query.references.get(), search, query));
  return query;
}

// --- includes ---

// Collects what a page shows besides its matches.
class Inclusion {
 public:
  Inclusion(const search::Query& query, const SearchPage& page, const PlainSearch& search)
      : query_(query), search_(search) {
    for (const StoredResource& match : page.matches)
      known_.insert(reference_to(match.ref));
  }

  Result<std::vector<StoredResource>> of(const std::vector<StoredResource>& matches) {
    GATEWAY_TRY(auto newest, around(matches, false));
    while (!newest.empty()) {
      GATEWAY_TRY(auto further, around(newest, true));
      std::ranges::move(newest, std::back_inserter(included_));
      newest = std::move(further);
    }
    return std::move(included_);
  }

 private:
  using Resources = std::vector<StoredResource>;

  // What the includes show of `resources` and nobody has shown yet.
  Result<Resources> around(const Resources& resources, bool is_iteration) {
    Resources found;
    std::map<std::string, std::vector<std::string>, std::less<>> ids_by_type;
    for (const search::Include& include : query_.includes) {
      if (is_iteration && !include.iterates) continue;
      if (include.reversed) {
        GATEWAY_CHECK(add_pointing(include, resources, found));
      } else {
        GATEWAY_CHECK(collect_pointed_at(include, resources, ids_by_type));
      }
    }
    for (auto& [type, ids] : ids_by_type)
      GATEWAY_CHECK(add_all({.type = type, .ids = std::move(ids)}, found));
    return found;
  }

  Result<void> collect_pointed_at(
      const search::Include& include,
      const Resources& resources,
      std::map<std::string, std::vector<std::string>, std::less<>>& ids_by_type) {
    for (const StoredResource& each : resources) {
      GATEWAY_TRY(const auto references, query_.references->of(include, each.ref.type, each.json));
      for (const std::string& reference : references) {
        if (known_.contains(reference)) continue;
        const Halves halves = split_once(reference, '/');
        std::vector<std::string>& ids = ids_by_type[std::string(halves.before)];
        if (std::ranges::find(ids, halves.after) == ids.end()) ids.emplace_back(halves.after);
      }
    }
    return {};
  }

  Result<void> add_pointing(const search::Include& include,
                            const Resources& resources,
                            Resources& found) {
    search::Criterion criterion;
    for (const search::Parameter* parameter : search::followed_by(include, include.type)) {
      std::vector<std::string> targets;
      for (const StoredResource& each : resources) {
        const bool is_wanted = (include.target.empty() || include.target == each.ref.type) &&
                               search::takes_target(*parameter, each.ref.type);
        if (is_wanted) targets.push_back(reference_to(each.ref));
      }
      std::ranges::move(pointing_at(*parameter, targets).any_of,
                        std::back_inserter(criterion.any_of));
    }
    return add_all({.type = include.type, .all_of = {std::move(criterion)}}, found);
  }

  Result<void> add_all(search::Query query, Resources& found) {
    query.count = search::kMaxLinked;
    GATEWAY_TRY(SearchPage page, search_plain(query, search_));
    for (StoredResource& each : page.matches) {
      if (known_.insert(reference_to(each.ref)).second) found.push_back(std::move(each));
    }
    if (!page.next && included_.size() + found.size() <= search::kMaxLinked) return {};
    return fail(ErrorKind::too_costly,
                "STORE-INCLUDE-LIMIT",
                "The page would include more than 1000 resources; ask for fewer matches by "
                "_count.");
  }

  const search::Query& query_;
  const PlainSearch& search_;
  std::set<std::string, std::less<>> known_;
  Resources included_;
};

}  // namespace

Result<SearchPage> search_linked(const search::Query& query, const PlainSearch& search) {
  if (query.links.empty() && query.includes.empty()) return search_plain(query, search);
  GATEWAY_TRY(const search::Query plain, without_links(query, search));
  GATEWAY_TRY(SearchPage page, search_plain(plain, search));
  if (!query.includes.empty() && !page.matches.empty()) {
    GATEWAY_TRY(page.included, Inclusion(query, page, search).of(page.matches));
  }
  return page;
}

}  // namespace gateway::store
