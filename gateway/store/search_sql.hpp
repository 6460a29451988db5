// The SQL of a search: built from a checked query, led by the organisation, values only as bound
// parameters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/search/query.hpp"
#include "gateway/store/prepared_unit.hpp"
#include "gateway/store/rows.hpp"
#include "gateway/store/sql_text.hpp"
#include "gateway/store/type_code.hpp"

namespace gateway::store {

// How stored ranges must lie to this one.
struct AskedRange {
  RangeValue value;
  search::RangeTest test = search::RangeTest::overlaps;
};

// One criterion as it lies in the index.
struct SearchCriterion {
  std::vector<std::int64_t> terms;
  std::vector<AskedRange> ranges;
  bool negated = false;      // what it finds is left out
  std::size_t estimate = 0;  // rows in the index, counted up to kSelective
};

// One organisation's part of a search.
//
// LIFETIME: views the query.
struct SearchPlan {
  OrgKey org = kEveryone;
  TypeCode type = 0;
  const search::Query& query;
  std::vector<SearchCriterion> criteria;
  // What this organisation has in its own view is left out here.
  std::optional<OrgKey> without_view_of;
};

// A criterion with fewer rows leads the search; else it walks by lastUpdated until the page is
// full.
inline constexpr std::size_t kSelective = 4096;

// The criteria of a query as they lie in the index of an organisation, without estimates.
std::vector<SearchCriterion> index_criteria(TermHash& terms,
                                            OrgKey org,
                                            TypeCode type,
                                            const search::Query& query);

// The ids that a query finds in the organisation's own view, at most `limit`, in no order. What
// identifies is taken to be selective, since nobody has counted.
SqlText ids_sql(
    TermHash& terms, OrgKey org, TypeCode type, const search::Query& query, std::size_t limit);

// A row if another resource in the organisation's own view points at this one, by any search
// parameter of type reference.
SqlText referrer_sql(TermHash& terms, OrgKey org, TypeCode type, const ResourceRef& ref);

// res, version, updated, id: in the order of lastUpdated that the query wants, behind `after`, at
// most `limit`.
SqlText page_sql(const SearchPlan& plan,
                 const std::optional<search::Position>& after,
                 std::size_t limit);
// The number of matches, whatever page is asked for.
SqlText total_sql(const SearchPlan& plan);
// The number of rows of one criterion, counted up to kSelective.
SqlText estimate_sql(OrgKey org, const SearchCriterion& criterion);
// One version by its key, with the columns of read_sql::kFind.
inline constexpr const char* kVersionByKey =
    "SELECT x.ver, x.updated, x.deleted, x.writer, x.child, x.sealed, g.wrapped"
    " FROM version_grant g CROSS JOIN version x ON x.ver = g.ver"
    " WHERE g.org = ?1 AND g.ver = ?2";

}  // namespace gateway::store
