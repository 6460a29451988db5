// What the SQLite store promises beyond the ports: nothing in clear, nothing lost, nothing opened
// by mistake, and no work for what the caller may not see.
#include "gateway/store/sqlite_store.hpp"

#include <latch>

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "gateway/security/merkle.hpp"
#include "gateway/store/schema.hpp"
#include "gateway/store/sqlite_db.hpp"

#include "tests/store/store_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::store::test {
namespace {

using gateway::test::FailsWith;
using gateway::test::FailsWithId;
using gateway::test::IsOk;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

constexpr OrgKey kA = 1;
constexpr OrgKey kB = 2;

class SqliteStoreTest : public testing::Test {
 protected:
  std::string path() const { return (folder_ / "store.db").string(); }
  Result<std::unique_ptr<SqliteStore>> open(const GroupLimits& limits = {}) {
    return SqliteStore::open({.path = path(), .group = limits}, test_keyring(), clock_, random_);
  }
  // Runs SQL beside the store, as someone would who holds the file.
  void tamper(const std::string& sql) const {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db);
    sqlite3_close(db);
  }
  // The first column of the first row.
  std::int64_t number(const std::string& sql) const {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    const std::int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
  }
  std::string all_bytes() const {
    std::string bytes;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      bytes += gateway::test::read_text_file(entry.path());
    return bytes;
  }

  TemporaryFolder folder_;
  ManualClock clock_{kStart};
  SystemRandom random_;
};

TEST_F(SqliteStoreTest, AGrantAtTheReceiptRestsOnTheDecisionOfTheMessage) {
  auto store = open().value();
  WriteUnit sent = unit_of(task("t1", kA));
  sent.disclosures.push_back({kA, kB, kNoChild, "consent", {"Consent", "c1", 1}, "referral"});
  OutboxWrite message;
  message.sender = kA;
  message.receiver = kB;
  message.message_id = "m1";
  message.focus = {{"Task", "t1", 1}};
  message.disclosure = 0;
  sent.outbox.push_back(message);
  ASSERT_THAT(commit(store->writer(), sent), IsOk());
  const auto claims = claim(store->writer(), {.now = clock_.now(), .skip = {}}).value();
  ASSERT_EQ(claims.size(), 1U);
  ASSERT_TRUE(claims[0].disclosure_key.has_value());

  WriteUnit receipt;
  receipt.grants.push_back(
      {{"Task", "t1", 1}, kA, {kB, std::nullopt, claims[0].disclosure_key}, {}});
  ASSERT_THAT(commit(store->writer(), receipt), IsOk());

  EXPECT_EQ(number("SELECT count(*) FROM disclosure"), 1);
  EXPECT_EQ(number("SELECT disclosure FROM version_grant WHERE org = 2"),
            *claims[0].disclosure_key);
}

TEST_F(SqliteStoreTest, KeepsNothingOfAPersonInClear) {
  auto store = open().value();
  auto write = task("t1", kA);
  write.child = store->writer().ensure_child({"urn:pnr|canary-identifier"}).value();
  write.json = R"({"resourceType":"Task","meta":{"tag":[{"code":"canary-meta"}]},)"
               R"("description":"canary-text"})";
  write.index = {value(1, "canary-code"), {2, search::Form::blind, "canary-name", 0, 0}};
  WriteUnit unit = unit_of(write);
  AuditRecord audited;
  audited.event = "rest-create";
  audited.person = "canary-person";
  audited.entities = {{{"Task", "canary-entity", 1}}};
  unit.audit = {audited};
  ASSERT_THAT(commit(store->writer(), unit), IsOk());

  EXPECT_THAT(all_bytes(), Not(HasSubstr("canary")));
  store.reset();
  EXPECT_THAT(all_bytes(), Not(HasSubstr("canary")));
  EXPECT_THAT(all_bytes(), HasSubstr("t1"));
}

TEST_F(SqliteStoreTest, FilesAreTheOwnersOnly) {
  auto store = open().value();
  ASSERT_THAT(commit(store->writer(), unit_of(task("t1", kA))), IsOk());

  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    EXPECT_EQ(entry.status().permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << entry.path();
}

TEST_F(SqliteStoreTest, RefusesCiphertextThatWasMovedToAnotherVersion) {
  auto store = open().value();
  ASSERT_THAT(commit(store->writer(), unit_of(task("t1", kA, 1))), IsOk());
  ASSERT_THAT(commit(store->writer(), unit_of(task("t1", kA, 2))), IsOk());
  tamper(
      "UPDATE version SET sealed = (SELECT sealed FROM version WHERE ver = 1048577) WHERE ver = "
      "1048578;"
      "UPDATE version_grant SET wrapped = (SELECT wrapped FROM version_grant WHERE ver = 1048577)"
      " WHERE ver = 1048578");

  EXPECT_THAT(store->reader().find(kA, "Task", "t1"), FailsWithId("ENVELOPE-OPEN"));
  EXPECT_THAT(store->reader().find_version(kA, {"Task", "t1", 1}), IsOk());
}

TEST_F(SqliteStoreTest, RefusesAContentKeyThatWasMovedToAnotherVersion) {
  auto store = open().value();
  ASSERT_THAT(commit(store->writer(), unit_of(task("t1", kA, 1))), IsOk());
  ASSERT_THAT(commit(store->writer(), unit_of(task("t1", kA, 2))), IsOk());
  tamper(
      "UPDATE version_grant SET wrapped = (SELECT wrapped FROM version_grant WHERE ver = 1048577)"
      " WHERE ver = 1048578");

  EXPECT_THAT(store->reader().find(kA, "Task", "t1"), FailsWithId("ENVELOPE-OPEN"));
}

TEST_F(SqliteStoreTest, RefusesAGrantThatSomeoneCopiedToAnotherOrganisation) {
  auto store = open().value();
  ASSERT_THAT(commit(store->writer(), unit_of(task("t1", kA))), IsOk());
  ASSERT_THAT(commit(store->writer(), unit_of(task("t2", kB))), IsOk());
  tamper(
      "INSERT INTO version_grant SELECT 2, ver, disclosure, wrapped FROM version_grant"
      " WHERE org = 1;"
      "INSERT INTO view SELECT 2, res, type, id, version, updated, deleted, indexed FROM view"
      " WHERE org = 1");

  EXPECT_THAT(store->reader().find(kB, "Task", "t1"), FailsWithId("ENVELOPE-OPEN"));
}

TEST_F(SqliteStoreTest, RefusesADatabaseOfANewerProgram) {
  open().value().reset();
  tamper("PRAGMA user_version=" + std::to_string(migrations().back().number + 1));

  EXPECT_THAT(open(), FailsWithId("STORE-NEWER"));
}

TEST_F(SqliteStoreTest, RefusesADatabaseThatWasIndexedInAnotherWay) {
  auto store = open().value();
  ASSERT_THAT(commit(store->writer(), unit_of(task("t1", kA))), IsOk());
  store.reset();
  tamper("UPDATE store_mark SET index_form = 7");
  EXPECT_THAT(open(), FailsWithId("STORE-INDEX-FORM"));
  tamper("UPDATE store_mark SET index_form = NULL");
  EXPECT_THAT(open(), FailsWithId("STORE-INDEX-FORM"));
}

TEST_F(SqliteStoreTest, TakesAnEmptyDatabaseOfAnotherIndex) {
  open().value().reset();
  tamper("UPDATE store_mark SET index_form = 7");

  EXPECT_THAT(open(), IsOk());
}

TEST_F(SqliteStoreTest, BringsAnEmptyFileToTheNewestSchemaOnce) {
  auto db = Connection::open({.path = path(), .role = Connection::Role::writer}).value();
  ASSERT_THAT(migrate(db), IsOk());
  ASSERT_THAT(db.execute("INSERT INTO epoch VALUES ('kept', 3)"), IsOk());

  EXPECT_THAT(migrate(db), IsOk());

  auto query = db.statement("SELECT value FROM epoch").value();
  EXPECT_TRUE(query.step().value());
  EXPECT_EQ(query.integer(0), 3);
}

TEST_F(SqliteStoreTest, RefusesAnotherMasterKey) {
  open().value().reset();

  EXPECT_THAT(SqliteStore::open({.path = path()}, test_keyring(8), clock_, random_),
              FailsWithId("STORE-KEY"));
  EXPECT_THAT(open(), IsOk());
}

TEST_F(SqliteStoreTest, RefusesToOpenWhatIsOpen) {
  const auto store = open().value();

  EXPECT_THAT(open(), FailsWithId("STORE-LOCKED"));
}

TEST_F(SqliteStoreTest, RefusesAFileThatIsNoDatabase) {
  folder_.write("store.db", std::string(8192, 'x'));

  EXPECT_THAT(open(), FailsWithId("STORE-DAMAGED"));
  EXPECT_THAT(open(), FailsWith(ErrorKind::unavailable));
}

TEST_F(SqliteStoreTest, RefusesWritesBeyondItsQueueBeforeAnyWork) {
  GroupLimits limits;
  limits.max_queue = 3;
  auto store = open(limits).value();
  std::latch started(1);
  std::latch go_on(1);
  store->writer().record({AuditRecord{}}, [&](const Result<Committed>&) {
    started.count_down();
    go_on.wait();  // holds the writer, as no real completion may
  });
  started.wait();
  std::vector<std::future<Result<Committed>>> queued;
  for (int i = 0; i < 3; ++i)
    queued.push_back(submit(store->writer(), unit_of(task("q" + std::to_string(i), kA))));

  EXPECT_THAT(submit(store->writer(), unit_of(task("q3", kA))).get(),
              FailsWithId("STORE-QUEUE-FULL"));
  go_on.count_down();
  for (auto& outcome : queued)
    EXPECT_THAT(outcome.get(), IsOk());
}

TEST_F(SqliteStoreTest, AnswersEverythingThatWasQueuedBeforeItCloses) {
  auto store = open().value();
  std::vector<std::future<Result<Committed>>> queued;
  for (int i = 0; i < 300; ++i)
    queued.push_back(submit(store->writer(), unit_of(task("q" + std::to_string(i), kA))));
  store.reset();

  for (auto& outcome : queued)
    EXPECT_THAT(outcome.get(), IsOk());
  store = open().value();
  EXPECT_TRUE(store->reader().find(kA, "Task", "q299").value().has_value());
}

TEST_F(SqliteStoreTest, TheAuditTreeHoldsEveryBatchInOrderAcrossRestarts) {
  for (int round = 0; round < 3; ++round) {
    auto store = open().value();
    for (int i = 0; i < 5; ++i)
      ASSERT_THAT(record(store->writer(), {AuditRecord{.event = "e"}}), IsOk());
    clock_.advance(2s);
    ASSERT_THAT(record(store->writer(), {AuditRecord{.event = "e"}}), IsOk());
    ASSERT_THAT(record(store->writer(), {AuditRecord{.event = "e"}}), IsOk());
  }

  auto db = Connection::open({.path = path()}).value();
  const security::Hash hash;
  security::CompactRange range;
  auto batches = db.statement("SELECT sealed FROM audit_batch ORDER BY batch").value();
  while (batches.step().value())
    range.append(hash, security::leaf_hash(hash, batches.blob(0)));
  auto head = db.statement("SELECT size, root FROM audit_head ORDER BY size DESC LIMIT 1").value();
  ASSERT_TRUE(head.step().value());
  EXPECT_EQ(head.integer(0), 21);
  EXPECT_EQ(range.size(), 21U);
  EXPECT_EQ(security::to_hex(head.blob(1)), security::to_hex(range.root(hash)));
  auto leaves =
      db.statement("SELECT count(*), max(leaf) + 1, max(batch - leaf) FROM audit_leaf").value();
  ASSERT_TRUE(leaves.step().value());
  EXPECT_EQ(leaves.integer(0), 21);
  EXPECT_EQ(leaves.integer(1), 21);
  EXPECT_EQ(leaves.integer(2), 1);
}

// security.md, twins: what a caller may not see must not show in the work that is done for it.
TEST_F(SqliteStoreTest, DoesTheSameWorkWhateverOthersHide) {
  const auto steps_with_hidden = [this](int hidden) {
    const TemporaryFolder folder;
    auto store =
        SqliteStore::open({.path = (folder / "twin.db").string()}, test_keyring(), clock_, random_)
            .value();
    const auto put = [&](const std::string& id, OrgKey org) {
      auto write = task(id, org);
      write.index = {value(1, "requested"), value(2, "owner"), {3, search::Form::range, "", 1, 2}};
      EXPECT_THAT(commit(store->writer(), unit_of(write)), IsOk());
    };
    for (int i = 0; i < hidden; ++i)
      put("hidden-" + std::to_string(i), kB);
    for (int i = 0; i < 10; ++i)
      put("own-" + std::to_string(i), kA);

    for (auto query : {query_of({}),
                       query_of({value(1, "requested")}),
                       query_of({value(1, "requested"), value(2, "owner")}),
                       query_of({{3, search::Form::range, "", 0, 9}, value(1, "requested")})}) {
      query.count = 3;
      query.count_total = true;
      EXPECT_EQ(store->reader().search(kA, query).value().total, 10U);
      query.ids = {"own-1", "hidden-1"};
      EXPECT_THAT(store->reader().search(kA, query), IsOk());
    }
    EXPECT_THAT(store->reader().find(kA, "Task", "own-3"), IsOk());
    EXPECT_THAT(store->reader().find(kA, "Task", "hidden-3"), IsOk());
    EXPECT_THAT(store->reader().history(kA, "Task", "hidden-3", {.count = 10}), IsOk());
    return store->read_steps();
  };

  // One hidden row, not none: the end of a range costs a step more when another range follows.
  EXPECT_EQ(steps_with_hidden(150), steps_with_hidden(1));
}

// A dead receiver with a long queue must not slow the claims of the others.
TEST_F(SqliteStoreTest, ClaimsWithoutLookingAtWhatWaits) {
  auto store = open().value();
  WriteUnit unit;
  for (int i = 0; i < 20000; ++i) {
    OutboxWrite message;
    message.sender = kA;
    message.receiver = 2;
    message.child = 1 + i % 50;
    message.message_id = std::to_string(i);
    unit.outbox.push_back(message);
  }
  ASSERT_THAT(commit(store->writer(), unit), IsOk());
  auto db = Connection::open({.path = path()}).value();

  auto due = db.statement("SELECT count(*) FROM outbox WHERE due IS NOT NULL").value();
  ASSERT_TRUE(due.step().value());
  EXPECT_EQ(due.integer(0), 50);
  ClaimRequest request;
  request.now = clock_.now();
  request.limit = 100;
  request.per_receiver = 100;
  EXPECT_EQ(claim(store->writer(), request).value().size(), 50U);
}

}  // namespace
}  // namespace gateway::store::test
