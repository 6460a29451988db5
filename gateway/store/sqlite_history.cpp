// The history half of SqliteReader.
#include <algorithm>
#include <functional>
#include <utility>

#include "gateway/store/bound_sql.hpp"
#include "gateway/store/packed_text.hpp"
#include "gateway/store/read_snapshot.hpp"
#include "gateway/store/read_sql.hpp"
#include "gateway/store/sqlite_reader.hpp"

namespace gateway::store {
namespace {

Result<std::optional<std::int64_t>> held_resource(Connection& db,
                                                  OrgKey org,
                                                  TypeCode type,
                                                  std::string_view id) {
  const PackedText packed(id);
  GATEWAY_TRY(auto query, db.statement(read_sql::kHeldResource));
  GATEWAY_TRY(const bool found, bind(query.bind(org).bind(type), packed).step());
  return found ? std::optional(query.integer(0)) : std::nullopt;
}

Result<std::vector<TypeCode>> held_types(Connection& db, OrgKey org) {
  std::vector<TypeCode> types;
  for (TypeCode last = 0;;) {
    GATEWAY_TRY(auto query, db.statement(read_sql::kNextHeldType));
    GATEWAY_TRY(const bool found, query.bind(org).bind(last).step());
    if (!found) return types;
    last = query.integer(0);
    types.push_back(last);
  }
}

// What the plans find, in the order of pages, at most `limit`.
Result<std::vector<HistoryKey>> keys_of(Connection& db,
                                        const std::vector<HistoryPlan>& plans,
                                        std::size_t limit) {
  std::vector<HistoryKey> keys;
  for (const HistoryPlan& plan : plans) {
    GATEWAY_TRY(auto bound, BoundSql::prepare(db, history_keys_sql(plan, limit)));
    for (;;) {
      GATEWAY_TRY(const bool more, (*bound).step());
      if (!more) break;
      keys.push_back({plan.org, plan.type, (*bound).integer(0), (*bound).integer(1)});
    }
  }
  std::ranges::sort(keys, std::ranges::greater{}, [](const HistoryKey& key) {
    return std::pair(key.updated, key.ver);
  });
  if (keys.size() > limit) keys.resize(limit);
  return keys;
}

Result<std::size_t> total_of(Connection& db, const std::vector<HistoryPlan>& plans) {
  std::size_t total = 0;
  for (const HistoryPlan& plan : plans) {
    GATEWAY_TRY(auto bound, BoundSql::prepare(db, history_total_sql(plan)));
    GATEWAY_TRY(const bool found, (*bound).step());
    if (found) total += static_cast<std::size_t>((*bound).integer(0));
  }
  return total;
}

}  // namespace

Result<HistoryPage> SqliteReader::history(OrgKey org,
                                          std::string_view type,
                                          std::string_view id,
                                          const HistoryRange& range) {
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(const auto snapshot, ReadSnapshot::begin(*lease));
  GATEWAY_TRY(const auto plans, history_plans(*lease, {org, type, id}, range));
  HistoryPage page;
  GATEWAY_TRY(page.total, total_of(*lease, plans));
  const std::size_t wanted = std::min(range.count, kMaxPage);
  GATEWAY_TRY(auto keys, keys_of(*lease, plans, wanted + 1));
  if (keys.size() > wanted) {
    keys.resize(wanted);
    if (wanted > 0) page.next = search::Position{keys.back().updated, keys.back().ver};
  }
  for (const HistoryKey& key : keys) {
    GATEWAY_TRY(auto version, open_version(*lease, key));
    if (version) page.versions.push_back(std::move(*version));
  }
  return page;
}

Result<std::vector<HistoryPlan>> SqliteReader::history_plans(Connection& db,
                                                             const Place& place,
                                                             const HistoryRange& range) {
  std::vector<HistoryPlan> plans;
  const auto type = find_type_code(place.type);
  if (!place.type.empty() && !type) return plans;
  std::vector<OrgKey> holders{place.org};
  if (place.org != kEveryone) holders.push_back(kEveryone);
  for (const OrgKey holder : holders) {
    const auto others = holder != place.org ? std::optional(place.org) : std::nullopt;
    if (!place.id.empty()) {
      GATEWAY_TRY(const auto res, held_resource(db, holder, *type, place.id));
      if (!res) continue;
      plans.push_back({.org = holder, .type = *type, .range = range, .res = res});
      return plans;
    }
    std::vector<TypeCode> types{type.value_or(0)};
    if (!type) {
      GATEWAY_TRY(types, held_types(db, holder));
    }
    for (const TypeCode each : types)
      plans.push_back({.org = holder, .type = each, .range = range, .without_view_of = others});
  }
  return plans;
}

Result<std::optional<StoredResource>> SqliteReader::open_version(Connection& db,
                                                                 const HistoryKey& key) {
  GATEWAY_TRY(auto query, db.statement(read_sql::kHeldVersion));
  GATEWAY_TRY(const bool found, query.bind(key.org).bind(key.ver).step());
  if (!found) return std::nullopt;
  const std::string id = packed_column(query, 7);
  return open_row(db, query, {key.org, type_name(key.type), id});
}

}  // namespace gateway::store
