#include "gateway/store/index_rows.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace gateway::store {
namespace {

constexpr std::string_view kInsertTerm =
    "INSERT INTO search_term(org, term, res) VALUES (?1, ?2, ?3)";
constexpr std::string_view kDeleteTerm =
    "DELETE FROM search_term WHERE org = ?1 AND term = ?2 AND res = ?3";
constexpr std::string_view kInsertRange =
    "INSERT INTO search_range(org, field, res, low, high) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view kDeleteRange =
    "DELETE FROM search_range WHERE org = ?1 AND field = ?2 AND res = ?3 AND low = ?4 AND high = "
    "?5";

// What is in `from` and not in `without`; both are sorted.
template <typename Value>
std::vector<Value> difference(const std::vector<Value>& from, const std::vector<Value>& without) {
  std::vector<Value> left;
  std::ranges::set_difference(from, without, std::back_inserter(left));
  return left;
}

Result<void> run_for_terms(Connection& db,
                           std::string_view sql,
                           const IndexPlace& place,
                           const std::vector<std::int64_t>& terms) {
  if (terms.empty()) return {};
  GATEWAY_TRY(auto statement, db.statement(sql));
  for (const auto term : terms) {
    GATEWAY_CHECK(statement.bind(place.org).bind(term).bind(place.res).run());
    statement.again();
  }
  return {};
}

Result<void> run_for_ranges(Connection& db,
                            std::string_view sql,
                            const IndexPlace& place,
                            const std::vector<RangeValue>& ranges) {
  if (ranges.empty()) return {};
  GATEWAY_TRY(auto statement, db.statement(sql));
  for (const auto& range : ranges) {
    statement.bind(place.org).bind(range.field).bind(place.res).bind(range.low).bind(range.high);
    GATEWAY_CHECK(statement.run());
    statement.again();
  }
  return {};
}

}  // namespace

Result<void> change_index(Connection& db,
                          const IndexPlace& place,
                          const IndexedValues& before,
                          const IndexedValues& after) {
  GATEWAY_CHECK(run_for_terms(db, kDeleteTerm, place, difference(before.terms, after.terms)));
  GATEWAY_CHECK(run_for_ranges(db, kDeleteRange, place, difference(before.ranges, after.ranges)));
  GATEWAY_CHECK(run_for_terms(db, kInsertTerm, place, difference(after.terms, before.terms)));
  return run_for_ranges(db, kInsertRange, place, difference(after.ranges, before.ranges));
}

}  // namespace gateway::store
