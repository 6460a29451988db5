// The search half of SqliteReader.
#include <algorithm>
#include <span>
#include <utility>

#include "gateway/store/bound_sql.hpp"
#include "gateway/store/packed_text.hpp"
#include "gateway/store/read_snapshot.hpp"
#include "gateway/store/read_sql.hpp"
#include "gateway/store/search_sql.hpp"
#include "gateway/store/sqlite_reader.hpp"

namespace gateway::store {
namespace {

std::unexpected<Error> too_costly() {
  return fail(ErrorKind::too_costly, "STORE-SEARCH-LIMIT", "The search has too many values.");
}

bool finds_nothing(const search::Query& query) {
  return std::ranges::any_of(query.all_of,
                             [](const auto& criterion) { return criterion.any_of.empty(); });
}

// In the order of pages: newest first.
bool is_behind(const search::Position& place, const search::Position& end) {
  return std::pair(place.last_updated, place.key) < std::pair(end.last_updated, end.key);
}

std::size_t values_of(const search::Query& query) {
  std::size_t values = query.ids.size();
  for (const auto& criterion : query.all_of)
    values += criterion.any_of.size();
  return values;
}

}  // namespace

Result<SearchPage> SqliteReader::search(OrgKey org, const search::Query& query) {
  if (values_of(query) > kMaxSearchValues) return too_costly();
  if (!find_type_code(query.type).has_value() || finds_nothing(query)) {
    SearchPage nothing;
    if (query.count_total) nothing.total = 0;
    return nothing;
  }
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(const auto snapshot, ReadSnapshot::begin(*lease));
  return search_in(*lease, org, query);
}

Result<SearchPage> SqliteReader::search_in(Connection& db, OrgKey org, const search::Query& query) {
  std::vector<SearchPlan> plans;
  GATEWAY_TRY(auto own, plan(db, org, query));
  plans.push_back(std::move(own));
  if (org != kEveryone && !query.only_own) {
    GATEWAY_TRY(auto shared, plan(db, kEveryone, query));
    shared.without_view_of = org;
    plans.push_back(std::move(shared));
  }
  if (query.recheck) return search_and_recheck(db, plans);

  SearchPage page;
  for (const auto& part : plans) {
    if (!query.count_total) continue;
    GATEWAY_TRY(const auto matches, count(db, total_sql(part)));
    page.total = page.total.value_or(0) + matches;
  }
  const auto wanted = std::min(query.count, kMaxPage);
  GATEWAY_TRY(auto keys, page_keys(db, plans, query.after, wanted + 1));
  if (keys.size() > wanted) {
    keys.resize(wanted);
    if (wanted > 0) page.next = search::Position{keys.back().updated, keys.back().res};
  }
  GATEWAY_TRY(page.matches, open_page(db, query.type, keys));
  return page;
}

Result<SearchPage> SqliteReader::search_and_recheck(Connection& db,
                                                    const std::vector<SearchPlan>& plans) {
  constexpr std::size_t kChunk = 256;
  const search::Query& query = plans.front().query;
  const auto wanted = std::min(query.count, kMaxPage);
  SearchPage page;
  search::Position last;
  std::size_t matches = 0;
  std::size_t looked_at = 0;
  // A total begins at the first resource, whatever page is asked for.
  std::optional<search::Position> after =
      query.count_total ? std::optional<search::Position>() : query.after;
  for (bool more = true; more;) {
    GATEWAY_TRY(const auto keys, page_keys(db, plans, after, kChunk));
    more = keys.size() == kChunk;
    looked_at += keys.size();
    if (looked_at > search::kMaxRechecked) return too_costly();
    for (const PageKey& key : keys) {
      after = search::Position{key.updated, key.res};
      GATEWAY_TRY(auto opened, open_page(db, query.type, {&key, 1}));
      if (opened.empty()) continue;
      GATEWAY_TRY(const bool holds, query.recheck->holds(opened.front().json));
      if (!holds) continue;
      ++matches;
      if (query.after && !is_behind(*after, *query.after)) continue;
      if (page.matches.size() < wanted) {
        page.matches.push_back(std::move(opened.front()));
        last = *after;
        continue;
      }
      if (wanted > 0) page.next = last;
      if (!query.count_total) return page;
    }
  }
  if (query.count_total) page.total = matches;
  return page;
}

Result<SearchPlan> SqliteReader::plan(Connection& db, OrgKey org, const search::Query& query) {
  const TypeCode type = find_type_code(query.type).value_or(0);
  SearchPlan plan{.org = org,
                  .type = type,
                  .query = query,
                  .criteria = index_criteria(parts_.terms, org, type, query),
                  .without_view_of = std::nullopt};
  for (SearchCriterion& row : plan.criteria) {
    if (row.negated) continue;
    GATEWAY_TRY(row.estimate, count(db, estimate_sql(org, row)));
  }
  return plan;
}

Result<std::vector<SqliteReader::PageKey>> SqliteReader::page_keys(
    Connection& db,
    const std::vector<SearchPlan>& plans,
    const std::optional<search::Position>& after,
    std::size_t limit) {
  std::vector<PageKey> keys;
  for (const SearchPlan& plan : plans) {
    const auto text = page_sql(plan, after, limit);
    GATEWAY_TRY(auto bound, BoundSql::prepare(db, text));
    auto& query = *bound;
    for (;;) {
      GATEWAY_TRY(const bool more, query.step());
      if (!more) break;
      keys.push_back({plan.org,
                      query.integer(0),
                      query.integer(1),
                      query.integer(2),
                      packed_column(query, 3)});
    }
  }
  std::ranges::sort(keys, std::ranges::greater{}, [](const PageKey& key) {
    return std::pair(key.updated, key.res);
  });
  if (keys.size() > limit) keys.resize(limit);
  return keys;
}

Result<std::size_t> SqliteReader::count(Connection& db, const SqlText& text) {
  GATEWAY_TRY(auto bound, BoundSql::prepare(db, text));
  GATEWAY_TRY(const bool found, (*bound).step());
  return found ? static_cast<std::size_t>((*bound).integer(0)) : 0;
}

Result<std::vector<StoredResource>> SqliteReader::open_page(Connection& db,
                                                            std::string_view type,
                                                            std::span<const PageKey> keys) {
  std::vector<StoredResource> matches;
  GATEWAY_TRY(auto query, db.statement(kVersionByKey));
  for (const auto& key : keys) {
    query.bind(key.org).bind((key.res << read_sql::kVersionBits) + key.version);
    GATEWAY_TRY(const bool found, query.step());
    if (found) {
      GATEWAY_TRY(auto resource, open_row(db, query, {key.org, type, key.id}));
      if (resource.has_value()) matches.push_back(std::move(*resource));
    }
    query.again();
  }
  return matches;
}

}  // namespace gateway::store
