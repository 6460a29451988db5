// Disasters: the process is killed, the disk is full, the disk lies.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/store/faulty_vfs.hpp"
#include "tests/store/store_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::store::test {
namespace {

using gateway::test::FailsWith;
using gateway::test::FailsWithId;
using gateway::test::IsOk;

constexpr OrgKey kA = 1;

class StoreDisasterTest : public testing::Test {
 protected:
  std::unique_ptr<SqliteStore> open(const std::string& vfs = {}) {
    auto opened = SqliteStore::open(
        {.path = (folder_ / "store.db").string(), .vfs = vfs}, test_keyring(), clock_, random_);
    EXPECT_THAT(opened, IsOk());
    return opened.has_value() ? std::move(*opened) : nullptr;
  }
  static WriteUnit unit(int number) {
    WriteUnit unit = unit_of(task("k" + std::to_string(number), kA));
    unit.resources[0].index = {value(1, "requested")};
    unit.audit = {AuditRecord{.event = "create", .entities = {{unit.resources[0].ref}}}};
    return unit;
  }
  // Writes without end and says the number of each unit after it was acknowledged.
  [[noreturn]] void write_until_killed(int pipe) {
    const auto store = open();
    for (int number = 0;; ++number) {
      store->writer().submit(unit(number), [pipe, number](const Result<Committed>& outcome) {
        if (outcome.has_value() && ::write(pipe, &number, sizeof number) < 0) ::_exit(1);
      });
      // Keeps several units in flight without filling the queue.
      if (number % 8 == 7) commit(store->writer(), WriteUnit{}).value();
    }
  }

  TemporaryFolder folder_;
  ManualClock clock_{kStart};
  SystemRandom random_;
};

TEST_F(StoreDisasterTest, LosesNothingAcknowledgedWhenTheProcessIsKilled) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) write_until_killed(ends[1]);
  ::close(ends[1]);
  std::vector<int> acknowledged;
  int number = 0;
  while (acknowledged.size() < 100 && ::read(ends[0], &number, sizeof number) == sizeof number)
    acknowledged.push_back(number);
  ::kill(child, SIGKILL);
  while (::read(ends[0], &number, sizeof number) == sizeof number)
    acknowledged.push_back(number);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ASSERT_GE(acknowledged.size(), 100U);

  const auto store = open();

  ASSERT_NE(store, nullptr);
  std::set<std::string> audited;
  const auto rows = store->reader().audit(0, 1'000'000).value();
  for (const auto& row : rows)
    audited.insert(row.record.entities.at(0).ref.id);
  for (const int one : acknowledged) {
    const auto id = "k" + std::to_string(one);
    EXPECT_TRUE(store->reader().find(kA, "Task", id).value().has_value()) << id;
    EXPECT_TRUE(audited.contains(id)) << id;
  }
  // And what was not acknowledged is there as a whole or not at all.
  auto query = query_of({value(1, "requested")});
  query.count_total = true;
  EXPECT_EQ(store->reader().search(kA, query)->total, audited.size());
}

TEST_F(StoreDisasterTest, AFullDiskRefusesWritesAndReadsGoOnAndItRecovers) {
  const FaultyVfs vfs;
  const auto store = open(FaultyVfs::name());
  ASSERT_THAT(commit(store->writer(), unit(0)), IsOk());

  FaultyVfs::writes_left() = 0;
  EXPECT_THAT(commit(store->writer(), unit(1)), FailsWith(ErrorKind::storage_full));
  EXPECT_THAT(record(store->writer(), {AuditRecord{}}), FailsWith(ErrorKind::storage_full));
  EXPECT_TRUE(store->reader().find(kA, "Task", "k0").value().has_value());
  EXPECT_EQ(store->reader().find(kA, "Task", "k1").value(), std::nullopt);
  FaultyVfs::writes_left() = -1;

  EXPECT_THAT(commit(store->writer(), unit(1)), IsOk());
  EXPECT_TRUE(store->reader().find(kA, "Task", "k1").value().has_value());
}

TEST_F(StoreDisasterTest, WhicheverWriteFailsAUnitIsThereAsAWholeOrNotAtAll) {
  const FaultyVfs vfs;
  auto store = open(FaultyVfs::name());
  int refused = 0;
  for (int number = 0; number < 40; ++number) {
    FaultyVfs::writes_left() = number;
    const auto outcome = commit(store->writer(), unit(number));
    FaultyVfs::writes_left() = -1;

    const auto found = store->reader().find(kA, "Task", "k" + std::to_string(number)).value();
    EXPECT_EQ(found.has_value(), outcome.has_value()) << number;
    refused += outcome.has_value() ? 0 : 1;
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 40);
  store.reset();
  store = open();
  auto query = query_of({value(1, "requested")});
  query.count_total = true;
  EXPECT_EQ(store->reader().search(kA, query)->total, static_cast<std::size_t>(40 - refused));
  EXPECT_EQ(store->reader().audit(0, 100)->size(), static_cast<std::size_t>(40 - refused));
}

TEST_F(StoreDisasterTest, NothingIsWrittenAfterAnFsyncThatFailedUntilItIsOpenedAgain) {
  const FaultyVfs vfs;
  auto store = open(FaultyVfs::name());
  ASSERT_THAT(commit(store->writer(), unit(0)), IsOk());

  FaultyVfs::syncs_fail() = true;
  EXPECT_THAT(commit(store->writer(), unit(1)), FailsWithId("STORE-FSYNC"));
  FaultyVfs::syncs_fail() = false;

  EXPECT_THAT(commit(store->writer(), unit(2)), FailsWithId("STORE-BROKEN"));
  EXPECT_TRUE(store->reader().find(kA, "Task", "k0").value().has_value());
  store.reset();
  store = open();
  EXPECT_THAT(commit(store->writer(), unit(2)), IsOk());
  EXPECT_TRUE(store->reader().find(kA, "Task", "k0").value().has_value());
}

}  // namespace
}  // namespace gateway::store::test
