// The outbox's half of the contract: order, leases, fences and what a crash leaves behind.
#include <gmock/gmock.h>

#include "tests/store/store_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::store::test {
namespace {

using gateway::test::FailsWithId;
using gateway::test::IsOk;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

class OutboxContractTest : public testing::Test {
 protected:
  static constexpr OrgKey kSender = 1;
  static constexpr OrgKey kReceiver = 2;
  static constexpr ChildKey kChild = 5;

  OutboxContractTest() { open(); }

  void open() {
    store_.reset();
    auto opened = SqliteStore::open(
        {.path = (folder_ / "store.db").string()}, test_keyring(), clock_, random_);
    ASSERT_THAT(opened, IsOk());
    store_ = std::move(*opened);
  }
  // The process ends while a thread works on the message; another begins when the lease is over.
  void end_with_in_hand(const Claim& claim) {
    const auto left = folder_ / "left";
    {
      const auto hold = store_->in_hand().hold(claim.id);
      std::filesystem::copy_file(folder_ / "store.db-in-hand", left);
    }
    store_.reset();
    std::filesystem::rename(left, folder_ / "store.db-in-hand");
    open();
    clock_.advance(61s);
  }

  static OutboxWrite message(const std::string& id,
                             OrgKey receiver = kReceiver,
                             ChildKey child = kChild) {
    OutboxWrite write;
    write.sender = kSender;
    write.receiver = receiver;
    write.child = child;
    write.message_id = id;
    write.correlation_id = "case";
    write.event_code = "referral";
    return write;
  }
  void send(OutboxWrite write) {
    WriteUnit unit;
    unit.outbox.push_back(std::move(write));
    ASSERT_THAT(commit(store_->writer(), unit), IsOk());
  }
  std::vector<Claim> claim_now(ClaimRequest request = {}) {
    request.now = clock_.now();
    auto claims = claim(store_->writer(), std::move(request));
    EXPECT_THAT(claims, IsOk());
    return std::move(*claims);
  }
  std::vector<std::string> claim_ids(ClaimRequest request = {}) {
    std::vector<std::string> ids;
    for (const auto& one : claim_now(std::move(request)))
      ids.push_back(one.what.message_id);
    return ids;
  }
  Result<Committed> finish(const Claim& claim, DeliveryState state, Instant next = {}) {
    WriteUnit unit;
    unit.outbox_updates.push_back({claim.id, claim.fence, state, next, "ok", ""});
    return commit(store_->writer(), unit);
  }
  Obligation line(const std::string& message_id) {
    const auto lines = store_->reader().obligations(kSender, "case").value();
    for (const auto& one : lines) {
      if (one.what.message_id == message_id) return one;
    }
    return {};
  }

  gateway::test::TemporaryFolder folder_;
  ManualClock clock_{kStart};
  SystemRandom random_;
  std::unique_ptr<SqliteStore> store_;
};

TEST_F(OutboxContractTest, GivesAClaimAllThatWasWritten) {
  auto write = message("f47ac10b-58cc-4372-a567-0e02b2c3d479");
  write.focus = {{"Task", "t1", 2}, {"ServiceRequest", "s1", 1}};
  write.disclosure = 0;
  WriteUnit unit;
  unit.disclosures.push_back(
      {kSender, kReceiver, kChild, "consent", {"Consent", "c1", 4}, "CARECOORDINATION"});
  unit.outbox = {write};
  ASSERT_THAT(commit(store_->writer(), unit), IsOk());

  const auto claims = claim_now();

  ASSERT_THAT(claims, SizeIs(1));
  const auto& got = claims[0];
  EXPECT_EQ(got.event, 1);
  EXPECT_EQ(got.attempts, 1U);
  EXPECT_EQ(got.created, kStart);
  EXPECT_EQ(got.what.sender, kSender);
  EXPECT_EQ(got.what.receiver, kReceiver);
  EXPECT_EQ(got.what.child, kChild);
  EXPECT_EQ(got.what.message_id, write.message_id);
  EXPECT_EQ(got.what.correlation_id, "case");
  EXPECT_EQ(got.what.event_code, "referral");
  EXPECT_EQ(got.what.focus, write.focus);
  ASSERT_TRUE(got.disclosure.has_value());
  EXPECT_EQ(got.disclosure->basis, (ResourceRef{"Consent", "c1", 4}));
  EXPECT_EQ(got.disclosure->basis_kind, "consent");
  EXPECT_EQ(got.disclosure->purpose, "CARECOORDINATION");
}

TEST_F(OutboxContractTest, ClaimsNothingTwiceWhileTheLeaseHolds) {
  send(message("m1"));

  EXPECT_THAT(claim_ids(), ElementsAre("m1"));
  EXPECT_THAT(claim_ids(), IsEmpty());
  clock_.advance(60s);
  EXPECT_THAT(claim_ids(), ElementsAre("m1"));
}

TEST_F(OutboxContractTest, TheNextOfAChildAndReceiverWaitsForTheOneBefore) {
  send(message("m1"));
  send(message("m2"));
  send(message("other child", kReceiver, 6));
  send(message("other receiver", 3));

  const auto first = claim_now();
  ASSERT_THAT(first, SizeIs(3));
  EXPECT_THAT(claim_ids(), IsEmpty());
  ASSERT_THAT(finish(first[0], DeliveryState::received), IsOk());

  EXPECT_EQ(first[0].what.message_id, "m1");
  EXPECT_THAT(claim_ids(), ElementsAre("m2"));
}

TEST_F(OutboxContractTest, TheNextGoesWhenTheOneBeforeIsSetAsideOrCancelled) {
  send(message("m1"));
  send(message("m2"));
  send(message("m3"));

  ASSERT_THAT(finish(claim_now().at(0), DeliveryState::set_aside), IsOk());
  const auto second = claim_now();
  ASSERT_THAT(second, SizeIs(1));
  ASSERT_THAT(finish(second[0], DeliveryState::cancelled), IsOk());

  EXPECT_EQ(second[0].what.message_id, "m2");
  EXPECT_THAT(claim_ids(), ElementsAre("m3"));
}

TEST_F(OutboxContractTest, TheNextWaitsThroughTheRetriesOfTheOneBefore) {
  send(message("m1"));
  send(message("m2"));
  ASSERT_THAT(finish(claim_now().at(0), DeliveryState::queued, clock_.now() + 10s), IsOk());

  EXPECT_THAT(claim_ids(), IsEmpty());
  clock_.advance(10s);
  const auto again = claim_now();

  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].what.message_id, "m1");
  EXPECT_EQ(again[0].attempts, 2U);
}

TEST_F(OutboxContractTest, AWithdrawalOvertakesWhatWaits) {
  send(message("m1"));
  send(message("m2"));
  auto withdrawal = message("withdrawal");
  withdrawal.overtakes = true;
  send(withdrawal);

  EXPECT_THAT(claim_ids(), ElementsAre("m1", "withdrawal"));
  EXPECT_THAT(claim_ids(), IsEmpty());
}

TEST_F(OutboxContractTest, MessagesWithoutAChildWaitForNothing) {
  send(message("m1", kReceiver, kNoChild));
  send(message("m2", kReceiver, kNoChild));

  EXPECT_THAT(claim_ids(), ElementsAre("m1", "m2"));
}

TEST_F(OutboxContractTest, AnInboxItemIsNeverClaimedAndHoldsNothingUp) {
  auto inbox = message("inbox");
  inbox.state = DeliveryState::available;
  send(inbox);
  send(message("m1"));

  EXPECT_THAT(claim_ids(), ElementsAre("m1"));
}

TEST_F(OutboxContractTest, AnOldFenceIsRefusedWithEverythingInItsUnit) {
  send(message("m1"));
  const auto old = claim_now().at(0);
  clock_.advance(61s);
  const auto young = claim_now().at(0);
  WriteUnit unit = unit_of(task("t1", kSender));
  unit.outbox_updates.push_back({old.id, old.fence, DeliveryState::received, {}, "ok", ""});

  EXPECT_THAT(commit(store_->writer(), unit), FailsWithId("STORE-FENCE"));
  EXPECT_EQ(store_->reader().find(kSender, "Task", "t1").value(), std::nullopt);
  EXPECT_THAT(finish(young, DeliveryState::received), IsOk());
  EXPECT_THAT(finish(young, DeliveryState::received), FailsWithId("STORE-FENCE"));
}

TEST_F(OutboxContractTest, TellsHowOftenTheProcessEndedWithAMessageInHand) {
  send(message("poison"));
  send(message("next"));
  for (unsigned ends = 0; ends < 3; ++ends) {
    const auto claims = claim_now();
    ASSERT_THAT(claims, SizeIs(1));
    EXPECT_EQ(claims[0].what.message_id, "poison");
    EXPECT_EQ(claims[0].ends, ends);
    EXPECT_EQ(claims[0].attempts, ends + 1);
    end_with_in_hand(claims[0]);
  }
}

TEST_F(OutboxContractTest, AMessageThatOnlyWaitedForItsAnswerIsNotBlamedForTheEnd) {
  send(message("waiting", kReceiver, kNoChild));
  send(message("in hand", kReceiver, kNoChild));
  for (int i = 0; i < 3; ++i) {
    const auto claims = claim_now();
    ASSERT_THAT(claims, SizeIs(2));
    end_with_in_hand(claims[1]);
  }

  const auto claims = claim_now();
  ASSERT_THAT(claims, SizeIs(2));
  EXPECT_EQ(claims[0].ends, 0U);
  EXPECT_EQ(claims[1].ends, 3U);
}

TEST_F(OutboxContractTest, AnAttemptThatEndsClearsAMessageOfSuspicion) {
  send(message("m1"));
  for (int i = 0; i < 2; ++i)
    end_with_in_hand(claim_now().at(0));
  ASSERT_THAT(finish(claim_now().at(0), DeliveryState::queued, clock_.now()), IsOk());

  EXPECT_EQ(claim_now().at(0).ends, 0U);
}

TEST_F(OutboxContractTest, AFinishedAttemptDoesNotCountAsLost) {
  send(message("m1"));
  for (int i = 0; i < 5; ++i) {
    ASSERT_THAT(finish(claim_now().at(0), DeliveryState::queued, clock_.now()), IsOk());
  }

  EXPECT_THAT(claim_ids(), ElementsAre("m1"));
  EXPECT_EQ(line("m1").attempts, 6U);
}

TEST_F(OutboxContractTest, SharesAClaimBetweenReceivers) {
  for (int i = 0; i < 5; ++i)
    for (const OrgKey receiver : {2, 3, 4})
      send(message(std::to_string(receiver), receiver, kNoChild));
  ClaimRequest request;
  request.per_receiver = 2;
  request.limit = 4;
  request.skip = {3};

  EXPECT_THAT(claim_ids(request), ElementsAre("2", "2", "4", "4"));
  request.limit = 2;
  EXPECT_THAT(claim_ids(request), ElementsAre("2", "2"));
  EXPECT_THAT(claim_ids(request), ElementsAre("4", "4"));
}

TEST_F(OutboxContractTest, NumbersTheEventsOfAReceiverWithoutGaps) {
  WriteUnit unit;
  unit.outbox = {message("a", 3), message("b", 2), message("c", 3)};
  ASSERT_THAT(commit(store_->writer(), unit), IsOk());
  WriteUnit refused = unit_of(task("t1", kSender, 7));
  refused.outbox = {message("lost", 3)};
  EXPECT_THAT(commit(store_->writer(), refused), FailsWithId("STORE-VERSION"));
  send(message("d", 3));

  std::vector<std::pair<std::string, std::int64_t>> events;
  const auto lines = store_->reader().obligations(kSender, "case").value();
  for (const auto& one : lines)
    events.emplace_back(one.what.message_id, one.event);
  EXPECT_THAT(events,
              testing::UnorderedElementsAre(testing::Pair("a", 1),
                                            testing::Pair("c", 2),
                                            testing::Pair("d", 3),
                                            testing::Pair("b", 1)));
}

TEST_F(OutboxContractTest, TheLedgerTellsSenderAndReceiverWhatBecameOfAMessage) {
  send(message("m1"));
  const auto one = claim_now().at(0);
  clock_.advance(1s);
  ASSERT_THAT(finish(one, DeliveryState::received), IsOk());

  const auto lines = store_->reader().obligations(kReceiver, "case").value();

  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].state, DeliveryState::received);
  EXPECT_EQ(lines[0].received, clock_.now());
  EXPECT_EQ(lines[0].outcome_code, "ok");
  EXPECT_EQ(line("m1").id, lines[0].id);
}

TEST_F(OutboxContractTest, APersonCanPutBackWhatWasSetAsideByTheFenceOfTheLedger) {
  send(message("m1"));
  send(message("m2"));
  ASSERT_THAT(finish(claim_now().at(0), DeliveryState::set_aside), IsOk());
  const auto running = claim_now().at(0);
  const auto aside = line("m1");
  WriteUnit replay;
  replay.outbox_updates.push_back(
      {aside.id, aside.fence, DeliveryState::queued, clock_.now(), "", ""});

  ASSERT_THAT(commit(store_->writer(), replay), IsOk());
  EXPECT_THAT(claim_ids(), IsEmpty());
  ASSERT_THAT(finish(running, DeliveryState::received), IsOk());

  EXPECT_THAT(claim_ids(), ElementsAre("m1"));
}

TEST_F(OutboxContractTest, NamesWhatIsNotYetDeliveredAboutAChildWithItsDecision) {
  auto carried = message("queued");
  carried.disclosure = 0;
  carried.focus = {{"Task", "t1", 2}};
  WriteUnit unit;
  unit.disclosures.push_back(
      {kSender, kReceiver, kChild, "consent", {"Consent", "c1", 4}, "referral"});
  unit.outbox = {carried};
  ASSERT_THAT(commit(store_->writer(), unit), IsOk());
  send(message("other child", kReceiver, kChild + 1));
  send(message("without child", kReceiver, kNoChild));

  const auto lines = store_->reader().undelivered(kChild).value();

  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].what.message_id, "queued");
  EXPECT_EQ(lines[0].what.focus, carried.focus);
  EXPECT_EQ(lines[0].state, DeliveryState::queued);
  ASSERT_TRUE(lines[0].disclosure.has_value());
  EXPECT_EQ(lines[0].disclosure->basis, (ResourceRef{"Consent", "c1", 4}));
  EXPECT_THAT(store_->reader().undelivered(kNoChild).value(), IsEmpty());
}

TEST_F(OutboxContractTest, AMessageThatIsBeingSentIsUndeliveredUntilTheEndOfItsLease) {
  send(message("m1"));
  const auto claims = claim_now({.now = {}, .lease = 10s, .skip = {}});
  ASSERT_THAT(claims, SizeIs(1));

  const auto lines = store_->reader().undelivered(kChild).value();

  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].state, DeliveryState::sending);
  EXPECT_EQ(lines[0].due, clock_.now() + 10s);
  EXPECT_EQ(lines[0].fence, claims[0].fence);
}

TEST_F(OutboxContractTest, WhatIsReceivedCancelledOrInAnInboxIsNotUndelivered) {
  for (const auto state : {DeliveryState::received, DeliveryState::cancelled}) {
    send(message("m" + std::to_string(static_cast<int>(state))));
    const auto claims = claim_now();
    ASSERT_THAT(claims, SizeIs(1));
    ASSERT_THAT(finish(claims[0], state), IsOk());
  }
  auto inbox = message("inbox");
  inbox.state = DeliveryState::available;
  send(inbox);

  EXPECT_THAT(store_->reader().undelivered(kChild).value(), IsEmpty());
}

TEST_F(OutboxContractTest, AMessageThatWasTriedIsCancelledWithoutAClaim) {
  send(message("m1"));
  const auto claims = claim_now();
  ASSERT_THAT(claims, SizeIs(1));
  ASSERT_THAT(finish(claims[0], DeliveryState::queued, clock_.now() + 1min), IsOk());
  const auto lines = store_->reader().undelivered(kChild).value();
  ASSERT_THAT(lines, SizeIs(1));

  WriteUnit unit;
  unit.outbox_updates.push_back(
      {lines[0].id, lines[0].fence, DeliveryState::cancelled, {}, "basis-withdrawn", ""});
  ASSERT_THAT(commit(store_->writer(), unit), IsOk());

  clock_.advance(2min);
  EXPECT_THAT(claim_now(), IsEmpty());
  EXPECT_THAT(commit(store_->writer(), unit), FailsWithId("STORE-FENCE"));
}

}  // namespace
}  // namespace gateway::store::test
