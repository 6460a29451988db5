// The searches of SqliteReader that look into every resource that the index finds.
#include <algorithm>
#include <map>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/store/sqlite_reader.hpp"

namespace gateway::store {

bool SqliteReader::comes_before(const search::Position& a,
                                const search::Position& b,
                                bool oldest_first) {
  const std::pair left(a.last_updated, a.key);
  const std::pair right(b.last_updated, b.key);
  return oldest_first ? left < right : right < left;
}

Result<void> SqliteReader::for_each_match(Connection& db,
                                          const std::vector<SearchPlan>& plans,
                                          std::optional<search::Position> after,
                                          const UseMatch& use) {
  constexpr std::size_t kChunk = 256;
  const search::Query& query = plans.front().query;
  std::size_t looked_at = 0;
  for (bool more = true; more;) {
    GATEWAY_TRY(const auto keys, page_keys(db, plans, after, kChunk));
    more = keys.size() == kChunk;
    looked_at += keys.size();
    if (looked_at > search::kMaxRechecked) {
      return fail(ErrorKind::too_costly,
                  "STORE-SEARCH-LIMIT",
                  "The search would look into more than 10000 resources; narrow it.");
    }
    for (const PageKey& key : keys) {
      after = position_of(key);
      GATEWAY_TRY(auto opened, open_page(db, query.type, {&key, 1}));
      if (opened.empty()) continue;
      bool holds = true;
      if (query.recheck) {
        GATEWAY_TRY(holds, query.recheck->holds(opened.front().json));
      }
      if (!holds) continue;
      GATEWAY_TRY(const bool goes_on, use(key, std::move(opened.front())));
      if (!goes_on) return {};
    }
  }
  return {};
}

Result<SearchPage> SqliteReader::search_and_recheck(Connection& db,
                                                    const std::vector<SearchPlan>& plans) {
  const search::Query& query = plans.front().query;
  const auto wanted = std::min(query.count, kMaxPage);
  SearchPage page;
  search::Position last;
  std::size_t matches = 0;
  const UseMatch use = [&](const PageKey& key, StoredResource match) -> Result<bool> {
    ++matches;
    const search::Position place = position_of(key);
    if (query.after && !comes_before(*query.after, place, query.oldest_first)) return true;
    if (page.matches.size() < wanted) {
      page.matches.push_back(std::move(match));
      last = place;
      return true;
    }
    if (wanted > 0) page.next = last;
    return query.count_total;
  };
  // A total begins at the first resource, whatever page is asked for.
  GATEWAY_CHECK(for_each_match(
      db, plans, query.count_total ? std::optional<search::Position>() : query.after, use));
  if (query.count_total) page.total = matches;
  return page;
}

Result<SearchPage> SqliteReader::search_in_order(Connection& db,
                                                 const std::vector<SearchPlan>& plans) {
  const search::Query& query = plans.front().query;
  const auto wanted = std::min(query.count, kMaxPage);
  struct Ranked {
    search::Position position;
    PageKey key;
  };
  const auto is_before = [](const search::Position& a, const search::Position& b) {
    const int order = a.sort_key.compare(b.sort_key);
    return order != 0 ? order < 0 : comes_before(a, b, false);
  };
  std::map<std::string, std::optional<std::string>, std::less<>> followed;
  const search::FollowReference follow = [&](std::string_view reference) {
    return this->follow(db, plans.front().org, reference, followed);
  };
  std::vector<Ranked> places;
  std::size_t matches = 0;
  GATEWAY_CHECK(for_each_match(
      db, plans, std::nullopt, [&](const PageKey& key, StoredResource match) -> Result<bool> {
        ++matches;
        Ranked place{position_of(key), key};
        GATEWAY_TRY(place.position.sort_key,
                    query.order->key({match.json, match.ref.id, match.last_updated}, follow));
        const bool is_wanted = !query.after || is_before(*query.after, place.position);
        if (is_wanted) places.push_back(std::move(place));
        return true;
      }));
  const std::size_t shown = std::min(wanted, places.size());
  std::ranges::partial_sort(
      places, places.begin() + static_cast<std::ptrdiff_t>(shown), is_before, &Ranked::position);
  SearchPage page;
  if (query.count_total) page.total = matches;
  if (shown > 0 && shown < places.size()) page.next = places[shown - 1].position;
  std::vector<PageKey> keys;
  for (std::size_t i = 0; i < shown; ++i)
    keys.push_back(std::move(places[i].key));
  GATEWAY_TRY(page.matches, open_page(db, query.type, keys));
  return page;
}

Result<std::optional<std::string>> SqliteReader::follow(
    Connection& db,
    OrgKey org,
    std::string_view reference,
    std::map<std::string, std::optional<std::string>, std::less<>>& followed) {
  if (const auto known = followed.find(reference); known != followed.end()) return known->second;
  const Halves halves = split_once(reference, '/');
  GATEWAY_TRY(
      auto page,
      search_in(
          db,
          org,
          {.type = std::string(halves.before), .ids = {std::string(halves.after)}, .count = 1}));
  std::optional<std::string> json;
  if (!page.matches.empty()) json = std::move(page.matches.front().json);
  return followed.emplace(reference, std::move(json)).first->second;
}

}  // namespace gateway::store
