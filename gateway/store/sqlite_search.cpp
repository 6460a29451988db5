// The search half of SqliteReader.
#include <algorithm>
#include <span>
#include <utility>

#include "gateway/store/bound_sql.hpp"
#include "gateway/store/linked_search.hpp"
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

std::size_t values_of(const search::Query& query) {
  std::size_t values = query.ids.size();
  for (const auto& criterion : query.all_of)
    values += criterion.any_of.size();
  for (const auto& link : query.links) {
    for (const auto& inner : link.inner)
      values += values_of(inner);
  }
  return values;
}

}  // namespace

Result<SearchPage> SqliteReader::search(OrgKey org, const search::Query& query) {
  if (values_of(query) > kMaxSearchValues) return too_costly();
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(const auto snapshot, ReadSnapshot::begin(*lease));
  return search_linked(query,
                       [&](const search::Query& plain) { return search_in(*lease, org, plain); });
}

Result<SearchPage> SqliteReader::search_in(Connection& db, OrgKey org, const search::Query& query) {
  if (!find_type_code(query.type).has_value()) {
    SearchPage nothing;
    if (query.count_total) nothing.total = 0;
    return nothing;
  }
  std::vector<SearchPlan> plans;
  GATEWAY_TRY(auto own, plan(db, org, query));
  plans.push_back(std::move(own));
  if (org != kEveryone && !query.only_own) {
    GATEWAY_TRY(auto shared, plan(db, kEveryone, query));
    shared.without_view_of = org;
    plans.push_back(std::move(shared));
  }
  if (query.order) return search_in_order(db, plans);
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
    if (wanted > 0) page.next = position_of(keys.back());
  }
  if (query.only_refs) {
    page.matches = refs_of(query.type, keys);
  } else {
    GATEWAY_TRY(page.matches, open_page(db, query.type, keys));
  }
  return page;
}

std::vector<StoredResource> SqliteReader::refs_of(std::string_view type,
                                                  std::span<const PageKey> keys) {
  std::vector<StoredResource> matches;
  matches.reserve(keys.size());
  for (const PageKey& key : keys) {
    StoredResource match;
    match.ref = {std::string(type), key.id, static_cast<std::uint32_t>(key.version)};
    matches.push_back(std::move(match));
  }
  return matches;
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
  const bool oldest_first = plans.front().query.oldest_first;
  std::ranges::sort(keys, [oldest_first](const PageKey& a, const PageKey& b) {
    return comes_before(position_of(a), position_of(b), oldest_first);
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
