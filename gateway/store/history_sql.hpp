// The SQL of a history: led by the organisation, values only as bound parameters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "gateway/store/ports.hpp"
#include "gateway/store/sql_text.hpp"
#include "gateway/store/type_code.hpp"

namespace gateway::store {

// One organisation's part of a history: the versions of one type that it holds.
//
// LIFETIME: views the range.
struct HistoryPlan {
  OrgKey org = kEveryone;
  TypeCode type = 0;
  const HistoryRange& range;
  std::optional<std::int64_t> res = {};  // of this resource only
  // What this organisation has in its own view is left out here.
  std::optional<OrgKey> without_view_of = {};
};

// What a history finds before anything is decrypted.
struct HistoryKey {
  OrgKey org = kEveryone;
  TypeCode type = 0;
  std::int64_t ver = 0;
  std::int64_t updated = 0;
};

// ver, updated: newest first, behind the range's `after`, at most `limit`.
SqlText history_keys_sql(const HistoryPlan& plan, std::size_t limit);
// The number of versions, whatever page is asked for.
SqlText history_total_sql(const HistoryPlan& plan);

}  // namespace gateway::store
