// Sending, receipts and what may no longer be sent. domain.md, R2, R3; security.md, T18.
#include <algorithm>

#include "gateway/codec/json_writer.hpp"

#include "tests/exchange/exchange_fixture.hpp"

namespace gateway::exchange::test {
namespace {

class DeliveriesTest : public ExchangeTest {
 protected:
  void finish(const Parcel& parcel, Verdict verdict, const std::string& code) {
    exchange_->deliveries().finish(
        parcel.claim,
        {verdict, code, "digest", clock_.now() + std::chrono::minutes(1)},
        [this](Result<void> done) { finished_ = done.has_value(); });
  }
  fhir::Checked<Outcome> withdraw(const Case& referral) {
    return submit(kSchool,
                  {update(kSchool,
                          "Consent",
                          referral.consent,
                          {{"\"status\":\"active\"", "\"status\":\"inactive\""}})});
  }
  std::vector<std::string> events_of(store::OrgKey org) const {
    std::vector<std::string> events;
    for (const store::AuditRecord& each : store_.audit_records()) {
      if (each.org == org) events.push_back(each.event);
    }
    return events;
  }
  bool finished_ = false;
};

TEST_F(DeliveriesTest, AReferralLeavesAsAMessageWithAllItsParts) {
  const Case referral = refer(kBup);

  const auto parcels = claim();

  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(parcels[0].destination.url, "https://bup.example:9443/fhir");
  EXPECT_EQ(parcels[0].destination.system_hsa_id, "SE2321000016-BUPSYS");
  const fhir::Node bundle = parcels[0].message.root();
  EXPECT_EQ(bundle.child("type").value(), "message");
  EXPECT_EQ(bundle.child("identifier").child("value").value(),
            "urn:uuid:" + parcels[0].claim.what.message_id);
  const auto entries = bundle.children("entry");
  ASSERT_EQ(entries.size(), 4U);
  const fhir::Node header = entries[0].child("resource");
  EXPECT_EQ(header.type_name(), "MessageHeader");
  EXPECT_EQ(header.child("eventCoding").child("code").value(), "referral");
  // Absolute, because the entry's own fullUrl is a urn: the focus is found by its fullUrl.
  EXPECT_EQ(header.child("sender").child("reference").value(),
            "https://brygga.example/fhir/Organization/school");
  EXPECT_EQ(header.child("destination").child("receiver").child("reference").value(),
            "https://brygga.example/fhir/Organization/bup");
  EXPECT_EQ(header.child("focus").child("reference").value(),
            "https://brygga.example/fhir/Task/" + referral.task);
  EXPECT_EQ(entries[1].child("fullUrl").value(), header.child("focus").child("reference").value());
  EXPECT_EQ(entries[1].child("resource").type_name(), "Task");
  EXPECT_EQ(entries[2].child("resource").type_name(), "ServiceRequest");
  EXPECT_EQ(entries[3].child("resource").type_name(), "Patient");
}

TEST_F(DeliveriesTest, R03_NothingIsTheReceiversBeforeItsReceipt) {
  const Case referral = refer(kBup);
  EXPECT_FALSE(sees(kBup, "Task", referral.task));
  const auto parcels = claim();
  EXPECT_FALSE(sees(kBup, "ServiceRequest", referral.request));

  finish(parcels.at(0), Verdict::received, "ok");

  EXPECT_TRUE(finished_);
  EXPECT_TRUE(sees(kBup, "ServiceRequest", referral.request));
  EXPECT_TRUE(sees(kBup, "Patient", referral.patient));
  EXPECT_FALSE(sees(kBup, "Consent", referral.consent));
  EXPECT_EQ(status_of(referral, kBup), "received");
  EXPECT_EQ(status_of(referral, kSchool), "received");
  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::received);
}

TEST_F(DeliveriesTest, TheReceiptIsAuditedAndTheRequesterIsTold) {
  refer(kBup);

  finish(claim().at(0), Verdict::received, "ok");

  EXPECT_THAT(events_of(kBup), testing::Contains("delivery-received"));
  ASSERT_EQ(store_.outbox().size(), 2U);
  EXPECT_EQ(store_.outbox()[1].what.event_code, "task-status");
  EXPECT_EQ(store_.outbox()[1].what.receiver, kSchool);
  EXPECT_EQ(store_.outbox()[1].disclosure->basis_kind, "status-only");
}

TEST_F(DeliveriesTest, AFailedAttemptIsTriedAgainWithTheSameMessageId) {
  refer(kBup);
  const auto first = claim();
  finish(first.at(0), Verdict::transient, "http-503");
  EXPECT_TRUE(claim().empty());
  clock_.advance(std::chrono::minutes(2));

  const auto second = claim();

  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].claim.attempts, 2U);
  EXPECT_EQ(second[0].claim.what.message_id, first[0].claim.what.message_id);
  EXPECT_EQ(codec::to_json(second[0].message), codec::to_json(first[0].message));
}

TEST_F(DeliveriesTest, AnOldFenceChangesNothing) {
  const Case referral = refer(kBup);
  const auto first = claim();
  clock_.advance(std::chrono::minutes(2));
  const auto second = claim();
  ASSERT_EQ(second.size(), 1U);

  finish(first.at(0), Verdict::received, "ok");

  EXPECT_FALSE(finished_);
  EXPECT_FALSE(sees(kBup, "Task", referral.task));
  finish(second.at(0), Verdict::received, "ok");
  EXPECT_TRUE(finished_);
}

TEST_F(DeliveriesTest, ARefusalIsSetAsideAndTheRequesterSeesIt) {
  const Case referral = refer(kBup);

  finish(claim().at(0), Verdict::fatal, "fatal-error");

  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::set_aside);
  EXPECT_EQ(status_of(referral), "requested");
  EXPECT_NE((*store_.find(kSchool, "Task", referral.task))->json.find("undeliverable"),
            std::string::npos);
}

TEST_F(DeliveriesTest, AMessageThatEndedTheProcessThreeTimesIsSetAsideAndItsRequesterTold) {
  const Case referral = refer(kBup);
  store_.end_with_first_in_hand(2);
  ASSERT_EQ(claim().size(), 1U);
  clock_.advance(std::chrono::minutes(2));
  store_.end_with_first_in_hand(3);

  EXPECT_TRUE(claim().empty());

  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::set_aside);
  EXPECT_EQ(store_.outbox().at(0).outcome_code, "ended-process");
  EXPECT_THAT(events_of(kBup), testing::Contains("delivery-set-aside"));
  EXPECT_NE((*store_.find(kSchool, "Task", referral.task))->json.find("undeliverable"),
            std::string::npos);
}

TEST_F(DeliveriesTest, AMessageThatCannotEvenBeSetAsideIsNotTouchedAgain) {
  const Case referral = refer(kBup);
  store_.end_with_first_in_hand(4);

  EXPECT_TRUE(claim().empty());

  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::set_aside);
  EXPECT_THAT(events_of(kBup), testing::Contains("delivery-set-aside"));
  EXPECT_EQ((*store_.find(kSchool, "Task", referral.task))->json.find("undeliverable"),
            std::string::npos);
}

TEST_F(DeliveriesTest, R02_AWithdrawalStopsWhatIsNotDeliveredInTheSameTransaction) {
  const Case referral = refer(kBup);

  ASSERT_THAT(withdraw(referral), IsOk());

  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::cancelled);
  EXPECT_EQ(status_of(referral), "cancelled");
  EXPECT_NE((*store_.find(kSchool, "Task", referral.task))->json.find("basis-withdrawn"),
            std::string::npos);
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(*store_.epoch("basis:1"), 1);
}

TEST_F(DeliveriesTest, R02_AWithdrawalAfterAnAttemptStopsTheNextOne) {
  const Case referral = refer(kBup);
  finish(claim().at(0), Verdict::transient, "timeout");

  ASSERT_THAT(withdraw(referral), IsOk());
  clock_.advance(std::chrono::minutes(2));
  const auto parcels = claim();

  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(parcels[0].claim.what.event_code, "basis-withdrawn");
  const auto entries = parcels[0].message.root().children("entry");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].child("resource").type_name(), "Task");
  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::cancelled);
}

TEST_F(DeliveriesTest, R02_AReferralOnALegalBasisIsAskedAboutAgainAndSent) {
  const auto done = submit(
      kSocial,
      {create(patient_json(), "urn:uuid:p"),
       create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
       create(task_json(
           "requested", "urn:uuid:p", "urn:uuid:s", "Organization/bup", legal_basis("osl-26-9")))});
  ASSERT_THAT(done, IsOk());

  const auto parcels = claim();

  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(parcels[0].claim.disclosure->basis_kind, "osl-26-9");
  EXPECT_TRUE(parcels[0].claim.disclosure->basis.type.empty());
}

TEST_F(DeliveriesTest, R02_AConsentThatRunsOutStopsTheSending) {
  const auto done =
      submit(kSchool,
             {create(patient_json(), "urn:uuid:p"),
              create(consent_json("urn:uuid:p",
                                  R"("period":{"end":"2024-05-02"},"actor":[{"role":{"text":"r"},)"
                                  R"("reference":{"reference":"Organization/bup"}}])"),
                     "urn:uuid:c"),
              create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
              create(task_json("requested",
                               "urn:uuid:p",
                               "urn:uuid:s",
                               "Organization/bup",
                               basis_consent("urn:uuid:c")))});
  ASSERT_THAT(done, IsOk());
  clock_.advance(std::chrono::hours(48));

  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::cancelled);
  EXPECT_EQ(store_.outbox().at(0).outcome_code, "basis-CONSENT-PERIOD");
}

TEST_F(DeliveriesTest, R02_AfterAWithdrawalTheHolderIsToldWithoutContentAndNamed) {
  const Case referral = refer(kBup);
  finish(claim().at(0), Verdict::received, "ok");

  const auto done = withdraw(referral);

  ASSERT_THAT(done, IsOk());
  ASSERT_EQ(done->warnings.issues().size(), 1U);
  EXPECT_EQ(done->warnings.issues()[0].text, "Organization/bup holds a copy already");
  EXPECT_EQ(status_of(referral, kBup), "cancelled");
  const auto& notice = store_.outbox().back();
  EXPECT_EQ(notice.what.event_code, "basis-withdrawn");
  EXPECT_TRUE(notice.what.overtakes);
  ASSERT_EQ(notice.what.focus.size(), 1U);
  EXPECT_EQ(notice.what.focus[0].type, "Task");
}

TEST_F(DeliveriesTest, AReceiptAfterTheWithdrawalStandsAndTheNoticeFollows) {
  const Case referral = refer(kBup);
  const auto parcels = claim();
  ASSERT_THAT(withdraw(referral), IsOk());

  finish(parcels.at(0), Verdict::received, "ok");

  EXPECT_TRUE(finished_);
  EXPECT_EQ(status_of(referral, kBup), "cancelled");
  EXPECT_TRUE(sees(kBup, "ServiceRequest", referral.request));
  EXPECT_EQ(store_.outbox().back().what.receiver, kBup);
  EXPECT_TRUE(store_.outbox().back().what.overtakes);
}

TEST_F(DeliveriesTest, ACancelledReferralIsNotSent) {
  const Case referral = refer(kBup);
  const std::string reason = R"("status":"cancelled","statusReason":{"coding":[{"code":"other"}]})";
  ASSERT_THAT(
      submit(kSchool,
             {update(kSchool, "Task", referral.task, {{R"("status":"requested")", reason}})}),
      IsOk());

  EXPECT_TRUE(claim().empty());
  EXPECT_FALSE(sees(kBup, "Task", referral.task));
}

TEST_F(DeliveriesTest, AReceiverWithoutEndpointHasItInItsInboxAtOnce) {
  const Case referral = refer(kSocial);

  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::available);
  EXPECT_EQ(status_of(referral, kSocial), "requested");
}

TEST_F(DeliveriesTest, R02_AWithdrawalCancelsWhatWasTriedInTheSameTransaction) {
  const Case referral = refer(kBup);
  finish(claim().at(0), Verdict::transient, "timeout");

  ASSERT_THAT(withdraw(referral), IsOk());

  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::cancelled);
  EXPECT_EQ(store_.outbox().at(0).outcome_code, "basis-withdrawn");
}

TEST_F(DeliveriesTest, R02_AWithdrawalCancelsWhatWasRefusedAndWaitsForAnOperator) {
  const Case referral = refer(kBup);
  finish(claim().at(0), Verdict::fatal, "fatal-error");

  ASSERT_THAT(withdraw(referral), IsOk());

  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::cancelled);
}

TEST_F(DeliveriesTest, R02_AWithdrawalLeavesWhatIsBeingSentToTheQuestionAtItsEnd) {
  for (const Verdict verdict : {Verdict::transient, Verdict::fatal}) {
    const Case referral = refer(kBup);
    const auto parcels = claim();
    const std::size_t row = static_cast<std::size_t>(parcels.at(0).claim.id) - 1;
    ASSERT_THAT(withdraw(referral), IsOk());
    EXPECT_EQ(store_.outbox().at(row).what.state, store::DeliveryState::sending);

    finish(parcels.at(0), verdict, "http-503");

    EXPECT_TRUE(finished_);
    EXPECT_EQ(store_.outbox().at(row).what.state, store::DeliveryState::cancelled);
    deliver_all();
  }
}

TEST_F(DeliveriesTest, R02_AWithdrawalCancelsWhatSomebodyClaimedAndLost) {
  const Case referral = refer(kBup);
  const auto lost = claim();
  clock_.advance(std::chrono::minutes(2));

  ASSERT_THAT(withdraw(referral), IsOk());

  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::cancelled);
  finish(lost.at(0), Verdict::received, "ok");
  EXPECT_FALSE(finished_);
  EXPECT_FALSE(sees(kBup, "ServiceRequest", referral.request));
}

TEST_F(DeliveriesTest, R02_AWithdrawalThatLosesAgainstAClaimIsPreparedAgain) {
  const Case referral = refer(kBup);
  finish(claim().at(0), Verdict::transient, "timeout");
  clock_.advance(std::chrono::minutes(2));
  std::vector<Parcel> parcels;
  store_.before_next_commit([&] { parcels = claim(); });

  ASSERT_THAT(withdraw(referral), IsOk());

  ASSERT_EQ(parcels.size(), 1U);
  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::sending);
  EXPECT_EQ(status_of(referral), "cancelled");
  finish(parcels.at(0), Verdict::transient, "timeout");
  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::cancelled);
}

TEST_F(DeliveriesTest, R02_AWithdrawalStopsTheAnswerOfTheOtherParty) {
  const auto asked = submit(kBup,
                            {create(patient_json(), "urn:uuid:p"),
                             create(consent_json("urn:uuid:p"), "urn:uuid:c"),
                             create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                             create(task_json("requested",
                                              "urn:uuid:p",
                                              "urn:uuid:s",
                                              "Organization/social",
                                              basis_consent("urn:uuid:c")))});
  ASSERT_THAT(asked, IsOk());
  const Case referral{{}, asked->done[1].ref.id, {}, asked->done[3].ref.id};
  move(referral, kSocial, "in-progress");
  deliver_all();
  std::string json = (*store_.find(kSocial, "Task", referral.task))->json;
  json.replace(json.size() - 1,
               1,
               R"(,"output":[{"type":{"coding":[{"system":)"
               R"("https://brygga.example/fhir/CodeSystem/task-parameter","code":"answer"}]},)"
               R"("valueReference":{"reference":"urn:uuid:d"}}]})");
  Change task = update_status(kSocial, referral.task, "in-progress");
  task.resource = parse(json);
  ASSERT_THAT(submit(kSocial,
                     {create(patient_json(), "urn:uuid:q"),
                      create(R"({"resourceType":"DocumentReference","status":"current",)"
                             R"("subject":{"reference":"urn:uuid:q"},)"
                             R"("content":[{"attachment":{"contentType":"text/plain"}}]})",
                             "urn:uuid:d"),
                      task}),
              IsOk());
  const std::size_t answer = store_.outbox().size() - 1;
  ASSERT_EQ(store_.outbox().at(answer).what.event_code, "answer");

  ASSERT_THAT(submit(kBup,
                     {update(kBup,
                             "Consent",
                             referral.consent,
                             {{"\"status\":\"active\"", "\"status\":\"inactive\""}})}),
              IsOk());

  EXPECT_EQ(store_.outbox().at(answer).what.state, store::DeliveryState::cancelled);
}

TEST_F(DeliveriesTest, R02_AChangedConsentStopsOnlyWhatItNoLongerCovers) {
  const Case referral = refer(kBup);

  ASSERT_THAT(
      submit(
          kSchool,
          {update(kSchool,
                  "Consent",
                  referral.consent,
                  {{R"("type":"permit",)", R"("type":"permit","period":{"end":"2024-12-31"},)"}})}),
      IsOk());

  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::queued);
  EXPECT_EQ(status_of(referral), "requested");
}

TEST_F(DeliveriesTest, ACancellationStopsARequestThatWasTried) {
  const Case referral = refer(kBup);
  finish(claim().at(0), Verdict::transient, "timeout");
  const std::string reason = R"("status":"cancelled","statusReason":{"coding":[{"code":"other"}]})";

  ASSERT_THAT(
      submit(kSchool,
             {update(kSchool, "Task", referral.task, {{R"("status":"requested")", reason}})}),
      IsOk());

  EXPECT_EQ(store_.outbox().at(0).what.state, store::DeliveryState::cancelled);
  EXPECT_EQ(store_.outbox().at(0).outcome_code, "taken-back");
  EXPECT_TRUE(store_.outbox().back().what.overtakes);
}

TEST_F(DeliveriesTest, R21_TheDecisionIsRecordedWhenTheMessageIsWrittenAndNotAgain) {
  const Case referral = refer(kBup);
  ASSERT_EQ(store_.disclosures().size(), 1U);

  finish(claim().at(0), Verdict::received, "ok");

  ASSERT_TRUE(sees(kBup, "ServiceRequest", referral.request));
  EXPECT_EQ(std::ranges::count(store_.disclosures(), "consent", &store::Disclosure::basis_kind), 1);
}

}  // namespace
}  // namespace gateway::exchange::test
