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

}  // namespace
}  // namespace gateway::exchange::test
