#include "gateway/store/history_sql.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "gateway/store/read_sql.hpp"

namespace gateway::store {
namespace {

// Collects a statement and its parameters. ?1 is the organisation, ?2 the type.
class HistoryText {
 public:
  explicit HistoryText(const HistoryPlan& plan) { text_.values = {plan.org, plan.type}; }

  HistoryText& add(std::string_view sql) {
    text_.sql.append(sql);
    return *this;
  }
  HistoryText& value(std::int64_t value) {
    text_.values.emplace_back(value);
    return add("?").add(std::to_string(text_.values.size()));
  }
  HistoryText& time(Instant time) { return value(time.time_since_epoch().count()); }
  SqlText take() { return std::move(text_); }

 private:
  SqlText text_;
};

// A resource's versions lie side by side, in the order in which they were made.
void add_source(HistoryText& out, const HistoryPlan& plan) {
  if (!plan.res) {
    out.add(" FROM grant_time h WHERE h.org = ?1 AND h.type = ?2");
    return;
  }
  out.add(
      " FROM version_grant g"
      " CROSS JOIN version x ON x.ver = g.ver"
      " CROSS JOIN grant_time h ON h.org = ?1 AND h.type = ?2 AND h.updated = x.updated"
      " AND h.ver = g.ver WHERE g.org = ?1 AND g.ver > ");
  out.value(*plan.res << read_sql::kVersionBits).add(" AND g.ver < ");
  out.value((*plan.res + 1) << read_sql::kVersionBits);
}

// Of the time before `current_since` only what nothing had replaced then.
void add_current_since(HistoryText& out, Instant time) {
  out.add(" AND (h.updated > ").time(time);
  out.add(
      " OR NOT EXISTS(SELECT 1 FROM version_grant g CROSS JOIN version x ON x.ver = g.ver"
      " WHERE g.org = ?1 AND g.ver > h.ver AND g.ver < ((h.ver >> 20) + 1) << 20"
      " AND x.updated <= ");
  out.time(time).add("))");
}

void add_conditions(HistoryText& out, const HistoryPlan& plan) {
  const HistoryRange& range = plan.range;
  if (range.since != Instant::min()) out.add(" AND h.updated >= ").time(range.since);
  if (range.made_before != Instant::max()) out.add(" AND h.updated < ").time(range.made_before);
  if (range.current_since != Instant::min()) add_current_since(out, range.current_since);
  if (plan.without_view_of) {
    out.add(" AND NOT EXISTS(SELECT 1 FROM view own WHERE own.org = ")
        .value(*plan.without_view_of)
        .add(" AND own.res = h.ver >> 20)");
  }
}

}  // namespace

SqlText history_keys_sql(const HistoryPlan& plan, std::size_t limit) {
  HistoryText out(plan);
  out.add("SELECT h.ver, h.updated");
  add_source(out, plan);
  add_conditions(out, plan);
  if (plan.range.after && plan.res) {
    out.add(" AND g.ver < ").value(plan.range.after->key);
  } else if (plan.range.after) {
    out.add(" AND (h.updated, h.ver) < (").value(plan.range.after->last_updated);
    out.add(", ").value(plan.range.after->key).add(")");
  }
  out.add(plan.res ? " ORDER BY g.ver DESC" : " ORDER BY h.updated DESC, h.ver DESC");
  out.add(" LIMIT ").value(static_cast<std::int64_t>(limit));
  return out.take();
}

SqlText history_total_sql(const HistoryPlan& plan) {
  HistoryText out(plan);
  out.add("SELECT count(*)");
  add_source(out, plan);
  add_conditions(out, plan);
  return out.take();
}

}  // namespace gateway::store
