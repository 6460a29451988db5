// Nobody browses: whatever is asked, every table led by the organisation is entered by it, and no
// table is walked from end to end. SQLite's own plan is the witness.
#include <set>

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "gateway/store/history_sql.hpp"
#include "gateway/store/read_sql.hpp"
#include "gateway/store/schema.hpp"
#include "gateway/store/search_sql.hpp"
#include "gateway/store/sqlite_db.hpp"

#include "tests/store/store_fixture.hpp"

namespace gateway::store::test {
namespace {

// As they are named in a plan: by table or by the alias that our statements use.
const std::set<std::string> kLedByOrganisation = {"view",
                                                  "v",
                                                  "own",
                                                  "version_grant",
                                                  "g",
                                                  "search_term",
                                                  "t",
                                                  "search_range",
                                                  "r",
                                                  "idempotency",
                                                  "a",
                                                  "grant_time",
                                                  "h",
                                                  "org_child_key"};

class StatementShapeTest : public testing::Test {
 protected:
  StatementShapeTest() {
    auto writer = Connection::open({.path = path_, .role = Connection::Role::writer}).value();
    EXPECT_TRUE(migrate(writer).has_value());
    EXPECT_EQ(sqlite3_open(path_.c_str(), &db_), SQLITE_OK);
  }
  ~StatementShapeTest() override { sqlite3_close(db_); }

  std::vector<std::string> plan(const std::string& sql) {
    std::vector<std::string> steps;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(
        sqlite3_prepare_v2(db_, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &statement, nullptr),
        SQLITE_OK)
        << sqlite3_errmsg(db_) << '\n'
        << sql;
    while (sqlite3_step(statement) == SQLITE_ROW)
      steps.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 3)));
    sqlite3_finalize(statement);
    return steps;
  }

  void expect_led(const std::string& sql) {
    for (const auto& step : plan(sql)) {
      const auto scanned = step.starts_with("SCAN ") ? step.substr(5, step.find(' ', 5) - 5) : "";
      EXPECT_TRUE(scanned.empty() || scanned == "found" || scanned.starts_with("(subquery") ||
                  scanned == "CONSTANT")
          << step << '\n'
          << sql;
      if (!step.starts_with("SEARCH ")) continue;
      const auto table = step.substr(7, step.find(' ', 7) - 7);
      if (kLedByOrganisation.contains(table)) {
        EXPECT_THAT(step, testing::HasSubstr("(org=?")) << sql;
      }
    }
  }

  std::vector<std::string> plan_of_keys(const HistoryPlan& plan) {
    return this->plan(history_keys_sql(plan, 51).sql);
  }

  gateway::test::TemporaryFolder folder_;
  std::string path_ = (folder_ / "shape.db").string();
  sqlite3* db_ = nullptr;
};

TEST_F(StatementShapeTest, EveryFixedStatementIsLedByTheOrganisation) {
  for (const auto sql : read_sql::kAll)
    expect_led(std::string(sql));
  expect_led(kVersionByKey);
}

TEST_F(StatementShapeTest, EverySearchIsLedByTheOrganisation) {
  const SearchCriterion few{.terms = {1, 2}, .ranges = {}, .estimate = 3};
  const SearchCriterion many{.terms = {3}, .ranges = {}, .estimate = kSelective};
  constexpr auto kWithin = search::RangeTest::within;
  const SearchCriterion range{
      .terms = {}, .ranges = {{.value = {1, 2, 3}}, {.value = {1, 5, 6}}}, .estimate = 2};
  const SearchCriterion within{
      .terms = {}, .ranges = {{{1, 2, 3}, kWithin}, {{9, 5, 6}, kWithin}}, .estimate = 2};
  const SearchCriterion without{
      .terms = {4}, .ranges = {}, .negated = true, .estimate = kSelective};
  const SearchCriterion outside{
      .terms = {}, .ranges = {{.value = {1, 2, 3}}}, .negated = true, .estimate = kSelective};
  std::vector<std::vector<SearchCriterion>> sets = {{},
                                                    {few},
                                                    {many},
                                                    {range},
                                                    {few, many},
                                                    {many, range},
                                                    {few, range, many},
                                                    {within},
                                                    {without},
                                                    {few, without, outside},
                                                    {few, within}};
  for (const auto& criteria : sets) {
    for (unsigned bits = 0; bits < 32; ++bits) {
      search::Query query;
      if ((bits & 1U) != 0) query.ids = {"a", "b"};
      if ((bits & 2U) != 0) query.updated_from = kStart;
      if ((bits & 4U) != 0) query.updated_before = kStart;
      if ((bits & 8U) != 0) query.after = search::Position{1, 2};
      SearchPlan plan{1, 140, query, criteria, std::nullopt};
      if ((bits & 16U) != 0) plan.without_view_of = 2;

      expect_led(page_sql(plan, query.after, 51).sql);
      expect_led(total_sql(plan).sql);
    }
    for (const auto& criterion : criteria)
      expect_led(estimate_sql(1, criterion).sql);
  }
}

TEST_F(StatementShapeTest, EveryHistoryIsLedByTheOrganisation) {
  for (unsigned bits = 0; bits < 64; ++bits) {
    HistoryRange range;
    if ((bits & 1U) != 0) range.after = search::Position{1, 2};
    if ((bits & 2U) != 0) range.since = kStart;
    if ((bits & 4U) != 0) range.made_before = kStart;
    if ((bits & 8U) != 0) range.current_since = kStart;
    HistoryPlan plan{.org = 1, .type = 140, .range = range};
    if ((bits & 16U) != 0) plan.res = 7;
    if ((bits & 32U) != 0) plan.without_view_of = 2;

    expect_led(history_keys_sql(plan, 51).sql);
    expect_led(history_total_sql(plan).sql);
    for (const auto& step : plan_of_keys(plan))
      EXPECT_THAT(step, testing::Not(testing::HasSubstr("TEMP B-TREE")));
  }
}

TEST_F(StatementShapeTest, NoValueOfASearchIsInItsText) {
  search::Query query;
  query.ids = {"needle"};
  const SearchPlan plan{77777, 140, query, {}, std::nullopt};

  const auto text = page_sql(plan, {}, 51);

  EXPECT_THAT(text.sql, testing::Not(testing::HasSubstr("needle")));
  EXPECT_THAT(text.sql, testing::Not(testing::HasSubstr("77777")));
}

}  // namespace
}  // namespace gateway::store::test
