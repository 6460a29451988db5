// The contract of Reader::history, for every database behind it.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include "tests/store/store_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::store::test {
namespace {

using gateway::test::IsOk;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kMoment = std::chrono::microseconds(1);

class HistoryContractTest : public testing::Test {
 protected:
  static constexpr OrgKey kA = 1;
  static constexpr OrgKey kB = 2;

  HistoryContractTest() { reopen(); }

  void reopen() {
    store_.reset();
    auto opened = SqliteStore::open({.path = path()}, test_keyring(), clock_, random_);
    ASSERT_THAT(opened, IsOk());
    store_ = std::move(*opened);
  }
  std::string path() const { return (folder_ / "store.db").string(); }
  Reader& reader() { return store_->reader(); }

  // When it was made; a minute later than what was put before.
  Instant put(ResourceWrite write) {
    const auto written = commit(store_->writer(), unit_of(std::move(write)));
    EXPECT_THAT(written, IsOk());
    clock_.advance(std::chrono::minutes(1));
    return written ? written->last_updated : Instant();
  }
  static ResourceWrite of_type(std::string type, const std::string& id, OrgKey org) {
    auto write = task(id, org);
    write.ref.type = std::move(type);
    return write;
  }
  static ResourceWrite of_child(const std::string& id, ChildKey child, std::uint32_t version = 1) {
    auto write = task(id, kA, version);
    write.child = child;
    return write;
  }

  HistoryPage page(OrgKey org, const std::string& type, const HistoryRange& range) {
    auto found = reader().history(org, type, "", range);
    EXPECT_THAT(found, IsOk());
    return found ? std::move(*found) : HistoryPage();
  }
  // "Task/t1/2", newest first.
  static std::vector<std::string> names(const HistoryPage& page) {
    std::vector<std::string> found;
    for (const StoredResource& each : page.versions)
      found.push_back(each.ref.type + '/' + each.ref.id + '/' + std::to_string(each.ref.version));
    return found;
  }
  std::vector<std::string> shown(OrgKey org, const std::string& type, HistoryRange range = {}) {
    range.count = 100;
    const HistoryPage found = page(org, type, range);
    EXPECT_EQ(found.total, found.versions.size());
    EXPECT_FALSE(found.next.has_value());
    return names(found);
  }
  std::vector<std::uint32_t> versions_of(const std::string& id, HistoryRange range) {
    range.count = 10;
    std::vector<std::uint32_t> found;
    const auto history = reader().history(kA, "Task", id, range);
    EXPECT_THAT(history, IsOk());
    if (!history) return found;
    EXPECT_EQ(history->total, history->versions.size());
    for (const StoredResource& each : history->versions)
      found.push_back(each.ref.version);
    return found;
  }

  TemporaryFolder folder_;
  ManualClock clock_{kStart};
  SystemRandom random_;
  std::unique_ptr<SqliteStore> store_;
};

// --- of a resource ---

TEST_F(HistoryContractTest, GoesOnBehindThePageBefore) {
  for (std::uint32_t version = 1; version <= 3; ++version)
    put(task("t1", kA, version));

  const auto first = reader().history(kA, "Task", "t1", {.count = 2});
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(names(*first), ElementsAre("Task/t1/3", "Task/t1/2"));
  EXPECT_EQ(first->total, 3U);
  put(task("t1", kA, 4));
  const auto second = reader().history(kA, "Task", "t1", {.after = first->next, .count = 2});

  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(names(*second), ElementsAre("Task/t1/1"));
  EXPECT_FALSE(second->next.has_value());
  EXPECT_EQ(second->total, 4U);
}

TEST_F(HistoryContractTest, TellsAFullPageFromTheLastOne) {
  std::vector<std::future<Result<Committed>>> written;
  for (std::uint32_t version = 1; version <= 1001; ++version)
    written.push_back(submit(store_->writer(), unit_of(task("t1", kA, version))));
  for (auto& each : written)
    ASSERT_THAT(each.get(), IsOk());

  const auto first = reader().history(kA, "Task", "t1", {.count = 5000});
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(first->versions, SizeIs(1000));
  ASSERT_TRUE(first->next.has_value());
  const auto last = reader().history(kA, "Task", "t1", {.after = first->next, .count = 1});
  ASSERT_THAT(last, IsOk());
  EXPECT_THAT(names(*last), ElementsAre("Task/t1/1"));
  EXPECT_FALSE(last->next.has_value());
}

TEST_F(HistoryContractTest, ShowsTheVersionsOfATime) {
  std::vector<Instant> made;
  for (std::uint32_t version = 1; version <= 4; ++version)
    made.push_back(put(task("t1", kA, version)));

  EXPECT_THAT(versions_of("t1", {.since = made[2]}), ElementsAre(4, 3));
  EXPECT_THAT(versions_of("t1", {.since = made[2] + kMoment}), ElementsAre(4));
  EXPECT_THAT(versions_of("t1", {.since = made[3] + kMoment}), IsEmpty());
  EXPECT_THAT(versions_of("t1", {.made_before = made[2]}), ElementsAre(2, 1));
  EXPECT_THAT(versions_of("t1", {.made_before = made[2] + kMoment, .current_since = made[2]}),
              ElementsAre(3));
  EXPECT_THAT(
      versions_of("t1", {.made_before = made[3] + kMoment, .current_since = made[1] + kMoment}),
      ElementsAre(4, 3, 2));
  EXPECT_THAT(versions_of("t1", {.made_before = made[0], .current_since = made[0] - kMoment}),
              IsEmpty());
}

// --- of a type, and of everything ---

TEST_F(HistoryContractTest, OfATypeIsNewestFirst) {
  put(task("t1", kA, 1));
  put(of_type("Patient", "p1", kA));
  put(task("t2", kA, 1));
  put(task("t1", kA, 2));

  EXPECT_THAT(shown(kA, "Task"), ElementsAre("Task/t1/2", "Task/t2/1", "Task/t1/1"));
  EXPECT_THAT(shown(kA, "Patient"), ElementsAre("Patient/p1/1"));
  EXPECT_THAT(shown(kA, "Goal"), IsEmpty());
  EXPECT_THAT(shown(kA, "Unknown"), IsEmpty());
}

TEST_F(HistoryContractTest, OfEverythingMixesTheTypesByTime) {
  put(task("t1", kA, 1));
  put(of_type("Patient", "p1", kA));
  put(task("t1", kA, 2));
  put(of_type("Goal", "g1", kA));

  EXPECT_THAT(shown(kA, ""), ElementsAre("Goal/g1/1", "Task/t1/2", "Patient/p1/1", "Task/t1/1"));
}

TEST_F(HistoryContractTest, TiesAreTheNewerVersionFirst) {
  WriteUnit unit;
  for (const char* id : {"t1", "t2"}) {
    for (const std::uint32_t version : {1U, 2U})
      unit.resources.push_back(task(id, kA, version));
  }
  ASSERT_THAT(commit(store_->writer(), std::move(unit)), IsOk());

  EXPECT_THAT(shown(kA, "Task"), ElementsAre("Task/t2/2", "Task/t2/1", "Task/t1/2", "Task/t1/1"));
}

TEST_F(HistoryContractTest, NeverShowsWhatIsAnothers) {
  put(task("t1", kA, 1));
  auto given = task("t1", kA, 2);
  given.grants.push_back({kB, std::nullopt});
  put(std::move(given));
  put(task("t1", kA, 3));
  put(task("t2", kB, 1));

  EXPECT_THAT(shown(kB, "Task"), ElementsAre("Task/t2/1", "Task/t1/2"));
  EXPECT_THAT(shown(kB, ""), ElementsAre("Task/t2/1", "Task/t1/2"));
  EXPECT_THAT(shown(3, ""), IsEmpty());
}

TEST_F(HistoryContractTest, WhatIsGivenLaterHasTheTimeWhenItWasMade) {
  put(task("t1", kA, 1));
  const Instant made = put(task("t2", kB, 1));
  WriteUnit grant;
  grant.grants.push_back({{"Task", "t1", 1}, kA, {kB, std::nullopt}, {}});

  ASSERT_THAT(commit(store_->writer(), grant), IsOk());
  ASSERT_THAT(commit(store_->writer(), grant), IsOk());

  EXPECT_THAT(shown(kB, "Task"), ElementsAre("Task/t2/1", "Task/t1/1"));
  EXPECT_THAT(shown(kB, "Task", {.since = made}), ElementsAre("Task/t2/1"));
}

TEST_F(HistoryContractTest, HoldsWhatEverybodyMayRead) {
  put(task("shared", kEveryone, 1));
  put(task("own", kA, 1));
  put(of_type("Organization", "o1", kEveryone));

  EXPECT_THAT(shown(kA, "Task"), ElementsAre("Task/own/1", "Task/shared/1"));
  EXPECT_THAT(shown(kB, ""), ElementsAre("Organization/o1/1", "Task/shared/1"));
  EXPECT_THAT(shown(kEveryone, "Task"), ElementsAre("Task/shared/1"));
}

TEST_F(HistoryContractTest, WhatTheOrganisationHasItselfStandsThereOnce) {
  auto both = task("t1", kA, 1);
  both.grants.push_back({kEveryone, std::nullopt});
  put(std::move(both));

  EXPECT_THAT(shown(kA, "Task"), ElementsAre("Task/t1/1"));
  EXPECT_THAT(shown(kB, "Task"), ElementsAre("Task/t1/1"));
}

TEST_F(HistoryContractTest, ShowsADeletionAsDeleted) {
  put(task("t1", kA, 1));
  auto deletion = task("t1", kA, 2);
  deletion.deleted = true;
  put(std::move(deletion));

  const HistoryPage found = page(kA, "Task", {.count = 10});

  ASSERT_THAT(found.versions, SizeIs(2));
  EXPECT_TRUE(found.versions[0].deleted);
  EXPECT_FALSE(found.versions[1].deleted);
}

TEST_F(HistoryContractTest, PagesGiveEachVersionOnceWhileOthersWrite) {
  std::vector<std::string> expected;
  for (int i = 1; i <= 7; ++i) {
    const std::string id = "t" + std::to_string(i);
    auto write = task(id, i % 3 == 0 ? kEveryone : kA, 1);
    write.ref.type = i % 2 == 0 ? "Patient" : "Task";
    expected.insert(expected.begin(), write.ref.type + '/' + id + "/1");
    put(std::move(write));
  }

  std::vector<std::string> seen;
  HistoryRange range{.count = 2};
  for (std::uint32_t version = 2;; ++version) {
    const HistoryPage found = page(kA, "", range);
    for (const std::string& name : names(found))
      seen.push_back(name);
    if (!found.next) break;
    range.after = found.next;
    put(task("t1", kA, version));
  }

  EXPECT_EQ(seen, expected);
}

TEST_F(HistoryContractTest, OfATypeShowsTheVersionsOfATime) {
  const Instant first = put(task("t1", kA, 1));
  const Instant second = put(task("t2", kA, 1));
  const Instant third = put(task("t1", kA, 2));

  EXPECT_THAT(shown(kA, "Task", {.since = second}), ElementsAre("Task/t1/2", "Task/t2/1"));
  EXPECT_THAT(shown(kA, "Task", {.made_before = second}), ElementsAre("Task/t1/1"));
  EXPECT_THAT(shown(kA, "", {.made_before = second + kMoment, .current_since = second}),
              ElementsAre("Task/t2/1", "Task/t1/1"));
  EXPECT_THAT(shown(kA, "Task", {.made_before = third + kMoment, .current_since = third}),
              ElementsAre("Task/t1/2", "Task/t2/1"));
  EXPECT_THAT(shown(kA, "Task", {.made_before = first, .current_since = first - kMoment}),
              IsEmpty());
}

TEST_F(HistoryContractTest, CountsTheWholeQuestionOnEveryPage) {
  for (std::uint32_t version = 1; version <= 5; ++version)
    put(task("t1", kA, version));

  const HistoryPage first = page(kA, "Task", {.count = 2});
  EXPECT_EQ(first.total, 5U);
  EXPECT_EQ(page(kA, "", {.after = first.next, .count = 2}).total, 5U);
  EXPECT_EQ(page(kA, "Task", {.count = 0}).total, 5U);
}

// --- keys that were destroyed ---

TEST_F(HistoryContractTest, LeavesOutWhatWasErased) {
  put(of_child("t1", 5));
  auto given = of_child("t2", 5);
  given.grants.push_back({kB, std::nullopt});
  put(std::move(given));
  put(of_child("t3", 6));

  ASSERT_THAT(store_->destroy_key(kA, 5), IsOk());
  put(of_child("t1", 5, 2));

  EXPECT_THAT(shown(kA, "Task"), ElementsAre("Task/t1/2", "Task/t3/1"));
  EXPECT_THAT(shown(kA, ""), ElementsAre("Task/t1/2", "Task/t3/1"));
  EXPECT_THAT(shown(kB, "Task"), ElementsAre("Task/t2/1"));
  EXPECT_THAT(versions_of("t1", {}), ElementsAre(2));
  EXPECT_THAT(versions_of("t2", {}), IsEmpty());
}

TEST_F(HistoryContractTest, AnErasedVersionDoesNotComeBackWithAnotherGrant) {
  put(of_child("t1", 5));
  auto second = of_child("t1", 5, 2);
  second.writer = kB;
  second.grants = {Grant{kB, std::nullopt}};
  put(std::move(second));
  ASSERT_THAT(store_->destroy_key(kA, 5), IsOk());
  WriteUnit grant;
  grant.grants.push_back({{"Task", "t1", 2}, kB, {kA, std::nullopt}, {}});
  ASSERT_THAT(commit(store_->writer(), grant), IsOk());

  EXPECT_THAT(shown(kA, "Task"), ElementsAre("Task/t1/2"));
}

// --- a database from before ---

TEST_F(HistoryContractTest, KnowsWhatAnOlderProgramWrote) {
  put(task("t1", kA, 1));
  auto given = task("t1", kA, 2);
  given.grants.push_back({kB, std::nullopt});
  put(std::move(given));
  put(of_child("t2", 5));
  put(of_type("Organization", "o1", kEveryone));
  ASSERT_THAT(store_->destroy_key(kA, 5), IsOk());
  store_.reset();
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
  EXPECT_EQ(
      sqlite3_exec(db, "DROP TABLE grant_time; PRAGMA user_version=3", nullptr, nullptr, nullptr),
      SQLITE_OK);
  sqlite3_close(db);

  reopen();

  EXPECT_THAT(shown(kA, ""), ElementsAre("Organization/o1/1", "Task/t1/2", "Task/t1/1"));
  EXPECT_THAT(shown(kB, "Task"), ElementsAre("Task/t1/2"));
  EXPECT_THAT(versions_of("t1", {}), ElementsAre(2, 1));
}

}  // namespace
}  // namespace gateway::store::test
