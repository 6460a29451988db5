// A SIP from call to plan. domain.md, R3, R6, R7; section 4, invitation Task and SIP CarePlan.
#include "tests/exchange/exchange_fixture.hpp"

namespace gateway::exchange::test {
namespace {

// The school calls, social services is invited and gets an activity.
class SipTest : public ExchangeTest {
 protected:
  void call() {
    const auto done =
        submit(kSchool,
               {create(patient_json(), "urn:uuid:p"),
                create(consent_json("urn:uuid:p"), "urn:uuid:c"),
                create(R"({"resourceType":"Appointment","status":"booked",)"
                       R"("start":"2024-05-10T09:00:00+02:00","end":"2024-05-10T10:00:00+02:00",)"
                       R"("participant":[{"actor":{"reference":"urn:uuid:p"},"status":"accepted"},)"
                       R"({"actor":{"reference":"HealthcareService/social-service"},)"
                       R"("status":"needs-action"}]})",
                       "urn:uuid:a"),
                create(sip_task("respond-invitation", "urn:uuid:p", "urn:uuid:a", "urn:uuid:c"))});
    ASSERT_THAT(done, IsOk());
    patient_ = done->done[0].ref.id;
    consent_ = done->done[1].ref.id;
    appointment_ = done->done[2].ref.id;
    invitation_ = done->done[3].ref.id;
  }

  static std::string sip_task(const std::string& code,
                              const std::string& patient,
                              const std::string& focus,
                              const std::string& consent) {
    std::string task = task_json(
        "requested", patient, focus, "HealthcareService/social-service", basis_consent(consent));
    const std::string fulfil =
        R"({"system":"http://hl7.org/fhir/CodeSystem/task-code","code":"fulfill"})";
    return task.replace(
        task.find(fulfil),
        fulfil.size(),
        R"({"system":"https://brygga.example/fhir/CodeSystem/task-code","code":")" + code + "\"}");
  }

  fhir::Checked<Outcome> step(store::OrgKey org,
                              const std::string& task,
                              const std::string& from,
                              const std::string& to) {
    return submit(
        org, {update(org, "Task", task, {{"\"status\":\"" + from + "\"", "\"status\":\"" + to}})});
  }

  fhir::Checked<Outcome> reply(const std::string& status, bool with_person = true) {
    return submit(
        {.caller = caller(kSocial, with_person),
         .changes = {create(R"({"resourceType":"AppointmentResponse","appointment":)"
                            R"({"reference":"Appointment/)" +
                            appointment_ +
                            R"("},"actor":{"reference":"HealthcareService/social-service"},)"
                            R"("participantStatus":")" +
                            status + "\"}")}});
  }

  void hold_meeting() {
    const auto done = submit(kSchool,
                             {create(R"({"resourceType":"Encounter","status":"finished",)"
                                     R"("class":{"code":"AMB"},"subject":{"reference":"Patient/)" +
                                     patient_ + "\"}}")});
    ASSERT_THAT(done, IsOk());
    encounter_ = done->done[0].ref.id;
  }

  void ask_for_activity() {
    const auto done = submit(
        kSchool,
        {create(service_request_json("Patient/" + patient_), "urn:uuid:s"),
         create(sip_task("activity", "Patient/" + patient_, "urn:uuid:s", "Consent/" + consent_))});
    ASSERT_THAT(done, IsOk());
    activity_ = done->done[1].ref.id;
  }

  void draft_plan(const std::string& more = {}) {
    const auto done =
        submit(kSchool,
               {create(R"({"resourceType":"CarePlan",)" + basis_consent("Consent/" + consent_) +
                       R"("status":"draft","intent":"plan","subject":{"reference":"Patient/)" +
                       patient_ + R"("},"encounter":{"reference":"Encounter/)" + encounter_ +
                       R"("},"activity":[{"reference":{"reference":"Task/)" + activity_ + "\"}}]" +
                       more + "}")});
    ASSERT_THAT(done, IsOk());
    plan_ = done->done[0].ref.id;
  }

  fhir::Checked<Outcome> set_plan(const std::string& from, const std::string& to) {
    return submit(
        kSchool,
        {update(kSchool, "CarePlan", plan_, {{"\"status\":\"" + from, "\"status\":\"" + to}})});
  }

  std::string task_status(const std::string& id) {
    const auto stored = store_.find(kSchool, "Task", id);
    return std::string(parse((*stored)->json).root().child("status").value());
  }

  // A reply that names a substitute; `who` and `mandate` as parts of the extension.
  static std::string substitute(const std::string& who) {
    return R"("extension":[{"url":"https://brygga.example/fhir/StructureDefinition/substitute",)"
           R"("extension":[{"url":"who","valueIdentifier":{"value":")" +
           who + R"("}},{"url":"mandate","valueCode":"decide"}]}],)";
  }
  static std::string delegated() {
    return R"(accepted","businessStatus":{"coding":[{"system":)"
           R"("https://brygga.example/fhir/CodeSystem/business-status","code":"delegated"}]})";
  }
  fhir::Checked<Outcome> delegate(const std::string& from, const std::string& who) {
    const std::string basis = R"("extension":[)";
    std::string named = substitute(who);
    named = named.substr(basis.size(), named.size() - basis.size() - 2) + ",";
    return submit(kSocial,
                  {update(kSocial,
                          "Task",
                          invitation_,
                          {{"\"status\":\"" + from + "\"", "\"status\":\"" + delegated()},
                           {basis, basis + named}})});
  }
  fhir::Checked<Outcome> move_meeting() {
    return submit(
        kSchool,
        {update(kSchool, "Appointment", appointment_, {{"2024-05-10T09", "2024-05-10T08"}})});
  }
  fhir::Node seen_task(const std::string& id) {
    kept_.push_back(parse((*store_.find(kSocial, "Task", id))->json));
    return kept_.back().root();
  }

  std::deque<fhir::Resource> kept_;
  std::string patient_, consent_, appointment_, invitation_, encounter_, activity_, plan_;
};

TEST_F(SipTest, R03_TheCallReachesTheUnitWithItsAppointment) {
  call();

  EXPECT_TRUE(sees(kSocial, "Task", invitation_));
  EXPECT_TRUE(sees(kSocial, "Appointment", appointment_));
  EXPECT_EQ(store_.outbox().back().what.event_code, "invitation");
}

TEST_F(SipTest, ASipNeedsConsentWhateverTheLaw) {
  std::string task = sip_task("respond-invitation", "urn:uuid:p", "urn:uuid:p", "urn:uuid:c");
  const std::string consent = basis_consent("urn:uuid:c");
  task.replace(task.find(consent), consent.size(), legal_basis("osl-10-28"));

  EXPECT_THAT(submit(kSchool, {create(patient_json(), "urn:uuid:p"), create(task)}),
              FailsWithId("BASIS-SIP-CONSENT"));
}

TEST_F(SipTest, R03_AReplyMovesTheInvitationAndReachesTheConvener) {
  call();
  ASSERT_THAT(step(kSocial, invitation_, "requested", "received\""), IsOk());

  const auto done = reply("accepted");

  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(task_status(invitation_), "accepted");
  EXPECT_TRUE(sees(kSchool, "AppointmentResponse", done->done[0].ref.id));
}

TEST_F(SipTest, AReplyIsGivenByAPersonOfAnInvitedUnitInTime) {
  call();

  EXPECT_THAT(reply("accepted"), FailsWithId("EXCHANGE-NO-TRANSITION"));
  ASSERT_THAT(step(kSocial, invitation_, "requested", "received\""), IsOk());
  EXPECT_THAT(reply("accepted", false), FailsWithId("EXCHANGE-PERSON-REQUIRED"));
  EXPECT_THAT(reply("declined"), IsOk());
  EXPECT_EQ(task_status(invitation_), "rejected");
}

TEST_F(SipTest, AttendanceIsRecordedWhenTheMeetingWasHeld) {
  call();
  ASSERT_THAT(step(kSocial, invitation_, "requested", "received\""), IsOk());
  ASSERT_THAT(reply("accepted"), IsOk());
  const std::string attendance =
      R"(completed","businessStatus":{"coding":[{"system":)"
      R"("https://brygga.example/fhir/CodeSystem/business-status","code":"whole"}]})";
  EXPECT_THAT(step(kSchool, invitation_, "accepted", attendance),
              FailsWithId("EXCHANGE-MEETING-NOT-HELD"));
  hold_meeting();

  EXPECT_THAT(step(kSchool,
                   invitation_,
                   "accepted",
                   attendance + R"(,"encounter":{"reference":"Encounter/)" + encounter_ + "\"}"),
              IsOk());
  EXPECT_EQ(task_status(invitation_), "completed");
}

TEST_F(SipTest, R06_APlanIsActiveWhenEveryOwnerAccepted) {
  call();
  hold_meeting();
  ask_for_activity();
  draft_plan();
  EXPECT_FALSE(sees(kSocial, "CarePlan", plan_));

  EXPECT_THAT(set_plan("draft", "active"), FailsWithId("EXCHANGE-OWNERS-NOT-ACCEPTED"));
  ASSERT_THAT(step(kSocial, activity_, "requested", "received\""), IsOk());
  ASSERT_THAT(step(kSocial, activity_, "received", "accepted\""), IsOk());
  ASSERT_THAT(set_plan("draft", "active"), IsOk());

  EXPECT_TRUE(sees(kSocial, "CarePlan", plan_));
  EXPECT_EQ(store_.outbox().back().what.event_code, "plan");
}

TEST_F(SipTest, R06_AReservationNamesWhoDidNotAccept) {
  call();
  hold_meeting();
  ask_for_activity();
  draft_plan();
  const std::string reservation =
      R"({"url":"https://brygga.example/fhir/StructureDefinition/reservation",)"
      R"("valueReference":{"reference":"Task/)" +
      activity_ + "\"}},";

  EXPECT_THAT(submit(kSchool,
                     {update(kSchool,
                             "CarePlan",
                             plan_,
                             {{R"("extension":[)", R"("extension":[)" + reservation},
                              {R"("status":"draft")", R"("status":"active")"}})}),
              IsOk());
}

TEST_F(SipTest, APlanWithoutAMeetingStaysADraft) {
  call();
  ask_for_activity();
  hold_meeting();
  const auto planned = submit(kSchool,
                              {update(kSchool,
                                      "Encounter",
                                      encounter_,
                                      {{R"("status":"finished")", R"("status":"planned")"}})});
  ASSERT_THAT(planned, IsOk());
  draft_plan();

  EXPECT_THAT(set_plan("draft", "active"), FailsWithId("EXCHANGE-MEETING-NOT-HELD"));
}

TEST_F(SipTest, APlanEndsWhenEveryActivityHasEnded) {
  call();
  hold_meeting();
  ask_for_activity();
  draft_plan();
  ASSERT_THAT(step(kSocial, activity_, "requested", "received\""), IsOk());
  ASSERT_THAT(step(kSocial, activity_, "received", "accepted\""), IsOk());
  ASSERT_THAT(set_plan("draft", "active"), IsOk());
  EXPECT_THAT(set_plan("active", "completed"), FailsWithId("EXCHANGE-ACTIVITIES-OPEN"));
  ASSERT_THAT(step(kSocial, activity_, "accepted", "in-progress\""), IsOk());
  ASSERT_THAT(step(kSocial,
                   activity_,
                   "in-progress",
                   R"(failed","statusReason":{"coding":[{"code":"moved"}]})"),
              IsOk());

  EXPECT_THAT(set_plan("active", "completed"), IsOk());
}

TEST_F(SipTest, R06_AnActivityInWordsIsRefused) {
  call();
  hold_meeting();

  EXPECT_THAT(
      submit(kSchool,
             {create(R"({"resourceType":"CarePlan","status":"draft","intent":"plan",)"
                     R"("subject":{"reference":"Patient/)" +
                     patient_ + R"("},"activity":[{"detail":{"status":"not-started"}}]})")}),
      FailsWithId("EXCHANGE-PLAN-DETAIL"));
}

TEST_F(SipTest, R02_AWithdrawalHoldsThePlanAndEndsItsTasks) {
  call();
  hold_meeting();
  ask_for_activity();
  draft_plan();
  ASSERT_THAT(step(kSocial, activity_, "requested", "received\""), IsOk());
  ASSERT_THAT(step(kSocial, activity_, "received", "accepted\""), IsOk());
  ASSERT_THAT(set_plan("draft", "active"), IsOk());

  ASSERT_THAT(
      submit(
          kSchool,
          {update(
              kSchool, "Consent", consent_, {{R"("status":"active")", R"("status":"inactive")"}})}),
      IsOk());

  EXPECT_NE((*store_.find(kSchool, "CarePlan", plan_))->json.find("on-hold"), std::string::npos);
  EXPECT_EQ(task_status(activity_), "cancelled");
  EXPECT_EQ(task_status(invitation_), "cancelled");
  EXPECT_THAT(set_plan("on-hold", "active"), FailsWith(ErrorKind::conflict));
}

TEST_F(SipTest, R03_ASubstituteAcceptsInPersonWithAMandate) {
  call();
  ASSERT_THAT(step(kSocial, invitation_, "requested", "received\""), IsOk());

  EXPECT_THAT(step(kSocial, invitation_, "received", delegated()),
              FailsWithId("EXCHANGE-SUBSTITUTE"));
  EXPECT_THAT(delegate("received", "SE-SOMEBODY-ELSE"), FailsWithId("EXCHANGE-SUBSTITUTE"));
  ASSERT_THAT(delegate("received", "SE2120000142-P1"), IsOk());

  EXPECT_EQ(task_status(invitation_), "accepted");
}

TEST_F(SipTest, R03_WhoAcceptedMayStillBeSubstituted) {
  call();
  ASSERT_THAT(step(kSocial, invitation_, "requested", "received\""), IsOk());
  ASSERT_THAT(reply("accepted"), IsOk());

  EXPECT_THAT(delegate("accepted", "SE2120000142-P1"), IsOk());
}

TEST_F(SipTest, R02_ADelegationLeavesTheBasisAsItWas) {
  call();
  ASSERT_THAT(step(kSocial, invitation_, "requested", "received\""), IsOk());
  const std::string named = substitute("SE2120000142-P1");
  std::string json = (*store_.find(kSocial, "Task", invitation_))->json;
  const std::size_t begin = json.find(R"("extension":[)");
  json.replace(begin, json.find("],", begin) + 2 - begin, named);
  const std::string before = R"("status":"received")";
  json.replace(json.find(before), before.size(), R"("status":")" + delegated());
  Change change = update_status(kSocial, invitation_, "accepted");
  change.resource = parse(json);

  EXPECT_THAT(submit(kSocial, {change}), FailsWithId("EXCHANGE-ELEMENT-FIXED"));
}

TEST_F(SipTest, R03_AReplyThatNamesTheSubstituteDelegates) {
  call();
  ASSERT_THAT(step(kSocial, invitation_, "requested", "received\""), IsOk());
  const auto answer = [this](const std::string& who, const std::string& status) {
    return submit(kSocial,
                  {create(R"({"resourceType":"AppointmentResponse",)" + substitute(who) +
                          R"("appointment":{"reference":"Appointment/)" + appointment_ +
                          R"("},"actor":{"reference":"HealthcareService/social-service"},)"
                          R"("participantStatus":")" +
                          status + "\"}")});
  };
  EXPECT_THAT(answer("SE-SOMEBODY-ELSE", "accepted"), FailsWithId("EXCHANGE-SUBSTITUTE"));
  EXPECT_THAT(answer("SE2120000142-P1", "declined"), FailsWithId("EXCHANGE-SUBSTITUTE"));

  ASSERT_THAT(answer("SE2120000142-P1", "accepted"), IsOk());

  const fhir::Node task = seen_task(invitation_);
  EXPECT_EQ(task.child("status").value(), "accepted");
  EXPECT_EQ(task.child("businessStatus").child("coding").child("code").value(), "delegated");
  EXPECT_EQ(task.children("extension").size(), 2U);
}

TEST_F(SipTest, R03_AMovedMeetingResetsTheReplies) {
  for (const std::string answer : {"accepted", "declined"}) {
    call();
    ASSERT_THAT(step(kSocial, invitation_, "requested", "received\""), IsOk());
    ASSERT_THAT(reply(answer), IsOk());
    const std::size_t told = store_.outbox().size();

    ASSERT_THAT(move_meeting(), IsOk());

    const fhir::Node task = seen_task(invitation_);
    EXPECT_EQ(task.child("status").value(), "received");
    EXPECT_FALSE(task.child("statusReason"));
    EXPECT_EQ(store_.outbox().size(), told + 1);
    EXPECT_EQ(store_.outbox().back().what.receiver, kSocial);
    EXPECT_THAT(reply("accepted"), IsOk());
  }
}

TEST_F(SipTest, R03_AMovedMeetingForgetsTheSubstitute) {
  call();
  ASSERT_THAT(step(kSocial, invitation_, "requested", "received\""), IsOk());
  ASSERT_THAT(delegate("received", "SE2120000142-P1"), IsOk());

  ASSERT_THAT(move_meeting(), IsOk());

  const fhir::Node task = seen_task(invitation_);
  EXPECT_EQ(task.child("status").value(), "received");
  EXPECT_FALSE(task.child("businessStatus"));
  EXPECT_EQ(task.children("extension").size(), 1U);
}

TEST_F(SipTest, AMeetingThatKeepsItsTimeKeepsTheReplies) {
  call();
  ASSERT_THAT(step(kSocial, invitation_, "requested", "received\""), IsOk());
  ASSERT_THAT(reply("accepted"), IsOk());

  ASSERT_THAT(
      submit(kSchool,
             {update(kSchool, "Appointment", appointment_, {{"needs-action", "accepted"}})}),
      IsOk());

  EXPECT_EQ(task_status(invitation_), "accepted");
}

TEST_F(SipTest, R02_AnActivityOfAPlanIsJudgedAsPartOfASip) {
  call();
  hold_meeting();
  ask_for_activity();
  draft_plan();
  ASSERT_THAT(
      submit(kSchool,
             {update(kSchool,
                     "Consent",
                     consent_,
                     {{R"("type":"permit",)",
                       R"("type":"permit","purpose":[{"system":)"
                       R"("https://brygga.example/fhir/CodeSystem/purpose","code":"sip"}],)"}})}),
      IsOk());
  std::string task = task_json("requested",
                               "Patient/" + patient_,
                               "urn:uuid:s",
                               "HealthcareService/social-service",
                               basis_consent("Consent/" + consent_));
  const auto ask = [&](const std::string& more) {
    std::string asked = task;
    asked.insert(asked.size() - 1, more);
    return submit(
        kSchool,
        {create(service_request_json("Patient/" + patient_), "urn:uuid:s"), create(asked)});
  };

  EXPECT_THAT(ask(""), FailsWithId("CONSENT-PURPOSE"));
  EXPECT_THAT(ask(R"(,"basedOn":[{"reference":"CarePlan/)" + plan_ + "\"}]"), IsOk());

  EXPECT_EQ(store_.outbox().back().disclosure->purpose, "sip");
  EXPECT_FALSE(sees(kSocial, "CarePlan", plan_));
}

TEST_F(SipTest, R08_TheProtocolIsSentAndApprovedOrRejectedByAPerson) {
  for (const std::string answer : {"accepted", "rejected"}) {
    call();
    const auto sent = submit(
        kSchool,
        {create(R"({"resourceType":"DocumentReference","status":"current",)"
                R"("subject":{"reference":"Patient/)" +
                    patient_ + R"("},"content":[{"attachment":{"contentType":"text/plain"}}]})",
                "urn:uuid:d"),
         create(sip_task(
             "approve-protocol", "Patient/" + patient_, "urn:uuid:d", "Consent/" + consent_))});
    ASSERT_THAT(sent, IsOk());
    EXPECT_TRUE(sees(kSocial, "DocumentReference", sent->done[0].ref.id));
    EXPECT_EQ(store_.outbox().back().what.event_code, "protocol");
    const std::string approval = sent->done[1].ref.id;
    ASSERT_THAT(step(kSocial, approval, "requested", "received\""), IsOk());
    const std::string reason = R"(,"statusReason":{"coding":[{"code":"wrong-goal"}]})";

    EXPECT_THAT(
        step(kSocial, approval, "received", answer + "\"" + (answer == "rejected" ? reason : "")),
        IsOk());
    EXPECT_EQ(task_status(approval), answer);
  }
}

}  // namespace
}  // namespace gateway::exchange::test
