// The search half of the contract: criteria, order, pages, totals.
#include <gmock/gmock.h>

#include "tests/store/store_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::store::test {
namespace {

using gateway::test::FailsWithId;
using gateway::test::IsOk;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

constexpr search::ParameterId kStatus = 1;
constexpr search::ParameterId kOwner = 2;
constexpr search::ParameterId kPeriod = 3;

class SearchContractTest : public testing::Test {
 protected:
  static constexpr OrgKey kOrg = 1;

  SearchContractTest() {
    auto opened = SqliteStore::open(
        {.path = (folder_ / "store.db").string()}, test_keyring(), clock_, random_);
    EXPECT_THAT(opened, IsOk());
    store_ = std::move(*opened);
  }
  void put(const std::string& id,
           std::vector<search::IndexEntry> index,
           std::uint32_t version = 1) {
    auto write = task(id, kOrg, version);
    write.index = std::move(index);
    ASSERT_THAT(commit(store_->writer(), unit_of(write)), IsOk());
  }
  SearchPage page(const search::Query& query) {
    auto found = store_->reader().search(kOrg, query);
    EXPECT_THAT(found, IsOk());
    return std::move(*found);
  }
  std::vector<std::string> ids(const search::Query& query) {
    std::vector<std::string> found;
    const auto one = page(query);
    for (const auto& match : one.matches)
      found.push_back(match.ref.id);
    return found;
  }
  static search::IndexEntry period(std::int64_t low, std::int64_t high) {
    return {.parameter = kPeriod, .form = search::Form::range, .low = low, .high = high};
  }
  static search::Criterion all_within(std::vector<search::IndexEntry> any_of) {
    for (search::IndexEntry& each : any_of)
      each.test = search::RangeTest::within;
    return {.any_of = std::move(any_of)};
  }

  gateway::test::TemporaryFolder folder_;
  ManualClock clock_{kStart};
  SystemRandom random_;
  std::unique_ptr<SqliteStore> store_;
};

TEST_F(SearchContractTest, FindsWhatMeetsEveryCriterion) {
  put("t1", {value(kStatus, "requested"), value(kOwner, "o1")});
  put("t2", {value(kStatus, "requested"), value(kOwner, "o2")});
  put("t3", {value(kStatus, "accepted"), value(kOwner, "o1")});

  EXPECT_THAT(ids(query_of({value(kStatus, "requested"), value(kOwner, "o1")})), ElementsAre("t1"));
  EXPECT_THAT(ids(query_of({value(kOwner, "o1")})), UnorderedElementsAre("t1", "t3"));
  EXPECT_THAT(ids(query_of({value(kOwner, "o1"), value(kStatus, "o1")})), IsEmpty());
  EXPECT_THAT(ids(query_of({})), UnorderedElementsAre("t1", "t2", "t3"));
}

TEST_F(SearchContractTest, FindsWhatMeetsAnyValueOfACriterionOnce) {
  put("t1", {value(kStatus, "requested"), value(kStatus, "accepted")});
  put("t2", {value(kStatus, "accepted")});
  put("t3", {value(kStatus, "rejected")});
  search::Query query;
  query.type = "Task";
  query.all_of = {{{value(kStatus, "requested"), value(kStatus, "accepted")}}};
  query.count_total = true;

  EXPECT_THAT(ids(query), UnorderedElementsAre("t1", "t2"));
  EXPECT_EQ(page(query).total, 2U);
}

TEST_F(SearchContractTest, FindsByIdOnly) {
  put("t1", {});
  put("t2", {});
  auto query = query_of({});
  query.ids = {"t2", "t3"};

  EXPECT_THAT(ids(query), ElementsAre("t2"));
  query.type = "Patient";
  EXPECT_THAT(ids(query), IsEmpty());
}

TEST_F(SearchContractTest, FindsNothingForATypeThatDoesNotExistOrACriterionWithoutValues) {
  put("t1", {});
  search::Query unknown;
  unknown.type = "Tusk";
  auto empty = query_of({});
  empty.all_of.emplace_back();

  EXPECT_THAT(ids(unknown), IsEmpty());
  EXPECT_THAT(ids(empty), IsEmpty());
}

TEST_F(SearchContractTest, FindsARangeThatSharesAMoment) {
  put("t1", {period(10, 20)});
  put("t2", {period(30, 40)});

  EXPECT_THAT(ids(query_of({period(20, 25)})), ElementsAre("t1"));
  EXPECT_THAT(ids(query_of({period(21, 29)})), IsEmpty());
  EXPECT_THAT(ids(query_of({period(15, 30)})), UnorderedElementsAre("t1", "t2"));
  EXPECT_THAT(ids(query_of({period(0, 100), period(12, 13)})), ElementsAre("t1"));
}

TEST_F(SearchContractTest, FindsARangeThatLiesWithin) {
  put("t1", {period(10, 20)});
  put("t2", {period(30, 40)});
  const auto within = [](const std::vector<search::IndexEntry>& any_of) {
    auto query = query_of({});
    query.all_of = {all_within(any_of)};
    query.count_total = true;
    return query;
  };

  EXPECT_THAT(ids(within({period(10, 20)})), ElementsAre("t1"));
  EXPECT_THAT(ids(within({period(11, 20)})), IsEmpty());
  EXPECT_THAT(ids(within({period(10, 19)})), IsEmpty());
  EXPECT_THAT(ids(within({period(12, 13)})), IsEmpty());
  EXPECT_THAT(ids(within({period(15, 50)})), ElementsAre("t2"));
  EXPECT_THAT(ids(within({period(0, 20), period(30, 50)})), UnorderedElementsAre("t1", "t2"));
  EXPECT_EQ(page(within({period(15, 50)})).total, 1U);
}

// What does not lead the search is tested on each resource, by other SQL.
TEST_F(SearchContractTest, FindsARangeThatLiesWithinAmongWhatAnotherCriterionFinds) {
  put("t1", {value(kOwner, "o1"), period(10, 20)});
  put("t2", {value(kOwner, "o2"), period(10, 20)});
  auto query = query_of({value(kOwner, "o1")});
  query.all_of.push_back(all_within({period(15, 50)}));
  EXPECT_THAT(ids(query), IsEmpty());
  query.all_of.back() = {.any_of = {period(15, 50)}};
  EXPECT_THAT(ids(query), ElementsAre("t1"));
  query.all_of.back() = all_within({period(15, 50), period(9, 21)});
  EXPECT_THAT(ids(query), ElementsAre("t1"));
}

TEST_F(SearchContractTest, FindsAResourceOnceThatMeetsACriterionTwice) {
  put("t1", {period(10, 20), period(12, 30), value(kOwner, "o1"), value(kOwner, "o2")});
  auto query = query_of({period(0, 100)});
  query.count_total = true;

  EXPECT_THAT(ids(query), ElementsAre("t1"));
  EXPECT_EQ(page(query).total, 1U);
  query.all_of = {{.any_of = {period(0, 15), period(25, 100)}}};
  EXPECT_THAT(ids(query), ElementsAre("t1"));
  query.all_of = {{.any_of = {value(kOwner, "o1"), value(kOwner, "o2")}}};
  EXPECT_THAT(ids(query), ElementsAre("t1"));
}

TEST_F(SearchContractTest, LeavesOutWhatANegatedCriterionFinds) {
  put("t1", {value(kOwner, "o1")});
  put("t2", {value(kOwner, "o2"), period(10, 20)});
  put("t3", {});
  auto query = query_of({});
  query.count_total = true;
  query.all_of = {{.any_of = {value(kOwner, "o1")}, .negated = true}};

  EXPECT_THAT(ids(query), UnorderedElementsAre("t2", "t3"));
  EXPECT_EQ(page(query).total, 2U);
  query.all_of.push_back({.any_of = {period(0, 15)}, .negated = true});
  EXPECT_THAT(ids(query), ElementsAre("t3"));
  query.all_of = {{.any_of = {value(kOwner, "o1")}, .negated = true},
                  {.any_of = {value(kOwner, "o2")}}};
  EXPECT_THAT(ids(query), ElementsAre("t2"));
}

TEST_F(SearchContractTest, KeepsRangesOfDifferentScopesApart) {
  auto weight = period(10, 20);
  weight.text = "kg";
  put("t1", {weight});

  EXPECT_THAT(ids(query_of({weight})), ElementsAre("t1"));
  EXPECT_THAT(ids(query_of({period(10, 20)})), IsEmpty());
  weight.text = "g";
  EXPECT_THAT(ids(query_of({weight})), IsEmpty());
}

// Takes the resources whose text has a word in it.
class WordRecheck final : public search::Recheck {
 public:
  explicit WordRecheck(std::string word) : word_(std::move(word)) {}
  Result<bool> holds(std::string_view json) const override {
    return json.find(word_) != std::string_view::npos;
  }

 private:
  std::string word_;
};

TEST_F(SearchContractTest, LooksIntoWhatTheIndexFinds) {
  for (int i = 0; i < 600; ++i)
    put("t" + std::to_string(i), {value(kOwner, i % 2 == 0 ? "even" : "odd")});
  auto query = query_of({value(kOwner, "even")});
  query.recheck = std::make_shared<WordRecheck>("t10");
  query.count_total = true;
  query.count = 2;

  // t10, t100, t102, ... t108, newest first, in pages.
  EXPECT_EQ(page(query).total, 6U);
  EXPECT_THAT(ids(query), ElementsAre("t108", "t106"));
  query.after = page(query).next;
  ASSERT_TRUE(query.after);
  EXPECT_THAT(ids(query), ElementsAre("t104", "t102"));
  EXPECT_EQ(page(query).total, 6U);
  query.after = page(query).next;
  EXPECT_THAT(ids(query), ElementsAre("t100", "t10"));
  EXPECT_FALSE(page(query).next);
}

TEST_F(SearchContractTest, KeepsToTheBoundsOfLastUpdated) {
  put("t1", {});
  clock_.advance(1s);
  put("t2", {});
  auto query = query_of({});
  query.updated_from = kStart + 1s;
  EXPECT_THAT(ids(query), ElementsAre("t2"));
  query.updated_from = kStart;
  query.updated_before = kStart + 1s;
  EXPECT_THAT(ids(query), ElementsAre("t1"));
}

TEST_F(SearchContractTest, GivesTheNewestFirst) {
  put("t1", {value(kStatus, "requested")});
  clock_.advance(1s);
  put("t2", {value(kStatus, "requested")});
  clock_.advance(1s);
  put("t1", {value(kStatus, "requested")}, 2);

  EXPECT_THAT(ids(query_of({value(kStatus, "requested")})), ElementsAre("t1", "t2"));
  EXPECT_THAT(ids(query_of({})), ElementsAre("t1", "t2"));
}

TEST_F(SearchContractTest, AnUpdateMovesAResourceFromOldValuesToNew) {
  put("t1", {value(kStatus, "requested"), value(kOwner, "o1"), period(10, 20)});
  put("t1", {value(kStatus, "accepted"), value(kOwner, "o1"), period(30, 40)}, 2);

  EXPECT_THAT(ids(query_of({value(kStatus, "requested")})), IsEmpty());
  EXPECT_THAT(ids(query_of({period(10, 20)})), IsEmpty());
  EXPECT_THAT(ids(query_of({value(kStatus, "accepted")})), ElementsAre("t1"));
  EXPECT_THAT(ids(query_of({value(kOwner, "o1")})), ElementsAre("t1"));
  EXPECT_THAT(ids(query_of({period(35, 35)})), ElementsAre("t1"));
}

TEST_F(SearchContractTest, PagesShowEverythingOnceHoweverManyShareATime) {
  for (int i = 0; i < 23; ++i) {
    if (i % 5 == 0) clock_.advance(1ms);
    put("t" + std::to_string(i), {value(kStatus, "requested")});
  }
  for (auto query : {query_of({}), query_of({value(kStatus, "requested")})}) {
    query.count = 4;
    query.count_total = true;
    std::vector<std::string> seen;
    for (int pages = 0; pages < 6; ++pages) {
      const auto one = page(query);
      EXPECT_EQ(one.total, 23U);
      for (const auto& match : one.matches)
        seen.push_back(match.ref.id);
      EXPECT_EQ(one.next.has_value(), pages < 5);
      query.after = one.next;
    }
    EXPECT_EQ(seen.size(), 23U);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 23U);
  }
}

TEST_F(SearchContractTest, SaysThatThereIsNoMoreWhenAPageIsExactlyFull) {
  put("t1", {});
  put("t2", {});
  auto query = query_of({});
  query.count = 2;
  EXPECT_FALSE(page(query).next.has_value());
  query.count = 1;
  EXPECT_TRUE(page(query).next.has_value());
}

TEST_F(SearchContractTest, GivesATotalWithoutMatchesForACountOfNone) {
  put("t1", {});
  auto query = query_of({});
  query.count = 0;
  query.count_total = true;

  EXPECT_EQ(page(query).total, 1U);
  EXPECT_THAT(page(query).matches, IsEmpty());
  EXPECT_FALSE(page(query).next.has_value());
}

TEST_F(SearchContractTest, RefusesMoreValuesThanItsLimit) {
  auto query = query_of({});
  for (int i = 0; i < 500; ++i)
    query.ids.push_back("t" + std::to_string(i));
  EXPECT_THAT(store_->reader().search(kOrg, query), IsOk());
  query.ids.push_back("one more");

  EXPECT_THAT(store_->reader().search(kOrg, query), FailsWithId("STORE-SEARCH-LIMIT"));
}

}  // namespace
}  // namespace gateway::store::test
