// The contract of the ports (gateway/store/ports.hpp), for every database behind them.
#include <gmock/gmock.h>

#include "gateway/search/parameter_table.hpp"

#include "tests/store/store_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::store::test {
namespace {

using gateway::test::FailsWith;
using gateway::test::FailsWithId;
using gateway::test::IsOk;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

struct OnSqlite {
  static Result<std::unique_ptr<SqliteStore>> open(const TemporaryFolder& folder,
                                                   const Clock& clock,
                                                   RandomSource& random) {
    return SqliteStore::open(
        {.path = (folder / "store.db").string()}, test_keyring(), clock, random);
  }
};

template <typename Backend>
class StoreContractTest : public testing::Test {
 protected:
  static constexpr OrgKey kA = 1;
  static constexpr OrgKey kB = 2;

  StoreContractTest() { reopen(); }

  void reopen() {
    store_.reset();
    auto opened = Backend::open(folder_, clock_, random_);
    ASSERT_THAT(opened, IsOk());
    store_ = std::move(*opened);
  }
  Reader& reader() { return store_->reader(); }
  Writer& writer() { return store_->writer(); }
  Result<Committed> put(ResourceWrite write) { return commit(writer(), unit_of(std::move(write))); }

  std::vector<std::string> ids(OrgKey org, const search::Query& query) {
    std::vector<std::string> found;
    const auto page = reader().search(org, query);
    EXPECT_THAT(page, IsOk());
    for (const auto& match : page->matches)
      found.push_back(match.ref.id);
    return found;
  }
  // The versions of Task/id that an organisation has, newest first.
  std::vector<std::uint32_t> versions(OrgKey org, const std::string& id) {
    std::vector<std::uint32_t> found;
    const auto history = reader().history(org, "Task", id, {.count = 100});
    EXPECT_THAT(history, IsOk());
    for (const auto& version : history->versions)
      found.push_back(version.ref.version);
    return found;
  }

  TemporaryFolder folder_;
  ManualClock clock_{kStart};
  SystemRandom random_;
  std::unique_ptr<SqliteStore> store_;
};

using Backends = testing::Types<OnSqlite>;
TYPED_TEST_SUITE(StoreContractTest, Backends);

// --- a decision that rests on what a value finds ---

// A Task with the value, written only if the value finds `ids` for the organisation.
WriteUnit task_if_found(const std::string& id, OrgKey org, std::vector<std::string> ids) {
  WriteUnit unit = unit_of(task(id, org));
  unit.resources.front().index = {value(1, "needle")};
  search::Query query;
  query.type = "Task";
  query.all_of = {{.any_of = {value(1, "needle")}}};
  unit.expect_matches = {{.org = org, .query = query, .ids = std::move(ids)}};
  return unit;
}

TYPED_TEST(StoreContractTest, WritesWhatRestsOnMatchesThatStillHold) {
  EXPECT_THAT(commit(this->writer(), task_if_found("t1", this->kA, {})), IsOk());
  EXPECT_THAT(commit(this->writer(), task_if_found("t2", this->kA, {"t1"})), IsOk());
  EXPECT_THAT(commit(this->writer(), task_if_found("t3", this->kA, {"t1", "t2"})), IsOk());
}

TYPED_TEST(StoreContractTest, RefusesToDeleteWhatAnotherResourcePointsAt) {
  const search::ParameterId focus = search::find_parameter("Task", "focus")->id;
  auto pointing = task("t1", this->kA);
  pointing.index = {value(focus, "Task/t2")};
  ASSERT_THAT(this->put(pointing), IsOk());
  auto itself = task("t2", this->kA);
  itself.index = {value(focus, "Task/t2")};
  ASSERT_THAT(this->put(itself), IsOk());
  const auto erase = [this](const std::string& id) {
    auto write = task(id, this->kA, 2);
    write.deleted = true;
    write.index.clear();
    auto unit = unit_of(write);
    unit.expect_unreferred = {{this->kA, {"Task", id}}};
    return commit(this->writer(), std::move(unit));
  };

  EXPECT_THAT(erase("t2"), FailsWithId("STORE-REFERRED"));
  EXPECT_THAT(erase("t1"), IsOk());
  EXPECT_THAT(erase("t2"), IsOk());
}

TYPED_TEST(StoreContractTest, RestsOnEveryCriterionOfAQuery) {
  auto first = unit_of(task("t1", this->kA));
  first.resources.front().index = {value(1, "needle"), value(2, "red"), range(3, 10, 20)};
  ASSERT_THAT(commit(this->writer(), std::move(first)), IsOk());
  const auto found = [this](std::vector<search::Criterion> all_of, std::vector<std::string> ids) {
    static int number = 100;
    auto unit = unit_of(task("u" + std::to_string(++number), this->kA));
    search::Query query;
    query.type = "Task";
    query.all_of = std::move(all_of);
    unit.expect_matches = {{.org = this->kA, .query = query, .ids = std::move(ids)}};
    return commit(this->writer(), std::move(unit)).has_value();
  };

  EXPECT_TRUE(found({{.any_of = {value(1, "needle")}}, {.any_of = {value(2, "red")}}}, {"t1"}));
  EXPECT_TRUE(found({{.any_of = {value(1, "needle")}}, {.any_of = {value(2, "blue")}}}, {}));
  EXPECT_TRUE(found({{.any_of = {range(3, 15, 30)}}}, {"t1"}));
  EXPECT_FALSE(found({{.any_of = {range(3, 15, 30)}}}, {}));
  EXPECT_TRUE(found(
      {{.any_of = {value(1, "needle")}}, {.any_of = {value(2, "red")}, .negated = true}}, {}));
  EXPECT_FALSE(found(
      {{.any_of = {value(1, "needle")}}, {.any_of = {value(2, "blue")}, .negated = true}}, {}));
}

TYPED_TEST(StoreContractTest, RefusesWhatRestsOnMatchesThatNoLongerHold) {
  ASSERT_THAT(commit(this->writer(), task_if_found("t1", this->kA, {})), IsOk());

  const auto one_more = commit(this->writer(), task_if_found("t2", this->kA, {}));
  const auto one_less = commit(this->writer(), task_if_found("t2", this->kA, {"t0", "t1"}));

  EXPECT_THAT(one_more, FailsWithId("STORE-READ-SET"));
  EXPECT_THAT(one_less, FailsWithId("STORE-READ-SET"));
  EXPECT_THAT(this->ids(this->kA, query_of({value(1, "needle")})), ElementsAre("t1"));
}

// Both units are decided before either is written, and may share a group.
TYPED_TEST(StoreContractTest, OfTwoUnitsThatRestOnNoMatchOneIsWritten) {
  auto first = submit(this->writer(), task_if_found("t1", this->kA, {}));
  auto second = submit(this->writer(), task_if_found("t2", this->kA, {}));

  const auto outcomes = {first.get().has_value(), second.get().has_value()};

  EXPECT_EQ(std::ranges::count(outcomes, true), 1);
  EXPECT_THAT(this->ids(this->kA, query_of({value(1, "needle")})), SizeIs(1));
}

TYPED_TEST(StoreContractTest, MatchesOfAnotherOrganisationDoNotCount) {
  ASSERT_THAT(commit(this->writer(), task_if_found("t1", this->kA, {})), IsOk());

  EXPECT_THAT(commit(this->writer(), task_if_found("t2", this->kB, {})), IsOk());
}

TYPED_TEST(StoreContractTest, DeletedMatchesDoNotCount) {
  ASSERT_THAT(commit(this->writer(), task_if_found("t1", this->kA, {})), IsOk());
  ResourceWrite gone = task("t1", this->kA, 2);
  gone.deleted = true;
  ASSERT_THAT(this->put(gone), IsOk());

  EXPECT_THAT(commit(this->writer(), task_if_found("t2", this->kA, {})), IsOk());
}

// --- reading what was written ---

TYPED_TEST(StoreContractTest, FindsAResourceAsSoonAsItIsCommitted) {
  ResourceWrite write = task("t1", this->kA);
  write.child = 5;
  write.json = R"({"resourceType":"Task","meta":{"profile":["http://p"]},"status":"requested"})";

  const auto committed = this->put(write);
  const auto found = this->reader().find(this->kA, "Task", "t1");

  ASSERT_THAT(committed, IsOk());
  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->ref, (ResourceRef{"Task", "t1", 1}));
  EXPECT_EQ((*found)->last_updated, committed->last_updated);
  EXPECT_EQ((*found)->writer, this->kA);
  EXPECT_EQ((*found)->child, 5);
  EXPECT_EQ((*found)->json,
            R"({"resourceType":"Task","id":"t1","meta":{"versionId":"1",)"
            R"("lastUpdated":"2026-11-23T10:00:00.123Z","profile":["http://p"]},)"
            R"("status":"requested"})");
}

TYPED_TEST(StoreContractTest, FindsNothingThatWasNeverWritten) {
  EXPECT_EQ(this->reader().find(this->kA, "Task", "t1").value(), std::nullopt);
  EXPECT_EQ(this->reader().find(this->kA, "NoSuchType", "t1").value(), std::nullopt);
  EXPECT_EQ(this->reader().find_version(this->kA, {"Task", "t1", 1}).value(), std::nullopt);
  EXPECT_THAT(this->versions(this->kA, "t1"), IsEmpty());
}

TYPED_TEST(StoreContractTest, KeepsEveryVersion) {
  ASSERT_THAT(this->put(task("t1", this->kA, 1)), IsOk());
  ASSERT_THAT(this->put(task("t1", this->kA, 2)), IsOk());
  ASSERT_THAT(this->put(task("t1", this->kA, 3)), IsOk());

  EXPECT_THAT(this->versions(this->kA, "t1"), ElementsAre(3, 2, 1));
  EXPECT_EQ(this->reader().find(this->kA, "Task", "t1").value()->ref.version, 3U);
  EXPECT_EQ(this->reader().find_version(this->kA, {"Task", "t1", 2}).value()->ref.version, 2U);
  EXPECT_EQ(this->reader().find_version(this->kA, {"Task", "t1", 4}).value(), std::nullopt);
}

TYPED_TEST(StoreContractTest, GivesADeletedResourceAsDeletedAndNotInASearch) {
  ResourceWrite first = task("t1", this->kA, 1);
  first.index = {value(1, "requested")};
  ASSERT_THAT(this->put(first), IsOk());
  ResourceWrite gone = task("t1", this->kA, 2);
  gone.deleted = true;
  gone.json.clear();

  ASSERT_THAT(this->put(gone), IsOk());

  EXPECT_TRUE(this->reader().find(this->kA, "Task", "t1").value()->deleted);
  EXPECT_FALSE(this->reader().find_version(this->kA, {"Task", "t1", 1}).value()->deleted);
  EXPECT_THAT(this->ids(this->kA, query_of({value(1, "requested")})), IsEmpty());
  EXPECT_THAT(this->ids(this->kA, query_of({})), IsEmpty());
}

TYPED_TEST(StoreContractTest, FindsEverythingAfterItIsOpenedAgain) {
  ResourceWrite write = task("t1", this->kA);
  write.index = {value(1, "requested")};
  ASSERT_THAT(this->put(write), IsOk());

  this->reopen();

  EXPECT_THAT(this->ids(this->kA, query_of({value(1, "requested")})), ElementsAre("t1"));
  EXPECT_TRUE(this->reader().find(this->kA, "Task", "t1").value().has_value());
}

// --- nobody browses ---

TYPED_TEST(StoreContractTest, AnotherOrganisationFindsNothing) {
  WriteUnit unit;
  unit.resources.push_back(task("t1", this->kA));
  unit.resources[0].index = {value(1, "requested")};
  OutboxWrite message;
  message.sender = this->kA;
  message.receiver = 3;
  message.message_id = "m1";
  message.correlation_id = "case";
  unit.outbox.push_back(message);
  ASSERT_THAT(commit(this->writer(), unit), IsOk());

  EXPECT_EQ(this->reader().find(this->kB, "Task", "t1").value(), std::nullopt);
  EXPECT_EQ(this->reader().find_version(this->kB, {"Task", "t1", 1}).value(), std::nullopt);
  EXPECT_THAT(this->versions(this->kB, "t1"), IsEmpty());
  EXPECT_THAT(this->ids(this->kB, query_of({})), IsEmpty());
  EXPECT_THAT(this->ids(this->kB, query_of({value(1, "requested")})), IsEmpty());
  auto by_id = query_of({});
  by_id.ids = {"t1"};
  by_id.count_total = true;
  EXPECT_EQ(this->reader().search(this->kB, by_id)->total, 0U);
  EXPECT_THAT(this->reader().obligations(this->kB, "case").value(), IsEmpty());
}

TYPED_TEST(StoreContractTest, ANewerVersionIsInvisibleToAReceiverUntilItIsGranted) {
  auto first = task("t1", this->kA, 1);
  first.grants.push_back({this->kB, std::nullopt});
  first.index = {value(1, "requested")};
  auto second = task("t1", this->kA, 2);
  second.index = {value(1, "accepted")};
  ASSERT_THAT(this->put(first), IsOk());
  ASSERT_THAT(this->put(second), IsOk());
  EXPECT_THAT(this->versions(this->kB, "t1"), ElementsAre(1));
  EXPECT_THAT(this->ids(this->kB, query_of({value(1, "requested")})), ElementsAre("t1"));

  WriteUnit grant;
  grant.disclosures.push_back({this->kA, this->kB, 5, "consent", {"Consent", "c", 1}, "CARE"});
  grant.grants.push_back({{"Task", "t1", 2}, this->kA, {this->kB, 0}, second.index});
  ASSERT_THAT(commit(this->writer(), grant), IsOk());

  EXPECT_THAT(this->versions(this->kB, "t1"), ElementsAre(2, 1));
  EXPECT_EQ(this->reader().find(this->kB, "Task", "t1").value()->ref.version, 2U);
  EXPECT_THAT(this->ids(this->kB, query_of({value(1, "requested")})), IsEmpty());
  EXPECT_THAT(this->ids(this->kB, query_of({value(1, "accepted")})), ElementsAre("t1"));
}

TYPED_TEST(StoreContractTest, AGrantOfAnOlderVersionAddsToTheHistoryOnly) {
  ASSERT_THAT(this->put(task("t1", this->kA, 1)), IsOk());
  auto second = task("t1", this->kA, 2);
  second.grants.push_back({this->kB, std::nullopt});
  ASSERT_THAT(this->put(second), IsOk());
  WriteUnit grant;
  grant.grants.push_back({{"Task", "t1", 1}, this->kA, {this->kB, std::nullopt}, {}});

  ASSERT_THAT(commit(this->writer(), grant), IsOk());

  EXPECT_EQ(this->reader().find(this->kB, "Task", "t1").value()->ref.version, 2U);
  EXPECT_THAT(this->versions(this->kB, "t1"), ElementsAre(2, 1));
}

TYPED_TEST(StoreContractTest, RefusesAGrantOfWhatTheGiverDoesNotHold) {
  ASSERT_THAT(this->put(task("t1", this->kA)), IsOk());
  WriteUnit grant;
  grant.grants.push_back({{"Task", "t1", 1}, this->kB, {3, std::nullopt}, {}});

  EXPECT_THAT(commit(this->writer(), grant), FailsWithId("STORE-VERSION"));
}

TYPED_TEST(StoreContractTest, EverybodyFindsWhatLiesUnderEveryone) {
  ResourceWrite write = task("shared", kEveryone);
  write.index = {value(1, "requested")};
  ASSERT_THAT(this->put(write), IsOk());
  this->clock_.advance(1s);
  ResourceWrite own = task("own", this->kA);
  own.index = {value(1, "requested")};
  ASSERT_THAT(this->put(own), IsOk());

  auto query = query_of({value(1, "requested")});
  query.count_total = true;
  EXPECT_THAT(this->ids(this->kA, query), ElementsAre("own", "shared"));
  EXPECT_EQ(this->reader().search(this->kA, query)->total, 2U);
  EXPECT_THAT(this->ids(this->kB, query), ElementsAre("shared"));
  EXPECT_TRUE(this->reader().find(this->kB, "Task", "shared").value().has_value());
  EXPECT_THAT(this->versions(this->kB, "shared"), ElementsAre(1));
}

TYPED_TEST(StoreContractTest, FindsTheNewestVersionOfWhatLiesUnderEveryone) {
  ASSERT_THAT(this->put(task("shared", kEveryone, 1)), IsOk());
  EXPECT_EQ(this->reader().find(this->kA, "Task", "shared").value()->ref.version, 1U);

  ASSERT_THAT(this->put(task("shared", kEveryone, 2)), IsOk());

  EXPECT_EQ(this->reader().find(this->kA, "Task", "shared").value()->ref.version, 2U);
  EXPECT_EQ(this->reader().find(kEveryone, "Task", "shared").value()->ref.version, 2U);
}

TYPED_TEST(StoreContractTest, CountsAResourceOnceThatIsItsOwnAndEveryones) {
  ResourceWrite write = task("both", this->kA);
  write.grants.push_back({kEveryone, std::nullopt});
  ASSERT_THAT(this->put(write), IsOk());
  auto query = query_of({});
  query.count_total = true;

  EXPECT_THAT(this->ids(this->kA, query), ElementsAre("both"));
  EXPECT_EQ(this->reader().search(this->kA, query)->total, 1U);
}

// --- conflicts ---

TYPED_TEST(StoreContractTest, RefusesAVersionThatIsNotTheNextOne) {
  ASSERT_THAT(this->put(task("t1", this->kA, 1)), IsOk());

  EXPECT_THAT(this->put(task("t1", this->kA, 1)), FailsWithId("STORE-VERSION"));
  EXPECT_THAT(this->put(task("t1", this->kA, 3)), FailsWithId("STORE-VERSION"));
  EXPECT_THAT(this->put(task("t2", this->kA, 2)), FailsWithId("STORE-VERSION"));
  EXPECT_THAT(this->put(task("t1", this->kA, 2)), IsOk());
}

TYPED_TEST(StoreContractTest, RefusesAReadSetThatNoLongerHolds) {
  ASSERT_THAT(this->put(task("t1", this->kA)), IsOk());
  const auto expecting = [this](ResourceRef ref, const std::string& id) {
    WriteUnit unit = unit_of(task(id, this->kA));
    unit.expect = {std::move(ref)};
    return commit(this->writer(), unit);
  };

  EXPECT_THAT(expecting({"Task", "t1", 1}, "n1"), IsOk());
  EXPECT_THAT(expecting({"Task", "absent", 0}, "n2"), IsOk());
  EXPECT_THAT(expecting({"Task", "t1", 2}, "n3"), FailsWithId("STORE-READ-SET"));
  EXPECT_THAT(expecting({"Task", "t1", 0}, "n4"), FailsWithId("STORE-READ-SET"));
  EXPECT_EQ(this->reader().find(this->kA, "Task", "n3").value(), std::nullopt);
}

TYPED_TEST(StoreContractTest, RefusesAnEpochThatWasBumped) {
  WriteUnit bump;
  bump.bump_epochs = {"directory"};
  EXPECT_EQ(this->reader().epoch("directory").value(), 0);
  ASSERT_THAT(commit(this->writer(), bump), IsOk());
  EXPECT_EQ(this->reader().epoch("directory").value(), 1);
  WriteUnit unit = unit_of(task("t1", this->kA));
  unit.expect_epochs = {{"directory", 0}};

  EXPECT_THAT(commit(this->writer(), unit), FailsWithId("STORE-READ-SET"));
  unit.expect_epochs = {{"directory", 1}, {"never", 0}};
  EXPECT_THAT(commit(this->writer(), unit), IsOk());
}

TYPED_TEST(StoreContractTest, ARefusedUnitLeavesNoTraceAndTakesNoOtherWithIt) {
  ASSERT_THAT(this->put(task("taken", this->kA)), IsOk());
  const auto unit_with_message = [this](const std::string& id) {
    WriteUnit unit = unit_of(task(id, this->kA));
    OutboxWrite message;
    message.sender = this->kA;
    message.receiver = 9;
    message.message_id = id;
    message.correlation_id = "case";
    unit.outbox.push_back(message);
    // The last thing that is written fails: all before it must go.
    unit.resources.push_back(task(id == "bad" ? "taken" : id + "-2", this->kA));
    unit.audit.push_back({.event = id});
    return unit;
  };

  std::vector<std::future<Result<Committed>>> outcomes;
  for (const std::string id : {"u1", "u2", "bad", "u3", "u4"})
    outcomes.push_back(submit(this->writer(), unit_with_message(id)));

  EXPECT_THAT(outcomes[0].get(), IsOk());
  EXPECT_THAT(outcomes[1].get(), IsOk());
  EXPECT_THAT(outcomes[2].get(), FailsWithId("STORE-VERSION"));
  EXPECT_THAT(outcomes[3].get(), IsOk());
  EXPECT_THAT(outcomes[4].get(), IsOk());
  EXPECT_EQ(this->reader().find(this->kA, "Task", "bad").value(), std::nullopt);
  std::vector<std::int64_t> events;
  const auto lines = this->reader().obligations(9, "case").value();
  for (const auto& line : lines)
    events.push_back(line.event);
  EXPECT_THAT(events, ElementsAre(1, 2, 3, 4));
  std::vector<std::string> audited;
  const auto rows = this->reader().audit(0, 100).value();
  for (const auto& row : rows)
    audited.push_back(row.record.event);
  EXPECT_THAT(audited, ElementsAre("u1", "u2", "u3", "u4"));
}

TYPED_TEST(StoreContractTest, RefusesAUnitThatNamesWhatItDoesNotHold) {
  auto write = task("t1", this->kA);
  write.grants[0].disclosure = 0;
  EXPECT_THAT(this->put(write), FailsWithId("STORE-UNIT"));
  EXPECT_THAT(this->put(task("t1", this->kA, 0)), FailsWithId("STORE-UNIT"));
  auto unknown = task("t1", this->kA);
  unknown.ref.type = "Tusk";
  EXPECT_THAT(this->put(unknown), FailsWithId("STORE-UNIT"));
  auto broken = task("t1", this->kA);
  broken.json = "[]";
  EXPECT_THAT(this->put(broken), FailsWithId("STORE-JSON"));
}

TYPED_TEST(StoreContractTest, RefusesMoreVersionsAndValuesThanItCanHold) {
  EXPECT_THAT(this->put(task("t1", this->kA, 1U << 20U)), FailsWithId("STORE-VERSION-LIMIT"));
  EXPECT_THAT(this->put(task("t1", this->kA, (1U << 20U) - 1)), FailsWithId("STORE-VERSION"));
  auto write = task("t1", this->kA);
  for (int i = 0; i < 32'768; ++i)
    write.index.push_back(value(1, std::to_string(i)));
  EXPECT_THAT(this->put(write), IsOk());
  write.ref.id = "t2";
  write.index.push_back(value(1, "one more"));
  EXPECT_THAT(this->put(write), FailsWithId("STORE-INDEX-LIMIT"));
}

// --- time ---

TYPED_TEST(StoreContractTest, LastUpdatedNeverGoesBack) {
  const auto first = this->put(task("t1", this->kA)).value().last_updated;
  this->clock_.advance(-1h);
  const auto second = this->put(task("t2", this->kA)).value().last_updated;
  this->reopen();
  const auto third = this->put(task("t3", this->kA)).value().last_updated;

  EXPECT_GE(second, first);
  EXPECT_GE(third, second);
}

// --- idempotency ---

TYPED_TEST(StoreContractTest, AnswersARepeatedRequestFromItsRow) {
  WriteUnit unit = unit_of(task("t1", this->kA));
  IdempotencyRow row;
  row.key = {this->kA, "f47ac10b-58cc-4372-a567-0e02b2c3d479"};
  row.request_hash = std::string(64, 'a');
  row.status = 201;
  row.answer = {{"Task", "t1", 1}, {"Patient", "f47ac10b-58cc-4372-a567-0e02b2c3d480", 7}};
  row.note = "log-1";
  unit.idempotency = row;
  const auto committed = commit(this->writer(), unit);
  ASSERT_THAT(committed, IsOk());

  const auto hit = this->reader().find_idempotent(row.key).value();

  ASSERT_TRUE(hit.has_value());
  EXPECT_EQ(hit->row.request_hash, row.request_hash);
  EXPECT_EQ(hit->row.status, 201U);
  EXPECT_EQ(hit->row.answer, row.answer);
  EXPECT_EQ(hit->row.note, "log-1");
  EXPECT_EQ(hit->last_updated, committed->last_updated);
  EXPECT_EQ(this->reader().find_idempotent({this->kB, row.key.request_id}).value(), std::nullopt);
  unit.resources[0].ref.id = "t2";
  EXPECT_THAT(commit(this->writer(), unit), FailsWithId("STORE-IDEMPOTENCY"));
  EXPECT_EQ(this->reader().find(this->kA, "Task", "t2").value(), std::nullopt);
}

TYPED_TEST(StoreContractTest, ForgetsARequestAfterSevenDays) {
  WriteUnit unit = unit_of(task("t1", this->kA));
  unit.idempotency = IdempotencyRow{{this->kA, "r"}, "h", 201, {}, ""};
  ASSERT_THAT(commit(this->writer(), unit), IsOk());
  this->clock_.advance(std::chrono::days(7));
  EXPECT_TRUE(this->reader().find_idempotent({this->kA, "r"}).value().has_value());
  this->clock_.advance(1us);

  EXPECT_EQ(this->reader().find_idempotent({this->kA, "r"}).value(), std::nullopt);
  unit.resources[0].ref.id = "t2";
  EXPECT_THAT(commit(this->writer(), unit), IsOk());
}

// --- organisations and children ---

TYPED_TEST(StoreContractTest, KnowsAnOrganisationByItsHsaId) {
  const auto first = this->writer().ensure_organisation("SE1-A");
  const auto second = this->writer().ensure_organisation("SE1-B");
  this->reopen();

  ASSERT_THAT(first, IsOk());
  EXPECT_GT(*first, kEveryone);
  EXPECT_NE(*first, *second);
  EXPECT_EQ(this->writer().ensure_organisation("SE1-A").value(), *first);
}

TYPED_TEST(StoreContractTest, KnowsAChildByAnyOfItsIdentifiers) {
  const auto child = this->writer().ensure_child({"urn:pnr|1"});
  ASSERT_THAT(child, IsOk());
  EXPECT_GT(*child, kNoChild);
  EXPECT_EQ(this->writer().ensure_child({"urn:reserve|2", "urn:pnr|1"}).value(), *child);

  EXPECT_EQ(this->reader().find_child({"urn:reserve|2"}).value(), *child);
  EXPECT_EQ(this->reader().find_child({"urn:pnr|3"}).value(), std::nullopt);
  const auto other = this->writer().ensure_child({"urn:pnr|3"}).value();
  EXPECT_NE(other, *child);
  EXPECT_THAT(this->writer().ensure_child({"urn:pnr|1", "urn:pnr|3"}),
              FailsWithId("STORE-CHILD-CONFLICT"));
  EXPECT_THAT(this->writer().ensure_child({}), FailsWith(ErrorKind::internal));
}

// --- reading the audit ---

AuditRecord audited(std::string event, OrgKey org, ChildKey child = kNoChild) {
  AuditRecord record;
  record.event = std::move(event);
  record.action = 'R';
  record.org = org;
  record.child = child;
  record.request_id = "r";
  return record;
}

std::vector<std::string> events_of(const AuditPage& page) {
  std::vector<std::string> events;
  for (const AuditRow& row : page.rows)
    events.push_back(row.record.event);
  return events;
}

TYPED_TEST(StoreContractTest, FindsTheAuditOfAnOrganisationNewestFirst) {
  ASSERT_THAT(record(this->writer(), {audited("one", this->kA), audited("two", this->kA)}), IsOk());
  ASSERT_THAT(record(this->writer(), {audited("one", this->kB)}), IsOk());
  ASSERT_THAT(record(this->writer(), {audited("three", this->kA)}), IsOk());

  AuditQuestion question;
  question.events = {"one", "two", "three", "four"};
  const auto all = this->reader().audit_of(this->kA, question);
  question.events = {"two"};
  const auto some = this->reader().audit_of(this->kA, question);

  ASSERT_THAT(all, IsOk());
  EXPECT_EQ(events_of(*all), (std::vector<std::string>{"three", "two", "one"}));
  EXPECT_FALSE(all->next.has_value());
  EXPECT_EQ(events_of(some.value()), std::vector<std::string>{"two"});
}

TYPED_TEST(StoreContractTest, FindsTheAuditOfAChildOrOfAnEntityWithoutOne) {
  AuditRecord of_entity = audited("entity", this->kA);
  of_entity.entities = {{{"Appointment", "a1", 1}}};
  AuditRecord of_child = audited("child", this->kA, 7);
  of_child.entities = {{{"Patient", "p1", 1}}};
  ASSERT_THAT(record(this->writer(), {of_entity, of_child, audited("other", this->kA, 8)}), IsOk());

  AuditQuestion question;
  question.children = {7};
  EXPECT_EQ(events_of(this->reader().audit_of(this->kA, question).value()),
            std::vector<std::string>{"child"});
  EXPECT_THAT(this->reader().audit_of(this->kB, question)->rows, IsEmpty());
  question.children.clear();
  question.entities = {"Appointment/a1"};
  EXPECT_EQ(events_of(this->reader().audit_of(this->kA, question).value()),
            std::vector<std::string>{"entity"});
}

TYPED_TEST(StoreContractTest, FindsTheAuditOfATime) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_THAT(record(this->writer(), {audited("e" + std::to_string(i), this->kA)}), IsOk());
    this->clock_.advance(1h);
  }
  AuditQuestion question;
  question.events = {"e0", "e1", "e2", "e3", "e4"};
  question.from = kStart + 1h;
  question.before = kStart + 3h;

  EXPECT_EQ(events_of(this->reader().audit_of(this->kA, question).value()),
            (std::vector<std::string>{"e2", "e1"}));
}

TYPED_TEST(StoreContractTest, GoesOnWhereALookIntoTheAuditEnded) {
  std::vector<std::string> written;
  for (int i = 0; i < 5; ++i) {
    written.insert(written.begin(), {"b" + std::to_string(i), "a" + std::to_string(i)});
    ASSERT_THAT(record(this->writer(),
                       {audited("a" + std::to_string(i), this->kA),
                        audited("b" + std::to_string(i), this->kA)}),
                IsOk());
  }
  AuditQuestion question;
  question.events = written;
  question.batches = 2;
  std::vector<std::string> found;
  do {
    const auto page = this->reader().audit_of(this->kA, question);
    ASSERT_THAT(page, IsOk());
    std::ranges::move(events_of(*page), std::back_inserter(found));
    question.after = page->next;
  } while (question.after.has_value());

  EXPECT_EQ(found, written);
}

TYPED_TEST(StoreContractTest, WhoHoldsAVersionFindsWhoMadeIt) {
  WriteUnit unit = unit_of(task("t1", this->kA));
  unit.resources.front().child = 7;
  unit.resources.front().grants.push_back({this->kB, std::nullopt});
  AuditRecord made = audited("transition", this->kA, 7);
  made.action = 'C';
  made.entities = {{{"Task", "t1", 1}}};
  AuditRecord read = audited("rest-read", this->kA, 7);
  read.entities = made.entities;
  AuditRecord elsewhere = made;
  elsewhere.entities.push_back({{"Task", "t2", 1}});
  unit.audit = {made, read, elsewhere};
  ASSERT_THAT(commit(this->writer(), unit), IsOk());

  AuditQuestion question;
  question.children = {7};
  const auto theirs = this->reader().audit_of(this->kB, question);

  EXPECT_EQ(events_of(theirs.value()), std::vector<std::string>{"transition"});
  const AuditPlace place{theirs->rows.front().batch, theirs->rows.front().index};
  EXPECT_TRUE(this->reader().audit_at(this->kB, place).value().has_value());
  EXPECT_FALSE(this->reader().audit_at(this->kB, {place.batch, place.index + 1})->has_value());
  EXPECT_FALSE(this->reader().audit_at(3, place).value().has_value());
  EXPECT_TRUE(this->reader().audit_at(this->kA, {place.batch, 1}).value().has_value());
  EXPECT_FALSE(this->reader().audit_at(this->kA, {place.batch, 3}).value().has_value());
  EXPECT_FALSE(this->reader().audit_at(this->kA, {place.batch + 1, 0}).value().has_value());
}

// --- audit ---

TYPED_TEST(StoreContractTest, KeepsEveryAuditRecordWhole) {
  AuditRecord read;
  read.event = "rest-read";
  read.action = 'R';
  read.outcome = 4;
  read.org = this->kA;
  read.system = "SE1-SYS";
  read.certificate = std::string(64, 'b');
  read.person = "SE1-P|coordinator";
  read.request_id = "f47ac10b-58cc-4372-a567-0e02b2c3d479";
  read.child = 12;
  read.entities = {{{"Task", "t1", 3}}, {{"Patient", "p1", 0}}};
  read.detail = "d";

  ASSERT_THAT(record(this->writer(), {read, read}), IsOk());
  WriteUnit unit = unit_of(task("t1", this->kA));
  unit.audit = {{.event = "rest-create"}};
  ASSERT_THAT(commit(this->writer(), unit), IsOk());
  this->reopen();

  const auto rows = this->reader().audit(0, 10).value();
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[1].index, 1U);
  EXPECT_EQ(rows[1].record.event, read.event);
  EXPECT_EQ(rows[1].record.action, 'R');
  EXPECT_EQ(rows[1].record.outcome, 4);
  EXPECT_EQ(rows[1].record.org, this->kA);
  EXPECT_EQ(rows[1].record.system, read.system);
  EXPECT_EQ(rows[1].record.certificate, read.certificate);
  EXPECT_EQ(rows[1].record.person, read.person);
  EXPECT_EQ(rows[1].record.request_id, read.request_id);
  EXPECT_EQ(rows[1].record.child, 12);
  EXPECT_EQ(rows[1].record.entities, read.entities);
  EXPECT_EQ(rows[1].record.detail, "d");
  EXPECT_EQ(rows[1].time, this->clock_.now());
  EXPECT_EQ(rows[2].record.event, "rest-create");
  EXPECT_THAT(this->reader().audit(rows[2].batch, 10).value(), SizeIs(1));
}

// --- erasure ---

TYPED_TEST(StoreContractTest, ADestroyedKeyMakesOneCopyUnreadableAndNoOther) {
  auto write = task("t1", this->kA);
  write.child = 5;
  write.grants.push_back({this->kB, std::nullopt});
  ASSERT_THAT(this->put(write), IsOk());
  auto sibling = task("t2", this->kA);
  sibling.child = 6;
  ASSERT_THAT(this->put(sibling), IsOk());

  ASSERT_THAT(this->store_->destroy_key(this->kA, 5), IsOk());

  EXPECT_THAT(this->reader().find(this->kA, "Task", "t1"), FailsWithId("STORE-ERASED"));
  EXPECT_THAT(this->versions(this->kA, "t1"), IsEmpty());
  EXPECT_THAT(this->ids(this->kA, query_of({})), ElementsAre("t2"));
  EXPECT_TRUE(this->reader().find(this->kB, "Task", "t1").value().has_value());
  this->reopen();
  EXPECT_THAT(this->reader().find(this->kA, "Task", "t1"), FailsWithId("STORE-ERASED"));
  EXPECT_TRUE(this->reader().find(this->kB, "Task", "t1").value().has_value());
}

TYPED_TEST(StoreContractTest, WhatIsWrittenAfterErasureIsReadableAndWhatWasBeforeIsNot) {
  auto write = task("t1", this->kA);
  write.child = 5;
  ASSERT_THAT(this->put(write), IsOk());
  ASSERT_THAT(this->store_->destroy_key(this->kA, 5), IsOk());
  write.ref.id = "t2";

  ASSERT_THAT(this->put(write), IsOk());

  EXPECT_TRUE(this->reader().find(this->kA, "Task", "t2").value().has_value());
  EXPECT_THAT(this->reader().find(this->kA, "Task", "t1"), FailsWithId("STORE-ERASED"));
  this->reopen();
  EXPECT_TRUE(this->reader().find(this->kA, "Task", "t2").value().has_value());
  EXPECT_THAT(this->reader().find(this->kA, "Task", "t1"), FailsWithId("STORE-ERASED"));
}

}  // namespace
}  // namespace gateway::store::test
