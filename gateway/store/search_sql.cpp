#include "gateway/store/search_sql.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "gateway/search/parameter_table.hpp"

namespace gateway::store {
namespace {

// Collects a statement and its parameters. ?1 is the organisation, ?2 the type.
class SqlWriter {
 public:
  SqlWriter(OrgKey org, TypeCode type) { text_.values = {org, type}; }

  SqlWriter& add(std::string_view sql) {
    text_.sql.append(sql);
    return *this;
  }
  SqlWriter& value(std::variant<std::int64_t, std::string> value) {
    text_.values.push_back(std::move(value));
    text_.sql.append("?").append(std::to_string(text_.values.size()));
    return *this;
  }
  template <typename Values>
  SqlWriter& list(const Values& values) {
    std::string_view separator = "(";
    for (const auto& one : values) {
      add(separator).value(one);
      separator = ", ";
    }
    return add(")");
  }
  SqlText take() { return std::move(text_); }

 private:
  SqlText text_;
};

std::int64_t microseconds(Instant time) {
  return time.time_since_epoch().count();
}

// A range of the index that meets the asked one. `within` bounds `low` on both sides, so that the
// index is read no further than it must.
void add_range_test(SqlWriter& out, const AskedRange& asked, std::string_view row) {
  const auto compare = [&out, row](std::string_view column_and_sign, std::int64_t value) {
    out.add(" AND ").add(row).add(column_and_sign).value(value);
  };
  out.add(row).add("field = ").value(asked.value.field);
  compare("low <= ", asked.value.high);
  switch (asked.test) {
    case search::RangeTest::overlaps: compare("high >= ", asked.value.low); return;
    case search::RangeTest::within:
      compare("low >= ", asked.value.low);
      compare("high <= ", asked.value.high);
      return;
  }
}

// The resources that one criterion finds, each once.
void add_found(SqlWriter& out, const SearchCriterion& criterion) {
  if (!criterion.terms.empty()) {
    out.add("SELECT DISTINCT res FROM search_term WHERE org = ?1 AND term IN ")
        .list(criterion.terms);
    return;
  }
  std::string_view separator;
  for (const auto& range : criterion.ranges) {
    out.add(separator).add("SELECT DISTINCT res FROM search_range WHERE org = ?1 AND ");
    add_range_test(out, range, "");
    separator = " UNION ";
  }
}

void add_filter(SqlWriter& out, const SearchCriterion& criterion) {
  out.add(criterion.negated ? " AND NOT EXISTS(" : " AND EXISTS(");
  if (!criterion.terms.empty()) {
    out.add("SELECT 1 FROM search_term t WHERE t.org = ?1 AND t.term IN ")
        .list(criterion.terms)
        .add(" AND t.res = v.res)");
    return;
  }
  std::string_view separator;
  for (const auto& range : criterion.ranges) {
    out.add(separator).add("SELECT 1 FROM search_range r WHERE r.org = ?1 AND r.res = v.res AND ");
    add_range_test(out, range, "r.");
    separator = " UNION ALL ";
  }
  out.add(")");
}

// The criterion that leads the search, if one is selective enough.
const SearchCriterion* leader_of(const SearchPlan& plan) {
  const auto least = std::ranges::min_element(plan.criteria, {}, &SearchCriterion::estimate);
  const bool leads = least != plan.criteria.end() && plan.query.ids.empty() && !least->negated &&
                     least->estimate < kSelective;
  return leads ? &*least : nullptr;
}

void add_source(SqlWriter& out, const SearchPlan& plan, const SearchCriterion* leader) {
  if (leader != nullptr) {
    out.add(" FROM (");
    add_found(out, *leader);
    out.add(") found CROSS JOIN view v ON v.org = ?1 AND v.res = found.res");
  } else if (!plan.query.ids.empty()) {
    out.add(" FROM view v INDEXED BY view_id");
  } else {
    out.add(" FROM view v INDEXED BY view_updated");
  }
  out.add(" WHERE v.org = ?1 AND v.type = ?2 AND v.deleted = 0");
}

void add_conditions(SqlWriter& out, const SearchPlan& plan, const SearchCriterion* leader) {
  const auto& query = plan.query;
  if (!query.ids.empty()) out.add(" AND v.id IN ").list(query.ids);
  if (query.updated_from.has_value())
    out.add(" AND v.updated >= ").value(microseconds(*query.updated_from));
  if (query.updated_before.has_value())
    out.add(" AND v.updated < ").value(microseconds(*query.updated_before));
  for (const auto& criterion : plan.criteria) {
    if (&criterion != leader) add_filter(out, criterion);
  }
  if (plan.without_view_of.has_value()) {
    out.add(" AND NOT EXISTS(SELECT 1 FROM view own WHERE own.org = ")
        .value(*plan.without_view_of)
        .add(" AND own.res = v.res)");
  }
}

// Of criteria that nobody has counted: an identity finds one or few.
std::size_t guess(const search::Criterion& criterion) {
  if (criterion.negated) return kSelective;
  switch (criterion.any_of.front().form) {
    case search::Form::blind: return 1;
    case search::Form::plain: return 2;
    case search::Form::range: return 3;
  }
  return kSelective;
}

}  // namespace

std::vector<SearchCriterion> index_criteria(TermHash& terms,
                                            OrgKey org,
                                            TypeCode type,
                                            const search::Query& query) {
  std::vector<SearchCriterion> criteria;
  for (const auto& criterion : query.all_of) {
    SearchCriterion row;
    row.negated = criterion.negated;
    row.estimate = kSelective;
    for (const auto& value : criterion.any_of) {
      const auto field = index_field(type, value.parameter);
      if (value.form == search::Form::range)
        row.ranges.push_back(
            {{terms.range_field(org, field, value.text), value.low, value.high}, value.test});
      else
        row.terms.push_back(terms.term(org, field, value.text));
    }
    criteria.push_back(std::move(row));
  }
  return criteria;
}

SqlText ids_sql(
    TermHash& terms, OrgKey org, TypeCode type, const search::Query& query, std::size_t limit) {
  SearchPlan plan{.org = org,
                  .type = type,
                  .query = query,
                  .criteria = index_criteria(terms, org, type, query),
                  .without_view_of = std::nullopt};
  for (std::size_t i = 0; i < plan.criteria.size(); ++i)
    plan.criteria[i].estimate = guess(query.all_of[i]);
  const auto* leader = leader_of(plan);
  SqlWriter out(org, type);
  out.add("SELECT v.id");
  add_source(out, plan, leader);
  add_conditions(out, plan, leader);
  out.add(" LIMIT ").value(static_cast<std::int64_t>(limit));
  return out.take();
}

SqlText referrer_sql(TermHash& terms, OrgKey org, TypeCode type, const ResourceRef& ref) {
  const std::string reference = ref.type + '/' + ref.id;
  std::vector<std::int64_t> pointing;
  for (const search::Parameter& parameter : search::parameters()) {
    const bool may_point = parameter.type == search::ParameterType::reference &&
                           search::takes_target(parameter, ref.type);
    const auto from = may_point ? find_type_code(parameter.resource) : std::nullopt;
    if (from) pointing.push_back(terms.term(org, index_field(*from, parameter.id), reference));
  }
  SqlWriter out(org, type);
  out.add("SELECT 1 FROM search_term t WHERE t.org = ?1 AND t.term IN ").list(pointing);
  out.add(" AND t.res <> (SELECT r.res FROM resource r WHERE r.type = ?2 AND r.id = ");
  out.value(ref.id).add(") LIMIT 1");
  return out.take();
}

SqlText page_sql(const SearchPlan& plan,
                 const std::optional<search::Position>& after,
                 std::size_t limit) {
  const auto* leader = leader_of(plan);
  SqlWriter out(plan.org, plan.type);
  out.add("SELECT v.res, v.version, v.updated, v.id");
  add_source(out, plan, leader);
  add_conditions(out, plan, leader);
  if (after.has_value()) {
    out.add(plan.query.oldest_first ? " AND (v.updated, v.res) > ("
                                    : " AND (v.updated, v.res) < (");
    out.value(after->last_updated).add(", ").value(after->key).add(")");
  }
  out.add(plan.query.oldest_first ? " ORDER BY v.updated, v.res LIMIT "
                                  : " ORDER BY v.updated DESC, v.res DESC LIMIT ");
  out.value(static_cast<std::int64_t>(limit));
  return out.take();
}

SqlText total_sql(const SearchPlan& plan) {
  const auto* leader = leader_of(plan);
  SqlWriter out(plan.org, plan.type);
  out.add("SELECT count(*)");
  add_source(out, plan, leader);
  add_conditions(out, plan, leader);
  return out.take();
}

SqlText estimate_sql(OrgKey org, const SearchCriterion& criterion) {
  SqlWriter out(org, 0);
  out.add("SELECT count(*) FROM (SELECT 1 FROM (");
  add_found(out, criterion);
  out.add(") LIMIT ").value(static_cast<std::int64_t>(kSelective)).add(")");
  return out.take();
}

}  // namespace gateway::store
