// What the door lets in and what it leaves behind. architecture.md, 5a-5d; security.md, T13, T15.
#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/exchange/exchange_fixture.hpp"

namespace gateway::exchange::test {
namespace {

using DoorTest = ExchangeTest;

Command with_key(Command command, const std::string& hash) {
  command.idempotent = Idempotent{"5c2e8a4e-0000-4000-8000-000000000001", hash, 201, "log-7"};
  return command;
}

TEST_F(DoorTest, WritesATransactionAsAWholeWithReferencesBetweenItsEntries) {
  const Case referral = refer(kSocial);

  const auto task = store_.find(kSchool, "Task", referral.task);
  ASSERT_TRUE(task && *task);
  const fhir::Resource tree = parse((*task)->json);
  EXPECT_EQ(tree.root().child("focus").child("reference").value(),
            "ServiceRequest/" + referral.request);
  EXPECT_EQ(tree.root().child("for").child("reference").value(), "Patient/" + referral.patient);
  EXPECT_EQ(tree.root().child("requester").child("reference").value(), "Organization/school");
  EXPECT_EQ(tree.root().child("lastModified").value(), "2024-05-01T12:00:00.000Z");
  EXPECT_FALSE(tree.root().child("groupIdentifier").child("value").value().empty());
  EXPECT_EQ((*task)->child, 1);
  EXPECT_EQ(store_.version_count(), 4U);
}

TEST_F(DoorTest, AnAttachmentMayNameAnEntryOfTheTransaction) {
  const auto done =
      submit(kSchool,
             {create(patient_json(), "urn:uuid:p"),
              create(R"({"resourceType":"Binary","contentType":"text/plain","data":"aGVq"})",
                     "urn:uuid:b"),
              create(R"({"resourceType":"DocumentReference","status":"current",)"
                     R"("subject":{"reference":"urn:uuid:p"},)"
                     R"("content":[{"attachment":{"url":"urn:uuid:b"}}]})")});

  ASSERT_THAT(done, IsOk());
  EXPECT_NE(done->done[2].json.find("\"Binary/" + done->done[1].ref.id + "\""), std::string::npos);
}

TEST_F(DoorTest, TheAnswerIsTheResourceAsItIsStored) {
  const auto done = submit(kSchool, {create(patient_json())});

  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->done[0].json, (*store_.find(kSchool, "Patient", done->done[0].ref.id))->json);
  EXPECT_TRUE(done->done[0].created);
}

TEST_F(DoorTest, EveryWriteHasItsAuditRecord) {
  refer(kSocial);

  std::size_t creates = 0;
  std::size_t transitions = 0;
  for (const store::AuditRecord& each : store_.audit_records()) {
    creates += each.event == "rest-create" ? 1U : 0U;
    transitions += each.event == "transition" && each.detail == ">requested:request" ? 1U : 0U;
    EXPECT_EQ(each.child, 1);
  }
  EXPECT_EQ(creates, 3U);
  EXPECT_EQ(transitions, 1U);
}

TEST_F(DoorTest, AnotherOrganisationSeesNothing) {
  const Case referral = refer(kSocial);

  for (const auto& [type, id] :
       std::vector<std::pair<std::string, std::string>>{{"Patient", referral.patient},
                                                        {"Consent", referral.consent},
                                                        {"ServiceRequest", referral.request},
                                                        {"Task", referral.task}}) {
    EXPECT_FALSE(sees(kHabilitation, type, id)) << type;
  }
  EXPECT_TRUE(sees(kSocial, "ServiceRequest", referral.request));
  EXPECT_TRUE(sees(kSocial, "Patient", referral.patient));
  EXPECT_FALSE(sees(kSocial, "Consent", referral.consent));
}

TEST_F(DoorTest, AReferenceToWhatTheCallerCannotSeeIsRefusedAndNothingIsStored) {
  const Case referral = refer(kSocial);
  const std::size_t versions = store_.version_count();

  const auto done =
      submit(kHabilitation,
             {create(patient_json("201201012400"), "urn:uuid:p"),
              create(service_request_json(
                  "urn:uuid:p",
                  R"(,"supportingInfo":[{"reference":"Patient/)" + referral.patient + R"("}])"))});

  EXPECT_THAT(done, FailsWithId("REFERENCE-NOT-FOUND"));
  EXPECT_EQ(done.error().issues.issues().at(0).expression, "ServiceRequest.supportingInfo[0]");
  EXPECT_EQ(store_.version_count(), versions);
  EXPECT_EQ(store_.child_count(), 1U);
  EXPECT_EQ(store_.audit_records().back().event, "refused");
}

TEST_F(DoorTest, RefusesAReferenceToAnotherServerAndOneToNoEntry) {
  for (const auto& [reference, id] : std::vector<std::pair<std::string, std::string>>{
           {"https://elsewhere.example/Patient/1", "REFERENCE-EXTERNAL"},
           {"urn:uuid:nobody", "REFERENCE-UNRESOLVED"}}) {
    EXPECT_THAT(submit(kSchool, {create(service_request_json(reference))}), FailsWithId(id));
  }
}

TEST_F(DoorTest, RefusesAnUnknownReceiver) {
  const auto done = submit(kSchool,
                           {create(patient_json(), "urn:uuid:p"),
                            create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                            create(task_json("requested",
                                             "urn:uuid:p",
                                             "urn:uuid:s",
                                             "Organization/nobody",
                                             legal_basis("osl-10-28")))});

  EXPECT_THAT(done, FailsWithId("EXCHANGE-RECEIVER-UNKNOWN"));
  EXPECT_EQ(store_.version_count(), 0U);
}

TEST_F(DoorTest, FindsAnOwnerByItsHsaIdOrItsService) {
  std::string task = task_json("requested",
                               "urn:uuid:p",
                               "urn:uuid:s",
                               "HealthcareService/social-service",
                               legal_basis("osl-10-28"));
  EXPECT_THAT(submit(kSchool,
                     {create(patient_json(), "urn:uuid:p"),
                      create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                      create(task)}),
              IsOk());
  const std::string literal = R"("reference":"HealthcareService/social-service")";
  task.replace(task.find(literal),
               literal.size(),
               R"("identifier":{"system":"urn:oid:1.2.752.29.4.19","value":"SE2120000142-SOC1"})");

  const auto done = submit(kSchool,
                           {create(patient_json(), "urn:uuid:p"),
                            create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                            create(task)});

  ASSERT_THAT(done, IsOk());
  EXPECT_TRUE(sees(kSocial, "Task", done->done[2].ref.id));
}

TEST_F(DoorTest, RefusesTypesThatAreNotThePartnersToWrite) {
  EXPECT_THAT(submit(kSchool, {create(R"({"resourceType":"Organization","name":"x"})")}),
              FailsWithId("EXCHANGE-TYPE-DIRECTORY"));
  EXPECT_THAT(submit(kSchool, {create(R"({"resourceType":"CareTeam"})")}),
              FailsWithId("EXCHANGE-TYPE-SERVER"));
}

TEST_F(DoorTest, RefusesFreeTextInASharedRecord) {
  std::string task = task_json("draft", "urn:uuid:p", "urn:uuid:s", "Organization/bup", "");
  task.insert(task.size() - 1, R"(,"description":"about the child")");

  EXPECT_THAT(submit(kSchool,
                     {create(patient_json(), "urn:uuid:p"),
                      create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                      create(task)}),
              FailsWithId("EXCHANGE-FREE-TEXT"));
}

TEST_F(DoorTest, ContentIsAboutTheWritersOwnPatient) {
  const Case referral = refer(kSocial);

  EXPECT_THAT(submit(kSocial, {create(service_request_json("Patient/" + referral.patient))}),
              FailsWithId("EXCHANGE-SUBJECT-NOT-OWN"));
  EXPECT_THAT(
      submit(kSocial,
             {create(patient_json(), "urn:uuid:p"), create(service_request_json("urn:uuid:p"))}),
      IsOk());
  EXPECT_EQ(store_.child_count(), 1U);
}

TEST_F(DoorTest, AContentRecordIsChangedByItsWriterAlone) {
  const Case referral = refer(kSocial);
  Change change = update(kSocial,
                         "ServiceRequest",
                         referral.request,
                         {{"\"status\":\"active\"", "\"status\":\"revoked\""}});

  EXPECT_THAT(submit(kSocial, {change}), FailsWithId("EXCHANGE-NOT-YOURS"));
}

TEST_F(DoorTest, AnUpdateOfATaskNeedsIfMatch) {
  const Case referral = refer(kSocial);
  Change change = update(kSocial, "Task", referral.task, {{"requested", "received"}});
  change.if_match.reset();

  EXPECT_THAT(submit(kSocial, {change}), FailsWith(ErrorKind::precondition_required));
}

TEST_F(DoorTest, ALostIfMatchIsNotRetried) {
  const Case referral = refer(kSocial);
  const Change late = update(kSocial, "Task", referral.task, {{"requested", "received"}});
  const Change race = update(kSocial, "Task", referral.task, {{"requested", "received"}});
  store_.before_next_commit([&] { EXPECT_THAT(submit(kSocial, {race}), IsOk()); });

  const auto done = submit(kSocial, {late});

  EXPECT_THAT(done, FailsWith(ErrorKind::precondition_failed));
  EXPECT_EQ((*store_.find(kSocial, "Task", referral.task))->ref.version, 2U);
}

TEST_F(DoorTest, AnUpdateOfWhatIsNotThereIsNotFound) {
  Change change = create(patient_json());
  change.interaction = Interaction::update;
  change.id = "nobody";

  EXPECT_THAT(submit(kSchool, {change}), FailsWith(ErrorKind::not_found));
}

TEST_F(DoorTest, AReplayIsAnsweredAsTheFirstTimeAndChangesNothing) {
  const auto command = [this] {
    return with_key({.caller = caller(kSchool), .changes = {create(patient_json())}}, "hash");
  };
  const auto first = submit(command());
  const std::size_t versions = store_.version_count();

  const auto second = submit(command());

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_FALSE(first->replayed);
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(second->note, "log-7");
  EXPECT_EQ(second->done.at(0).ref, first->done.at(0).ref);
  EXPECT_EQ(second->done.at(0).json, first->done.at(0).json);
  EXPECT_EQ(store_.version_count(), versions);
}

TEST_F(DoorTest, AReusedKeyWithAnotherBodyIsAConflict) {
  ASSERT_THAT(
      submit(with_key({.caller = caller(kSchool), .changes = {create(patient_json())}}, "one")),
      IsOk());

  EXPECT_THAT(
      submit(with_key({.caller = caller(kSchool), .changes = {create(patient_json())}}, "other")),
      FailsWithId("EXCHANGE-IDEMPOTENCY-REUSED"));
  EXPECT_EQ(store_.version_count(), 1U);
}

TEST_F(DoorTest, OfTwoCopiesAtOnceTheSecondWaitsForTheFirst) {
  const auto command = [this] {
    return with_key({.caller = caller(kSchool), .changes = {create(patient_json())}}, "hash");
  };
  std::vector<fhir::Checked<Outcome>> results;
  store_.hold_completions();
  for (int i = 0; i < 2; ++i) {
    exchange_->door().submit(
        command(), [&results](fhir::Checked<Outcome> each) { results.push_back(std::move(each)); });
  }
  EXPECT_TRUE(results.empty());

  store_.release();

  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(store_.version_count(), 1U);
  ASSERT_THAT(results[0], IsOk());
  ASSERT_THAT(results[1], IsOk());
  EXPECT_NE(results[0]->replayed, results[1]->replayed);
}

// Whose client has gone: the store still works on it, and calls back.
TEST_F(DoorTest, IsSettledOnlyWhenWhatWasSubmittedIsCompleted) {
  std::atomic<bool> settling = false;
  std::atomic<bool> completed = false;
  store_.hold_completions();
  exchange_->door().submit({.caller = caller(kSchool), .changes = {create(patient_json())}},
                           [&completed](const fhir::Checked<Outcome>&) { completed = true; });
  std::thread writer([&] {
    settling.wait(false);
    store_.release();
  });
  settling = true;
  settling.notify_all();

  exchange_->settle();

  EXPECT_TRUE(completed);
  writer.join();
}

TEST_F(DoorTest, ARefusedRequestIsNotRemembered) {
  const auto refused = submit(with_key(
      {.caller = caller(kSchool), .changes = {create(service_request_json("Patient/none"))}},
      "one"));
  EXPECT_THAT(refused, FailsWith(ErrorKind::invalid));

  EXPECT_THAT(
      submit(with_key({.caller = caller(kSchool), .changes = {create(patient_json())}}, "other")),
      IsOk());
}

TEST_F(DoorTest, AFullQueueIsAnsweredAsUnavailableAndStoresNothing) {
  store_.fail_next({ErrorKind::unavailable, "STORE-QUEUE", "the queue is full"});

  EXPECT_THAT(submit(kSchool, {create(patient_json())}), FailsWith(ErrorKind::unavailable));
  EXPECT_EQ(store_.version_count(), 0U);
}

TEST_F(DoorTest, ALostRaceIsPreparedAgainAtMostFiveTimes) {
  const Case referral = refer(kSocial);
  int races = 0;
  std::function<void()> race = [&] {
    ++races;
    ASSERT_THAT(submit(kSchool, {update(kSchool, "Consent", referral.consent, {})}), IsOk());
    store_.before_next_commit(race);
  };
  Change change = create(service_request_json("Patient/" + referral.patient), "urn:uuid:s");
  Change task = create(task_json("requested",
                                 "Patient/" + referral.patient,
                                 "urn:uuid:s",
                                 "Organization/social",
                                 basis_consent("Consent/" + referral.consent)));
  store_.before_next_commit(race);

  const auto done = submit(kSchool, {change, task});

  EXPECT_THAT(done, FailsWithId("EXCHANGE-BUSY"));
  EXPECT_EQ(races, 5);
}

TEST_F(DoorTest, ACallerThatIsTurnedAwayIsRecordedBeforeItIsTold) {
  const auto turn_away = [this] {
    std::optional<Result<void>> recorded;
    exchange_->door().turn_away(
        {{"CN=Test CA", "SE2321000016-SYS9", "f00d", {}}, "request-1", "DIRECTORY-UNIT-NOT-LISTED"},
        [&recorded](Result<void> result) { recorded = std::move(result); });
    return std::move(*recorded);
  };

  ASSERT_THAT(turn_away(), IsOk());
  ASSERT_EQ(store_.audit_records().size(), 1U);
  const store::AuditRecord& record = store_.audit_records().back();
  EXPECT_EQ(record.event, "caller-refused");
  EXPECT_EQ(record.outcome, 8);
  EXPECT_EQ(record.org, store::kEveryone);
  EXPECT_EQ(record.system, "SE2321000016-SYS9");
  EXPECT_EQ(record.certificate, "f00d");
  EXPECT_EQ(record.request_id, "request-1");
  EXPECT_EQ(record.detail, "DIRECTORY-UNIT-NOT-LISTED");

  store_.fail_next({ErrorKind::unavailable, "STORE-QUEUE", "the queue is full"});
  EXPECT_THAT(turn_away(), FailsWith(ErrorKind::unavailable));
}

TEST_F(DoorTest, TheAnswerToACallerThatIsTurnedAwayLeavesTheWritersThread) {
  executor_.holds = true;
  bool is_told = false;
  exchange_->door().turn_away({}, [&is_told](Result<void>) { is_told = true; });

  EXPECT_EQ(store_.audit_records().size(), 1U);
  EXPECT_FALSE(is_told);
  executor_.run();
  EXPECT_TRUE(is_told);
}

TEST_F(DoorTest, AMessageIsFoundAgainByTheIdThatItsSenderGaveIt) {
  const auto done = submit({.caller = caller(kSchool),
                            .origin = Origin::message,
                            .changes = {create(patient_json())},
                            .message_id = "6f0f5d1c-0000-4000-8000-000000000001"});
  ASSERT_THAT(done, IsOk());

  const auto record =
      std::ranges::find(store_.audit_records(), "message-received", &store::AuditRecord::event);

  ASSERT_NE(record, store_.audit_records().end());
  EXPECT_EQ(record->detail, "6f0f5d1c-0000-4000-8000-000000000001");
  ASSERT_EQ(record->entities.size(), 1U);
  EXPECT_EQ(record->entities[0].ref, done->done[0].ref);
  EXPECT_EQ(record->child, 1);
}

TEST_F(DoorTest, WhatCameOtherwiseIsNoMessage) {
  ASSERT_THAT(submit(kSchool, {create(patient_json())}), IsOk());

  EXPECT_EQ(
      std::ranges::count(store_.audit_records(), "message-received", &store::AuditRecord::event),
      0);
}

}  // namespace
}  // namespace gateway::exchange::test
