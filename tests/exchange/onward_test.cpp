// A request that its owner does not take, and work that is stopped. domain.md, R10; section 4,
// referral Task.
#include "gateway/exchange/legal_actions.hpp"

#include "tests/exchange/exchange_fixture.hpp"

namespace gateway::exchange::test {
namespace {

class OnwardTest : public ExchangeTest {
 protected:
  static std::string coding(const std::string& system, const std::string& code) {
    return R"({"coding":[{"system":"https://brygga.example/fhir/CodeSystem/)" + system +
           R"(","code":")" + code + "\"}]}";
  }
  static std::string suggestion(const std::string& service) {
    return R"(,"output":[{"type":)" + coding("task-parameter", "suggested-receiver") +
           R"(,"valueReference":{"reference":"HealthcareService/)" + service + "\"}}]";
  }
  // The owner's rejection of a received or accepted Task, with these elements more.
  fhir::Checked<Outcome> reject(const Case& referral,
                                const std::string& reason,
                                const std::string& more) {
    std::string json = (*store_.find(kSocial, "Task", referral.task))->json;
    const std::string status = "\"status\":\"" + status_of(referral, kSocial) + "\"";
    json.replace(json.find(status),
                 status.size(),
                 R"("status":"rejected","statusReason":)" + coding("task-reason", reason) + more);
    Change change = update_status(kSocial, referral.task, "rejected");
    change.resource = parse(json);
    return submit(kSocial, {change});
  }
  fhir::Checked<Outcome> forward(const Case& referral, const std::string& service) {
    return reject(
        referral,
        "outside-mandate",
        R"(,"businessStatus":)" + coding("business-status", "forwarded") + suggestion(service));
  }
  // The Task with another status and a reason, as JSON.
  std::string with_reason(const Case& referral, const std::string& to) {
    std::string json = (*store_.find(kSocial, "Task", referral.task))->json;
    const std::string status = "\"status\":\"" + status_of(referral, kSocial) + "\"";
    return json.replace(
        json.find(status),
        status.size(),
        "\"status\":\"" + to + R"(","statusReason":)" + coding("task-reason", "other"));
  }
  Change end(const Case& referral, const std::string& to) {
    Change change = update_status(kSocial, referral.task, to);
    change.resource = parse(with_reason(referral, to));
    return change;
  }
  std::string task_sent_to(store::OrgKey receiver) const {
    for (const auto& row : store_.outbox()) {
      if (row.what.receiver == receiver) return row.what.focus.at(0).id;
    }
    return {};
  }
  fhir::Node task_as_seen(store::OrgKey org, const std::string& id) {
    seen_.push_back(parse((*store_.find(org, "Task", id))->json));
    return seen_.back().root();
  }
  fhir::Checked<Outcome> ask_again(const Case& referral, const std::string& part_of) {
    std::string task = task_json("requested",
                                 "Patient/" + referral.patient,
                                 "ServiceRequest/" + referral.request,
                                 "Organization/bup",
                                 basis_consent("Consent/" + referral.consent));
    task.insert(task.size() - 1, R"(,"partOf":[{"reference":"Task/)" + part_of + "\"}]");
    return submit(kSchool, {create(task)});
  }
  std::vector<fhir::Resource> seen_;
};

TEST_F(OnwardTest, R10_ARefusalNamesWhoDoesTakeIt) {
  for (const std::string reason : {"wrong-recipient", "outside-mandate", "home-unstable"}) {
    SCOPED_TRACE(reason);
    const Case referral = refer(kSocial);
    move(referral, kSocial, "received");

    EXPECT_THAT(reject(referral, reason, ""), FailsWithId("EXCHANGE-SUGGESTED-RECEIVER"));
    EXPECT_THAT(reject(referral, reason, suggestion("social-service")),
                FailsWithId("EXCHANGE-SUGGESTED-RECEIVER"));
    EXPECT_THAT(reject(referral, reason, suggestion("bup-service")), IsOk());
  }
}

TEST_F(OnwardTest, R10_OtherReasonsNeedNoReceiver) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "received");

  EXPECT_THAT(reject(referral, "other", ""), IsOk());
}

TEST_F(OnwardTest, R10_AReturnedRequestIsSentAgainInTheSameThread) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "received");
  ASSERT_THAT(reject(referral, "wrong-recipient", suggestion("bup-service")), IsOk());

  const auto done = ask_again(referral, referral.task);

  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(
      task_as_seen(kSchool, done->done[0].ref.id).child("groupIdentifier").child("value").value(),
      task_as_seen(kSchool, referral.task).child("groupIdentifier").child("value").value());
}

TEST_F(OnwardTest, R10_OnlyARejectedRequestIsFollowedByAnother) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "received");

  EXPECT_THAT(ask_again(referral, referral.task), FailsWithId("EXCHANGE-PART-OF"));
}

TEST_F(OnwardTest, R02_AReturnedRequestIsSentAgainUnderABasisThatStillHolds) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "received");
  ASSERT_THAT(reject(referral, "wrong-recipient", suggestion("bup-service")), IsOk());
  ASSERT_THAT(submit(kSchool,
                     {update(kSchool,
                             "Consent",
                             referral.consent,
                             {{R"("status":"active")", R"("status":"inactive")"}})}),
              IsOk());

  EXPECT_THAT(ask_again(referral, referral.task), FailsWithId("CONSENT-NOT-ACTIVE"));
}

class ForwardTest : public OnwardTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(ForwardTest, TheOwnerPassesTheRequestOnInTheRequestersName) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, GetParam());

  ASSERT_THAT(forward(referral, "bup-service"), IsOk());

  EXPECT_EQ(status_of(referral), "rejected");
  const std::string next = task_sent_to(kBup);
  ASSERT_FALSE(next.empty());
  const fhir::Node task = task_as_seen(kSchool, next);
  EXPECT_EQ(task.child("status").value(), "requested");
  EXPECT_EQ(task.child("requester").child("reference").value(), "Organization/school");
  EXPECT_EQ(task.child("owner").child("reference").value(), "HealthcareService/bup-service");
  EXPECT_EQ(task.child("partOf").child("reference").value(), "Task/" + referral.task);
  EXPECT_EQ(task.child("groupIdentifier").child("value").value(),
            task_as_seen(kSchool, referral.task).child("groupIdentifier").child("value").value());
  EXPECT_TRUE(task.children("output").empty());
  EXPECT_FALSE(task.child("statusReason"));
  EXPECT_FALSE(task.child("businessStatus"));
  EXPECT_FALSE(sees(kSocial, "Task", next));
}

INSTANTIATE_TEST_SUITE_P(Domain, ForwardTest, ::testing::Values("received", "accepted"));

TEST_F(OnwardTest, AForwardedRequestArrivesWithWhatTheRequesterSent) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "received");
  ASSERT_THAT(forward(referral, "bup-service"), IsOk());
  const std::string next = task_sent_to(kBup);

  deliver_all();

  EXPECT_TRUE(sees(kBup, "ServiceRequest", referral.request));
  EXPECT_TRUE(sees(kBup, "Patient", referral.patient));
  EXPECT_EQ(status_of_task(next, kBup), "received");
  EXPECT_EQ(status_of_task(next, kSchool), "received");
  EXPECT_FALSE(sees(kBup, "Task", referral.task));
}

TEST_F(OnwardTest, R02_NothingIsForwardedBeyondTheRequestersBasis) {
  const auto sent =
      submit(kSchool,
             {create(patient_json(), "urn:uuid:p"),
              create(consent_json("urn:uuid:p",
                                  R"("actor":[{"role":{"text":"r"},)"
                                  R"("reference":{"reference":"Organization/social"}}])"),
                     "urn:uuid:c"),
              create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
              create(task_json("requested",
                               "urn:uuid:p",
                               "urn:uuid:s",
                               "Organization/social",
                               basis_consent("urn:uuid:c")))});
  ASSERT_THAT(sent, IsOk());
  const Case referral{{}, {}, {}, sent->done[3].ref.id};
  move(referral, kSocial, "received");

  EXPECT_THAT(forward(referral, "bup-service"), FailsWithId("CONSENT-RECEIVER"));
  EXPECT_EQ(status_of(referral), "received");
  EXPECT_THAT(reject(referral, "wrong-recipient", suggestion("bup-service")), IsOk());
}

TEST_F(OnwardTest, R02_AWithdrawalReachesAForwardedRequest) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "received");
  ASSERT_THAT(forward(referral, "bup-service"), IsOk());
  const std::string next = task_sent_to(kBup);

  ASSERT_THAT(submit(kSchool,
                     {update(kSchool,
                             "Consent",
                             referral.consent,
                             {{R"("status":"active")", R"("status":"inactive")"}})}),
              IsOk());

  EXPECT_EQ(status_of_task(next), "cancelled");
  EXPECT_TRUE(claim().empty());
}

TEST_F(OnwardTest, ARejectionAfterAcceptanceIsAForwardOrNothing) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "accepted");

  EXPECT_THAT(reject(referral, "wrong-recipient", suggestion("bup-service")),
              FailsWithId("EXCHANGE-NO-TRANSITION"));
}

TEST_F(OnwardTest, AnAbortIsAskedForOnlyWhenWorkHasBegun) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "accepted");
  std::string abort = task_json("requested",
                                "Patient/" + referral.patient,
                                "Task/" + referral.task,
                                "Organization/social",
                                "");
  abort.replace(abort.find("fulfill"), 7, "abort");

  EXPECT_THAT(submit(kSchool, {create(abort)}), FailsWithId("EXCHANGE-ABORT-FOCUS"));
  ASSERT_THAT(submit(kSocial, {update_status(kSocial, referral.task, "in-progress")}), IsOk());
  EXPECT_THAT(submit(kSchool, {create(abort)}), IsOk());
}

TEST_F(OnwardTest, AnAbortGoesToTheOwnerOfTheWorkAlone) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "in-progress");
  std::string abort = task_json(
      "requested", "Patient/" + referral.patient, "Task/" + referral.task, "Organization/bup", "");
  abort.replace(abort.find("fulfill"), 7, "abort");

  EXPECT_THAT(submit(kSchool, {create(abort)}), FailsWithId("EXCHANGE-ABORT-FOCUS"));
}

TEST_F(OnwardTest, AnAbortIsAMessageOfItsOwnWithItsReceipt) {
  const Case referral = refer(kBup);
  deliver_all();
  ASSERT_THAT(submit(kBup, {update_status(kBup, referral.task, "accepted")}), IsOk());
  ASSERT_THAT(submit(kBup, {update_status(kBup, referral.task, "in-progress")}), IsOk());

  const std::string abort = ask_to_abort(referral, kBup);

  EXPECT_FALSE(sees(kBup, "Task", abort));
  EXPECT_EQ(store_.outbox().back().what.event_code, "abort");
  EXPECT_EQ(store_.outbox().back().what.focus.size(), 1U);
  deliver_all();
  EXPECT_EQ(status_of_task(abort, kBup), "received");
}

TEST_F(OnwardTest, WorkIsNotCancelledWhileTheAbortIsUnanswered) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "in-progress");
  const std::string abort = ask_to_abort(referral, kSocial);
  ASSERT_THAT(submit(kSocial, {update_status(kSocial, abort, "received")}), IsOk());
  const Change cancel = end(referral, "cancelled");

  EXPECT_THAT(submit(kSocial, {cancel}), FailsWithId("EXCHANGE-ABORT-MISSING"));
  EXPECT_THAT(submit(kSocial, {update_status(kSocial, abort, "accepted"), cancel}), IsOk());
  EXPECT_EQ(status_of(referral), "cancelled");
}

TEST_F(OnwardTest, AnAbortEndsWithTheWorkThatItIsAbout) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "in-progress");
  const std::string abort = ask_to_abort(referral, kSocial);

  ASSERT_THAT(submit(kSocial, {end(referral, "failed")}), IsOk());

  EXPECT_EQ(status_of_task(abort), "cancelled");
}

TEST_F(OnwardTest, ACompletionByTheRequesterCarriesTheNewVersionOfTheRequest) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "received");
  Change hold = update_status(kSocial, referral.task, "on-hold");
  std::string json = with_reason(referral, "on-hold");
  json.insert(json.find(R"({"url":"https://brygga.example/fhir/StructureDefinition/basis-consent)"),
              R"({"url":"https://brygga.example/fhir/StructureDefinition/resume-by",)"
              R"("valueDate":"2024-05-20"},)");
  hold.resource = parse(json);
  ASSERT_THAT(submit(kSocial, {hold}), IsOk());

  const auto done =
      submit(kSchool,
             {update(kSchool,
                     "ServiceRequest",
                     referral.request,
                     {{R"("intent":"order")", R"("intent":"order","priority":"asap")"}}),
              update_status(kSchool, referral.task, "received")});

  ASSERT_THAT(done, IsOk());
  EXPECT_EQ((*store_.find(kSocial, "ServiceRequest", referral.request))->ref.version, 2U);
  EXPECT_EQ(status_of(referral, kSocial), "received");
}

TEST_F(OnwardTest, WhatIsOpenOnHoldDependsOnWhatWasHeld) {
  const auto actions = [this](const Case& referral) {
    std::vector<std::string> codes;
    const fhir::Resource task = parse((*store_.find(kSchool, "Task", referral.task))->json);
    const auto found = legal_actions(task, caller(kSchool), *directory_);
    for (const fhir::Node each : found->root().children("parameter"))
      codes.emplace_back(each.children("part")[0].choice("value").value());
    return codes;
  };
  const auto held_in = [this](const std::string& status) {
    const Case referral = refer(kSocial);
    move(referral, kSocial, status);
    std::string json = with_reason(referral, "on-hold");
    json.insert(
        json.find(R"({"url":"https://brygga.example/fhir/StructureDefinition/basis-consent)"),
        R"({"url":"https://brygga.example/fhir/StructureDefinition/resume-by",)"
        R"("valueDate":"2024-05-20"},)");
    Change hold = update_status(kSocial, referral.task, "on-hold");
    hold.resource = parse(json);
    EXPECT_THAT(submit(kSocial, {hold}), IsOk());
    return referral;
  };

  EXPECT_EQ(actions(held_in("received")), (std::vector<std::string>{"supplement", "cancel"}));
  EXPECT_EQ(actions(held_in("in-progress")), (std::vector<std::string>{"supplement"}));
}

TEST_F(OnwardTest, TheRequesterIsToldThatItsRequestDoesNotGetThrough) {
  const auto sent = submit(kBup,
                           {create(patient_json(), "urn:uuid:p"),
                            create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                            create(task_json("requested",
                                             "urn:uuid:p",
                                             "urn:uuid:s",
                                             "Organization/habilitation",
                                             legal_basis("osl-25-12")))});
  ASSERT_THAT(sent, IsOk());
  const std::string task = sent->done[2].ref.id;

  exchange_->deliveries().finish(
      claim().at(0).claim, {Verdict::fatal, "fatal-error", "", clock_.now()}, [](Result<void>) {});

  const auto& notice = store_.outbox().back();
  EXPECT_EQ(notice.what.event_code, "task-status");
  EXPECT_EQ(notice.what.receiver, kBup);
  const auto parcels = claim();
  ASSERT_EQ(parcels.size(), 1U);
  const auto entries = parcels[0].message.root().children("entry");
  EXPECT_EQ(
      entries[1].child("resource").child("businessStatus").child("coding").child("code").value(),
      "undeliverable");
  EXPECT_EQ(status_of_task(task, kBup), "requested");
}

}  // namespace
}  // namespace gateway::exchange::test
