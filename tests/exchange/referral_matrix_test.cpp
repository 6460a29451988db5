// The whole matrix of a referral Task: status x status x party. domain.md, 4.
#include <fstream>
#include <map>
#include <sstream>

#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/builder.hpp"

#include "tests/exchange/exchange_fixture.hpp"

namespace gateway::exchange::test {
namespace {

struct Step {
  std::string from;
  std::string by;
  std::string to;
  friend auto operator<=>(const Step&, const Step&) = default;
};

std::map<Step, std::string> read_matrix() {
  std::map<Step, std::string> allowed;
  std::ifstream file(TEST_FOLDER "/referral_matrix.tsv");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    Step step;
    std::string with;
    fields >> step.from >> step.by >> step.to >> with;
    allowed[step] = with;
  }
  return allowed;
}

fhir::Resource concept_of(const std::string& system, const std::string& code) {
  fhir::Builder b(r4_types(), "CodeableConcept");
  b.begin("coding");
  b.add("system", system);
  b.add("code", code);
  b.end();
  return std::move(b).finish();
}

fhir::Resource resume_by() {
  fhir::Builder b(r4_types(), "Extension");
  b.add("url", "https://brygga.example/fhir/StructureDefinition/resume-by");
  b.add("valueDate", "2024-05-20");
  return std::move(b).finish();
}

fhir::Resource withheld(const std::string& reason) {
  fhir::Builder b(r4_types(), "Task.output");
  b.graft("type",
          concept_of("https://brygga.example/fhir/CodeSystem/task-parameter", "content-withheld"));
  b.graft("valueCodeableConcept",
          concept_of("https://brygga.example/fhir/CodeSystem/task-reason", reason));
  return std::move(b).finish();
}

fhir::Resource suggested(const std::string& service) {
  fhir::Builder b(r4_types(), "Task.output");
  b.graft(
      "type",
      concept_of("https://brygga.example/fhir/CodeSystem/task-parameter", "suggested-receiver"));
  b.begin("valueReference");
  b.add("reference", service);
  b.end();
  return std::move(b).finish();
}

bool names(const std::string& list, const std::string& word) {
  return list.find(word) != std::string::npos;
}

class ReferralMatrixTest : public ExchangeTest {
 protected:
  // What the owner sees, or the requester where the owner sees nothing yet.
  Change change_to(const Case& referral, const std::string& to, const std::string& with) {
    const auto stored = store_.find(kSchool, "Task", referral.task);
    const fhir::Resource task = parse((*stored)->json);
    Changes changes(task);
    changes.put("status", to);
    if (names(with, "reason")) {
      changes.remove_all("statusReason");
      changes.add("statusReason",
                  concept_of("https://brygga.example/fhir/CodeSystem/task-reason", "other"));
    }
    if (names(with, "resume-by")) changes.add("extension", resume_by());
    if (names(with, "forwarded")) {
      changes.remove_all("businessStatus");
      changes.add(
          "businessStatus",
          concept_of("https://brygga.example/fhir/CodeSystem/business-status", "forwarded"));
      changes.add("output", suggested("HealthcareService/habilitation-service"));
    }
    if (names(with, "withheld")) {
      changes.add("output", withheld("guardian-objects-" + std::to_string((*stored)->ref.version)));
    }
    return {.interaction = Interaction::update,
            .resource = changes.apply(),
            .id = referral.task,
            .if_match = (*stored)->ref.version};
  }

  void take(const Case& referral,
            store::OrgKey org,
            const std::string& to,
            const std::string& with) {
    ASSERT_THAT(submit(org, {change_to(referral, to, with)}), IsOk()) << to;
  }

  // The requester asks to stop, and the owner agrees.
  void agree_to_abort(const Case& referral) {
    const std::string abort = ask_to_abort(referral, kSocial);
    for (const std::string to : {"received", "accepted"}) {
      ASSERT_THAT(submit(kSocial, {update_status(kSocial, abort, to)}), IsOk());
    }
  }

  Case reach(const std::string& status) {
    const Case referral = refer(kSocial, status == "draft" ? "draft" : "requested");
    if (status == "draft" || status == "requested") return referral;
    if (status == "cancelled") {
      take(referral, kSchool, "cancelled", "reason");
      return referral;
    }
    if (status == "entered-in-error") {
      take(referral, kSchool, "entered-in-error", "-");
      return referral;
    }
    take(referral, kSocial, "received", "-");
    if (status == "received") return referral;
    if (status == "on-hold/received") {
      take(referral, kSocial, "on-hold", "reason,resume-by");
      return referral;
    }
    if (status == "rejected") {
      take(referral, kSocial, "rejected", "reason");
      return referral;
    }
    take(referral, kSocial, "accepted", "-");
    if (status == "accepted") return referral;
    take(referral, kSocial, "in-progress", "-");
    if (status == "failed") take(referral, kSocial, "failed", "reason");
    if (status == "on-hold") take(referral, kSocial, "on-hold", "reason,resume-by");
    if (status == "completed") take(referral, kSocial, "completed", "withheld");
    return referral;
  }
};

const std::vector<std::string> kStatuses{"draft",
                                         "requested",
                                         "received",
                                         "accepted",
                                         "rejected",
                                         "cancelled",
                                         "in-progress",
                                         "on-hold",
                                         "failed",
                                         "completed",
                                         "entered-in-error"};

std::vector<std::string> starts() {
  std::vector<std::string> all = kStatuses;
  all.emplace_back("on-hold/received");
  return all;
}

TEST_F(ReferralMatrixTest, AllowsExactlyTheStepsOfTheDomain) {
  const auto allowed = read_matrix();
  ASSERT_EQ(allowed.size(), 28U);
  std::size_t taken = 0;
  for (const std::string& from : starts()) {
    for (const std::string& to : kStatuses) {
      for (const std::string by : {"requester", "owner"}) {
        SCOPED_TRACE(from + " -> " + to + " by " + by);
        const Case referral = reach(from);
        const std::string status = from.substr(0, from.find('/'));
        ASSERT_EQ(status_of(referral), status);
        const auto row = allowed.find(Step{from, by, to});
        const std::string with = row == allowed.end() ? "reason" : row->second;
        if (names(with, "abort")) agree_to_abort(referral);
        const std::size_t versions = store_.version_count();

        const auto done =
            submit(by == "owner" ? kSocial : kSchool, {change_to(referral, to, with)});

        EXPECT_EQ(done.has_value(), row != allowed.end())
            << (done ? "" : std::string(done.error().error.id));
        EXPECT_EQ(status_of(referral), row == allowed.end() ? status : to);
        if (done) {
          ++taken;
          continue;
        }
        EXPECT_EQ(store_.version_count(), versions);
        const ErrorKind kind = done.error().error.kind;
        const bool is_hidden = from == "draft" && by == "owner";
        EXPECT_TRUE(kind == ErrorKind::conflict || kind == ErrorKind::forbidden ||
                    (is_hidden && kind == ErrorKind::not_found))
            << done.error().error.id;
      }
    }
  }
  EXPECT_EQ(taken, 28U);
}

TEST_F(ReferralMatrixTest, ARefusedStepNamesTheStatusAndTheLegalActions) {
  const Case referral = reach("received");

  const auto done = submit(kSocial, {change_to(referral, "completed", "withheld")});

  ASSERT_THAT(done, FailsWithId("EXCHANGE-NO-TRANSITION"));
  std::string all;
  for (const fhir::Issue& each : done.error().issues.issues())
    all += each.text + "\n";
  EXPECT_NE(all.find("current status is received"), std::string::npos) << all;
  EXPECT_NE(all.find("accept, reject, forward, hold"), std::string::npos) << all;
}

TEST_F(ReferralMatrixTest, AHumanStepNeedsThePerson) {
  const Case referral = reach("received");

  const auto done =
      submit({.caller = caller(kSocial, false), .changes = {change_to(referral, "accepted", "-")}});

  EXPECT_THAT(done, FailsWithId("EXCHANGE-PERSON-REQUIRED"));
  EXPECT_EQ(status_of(referral), "received");
}

TEST_F(ReferralMatrixTest, ARejectionNeedsACodedReason) {
  const Case referral = reach("received");

  EXPECT_THAT(submit(kSocial, {change_to(referral, "rejected", "-")}),
              FailsWithId("EXCHANGE-REASON"));
}

TEST_F(ReferralMatrixTest, R09_NothingIsCompletedWithoutAnAnswer) {
  const Case referral = reach("in-progress");

  EXPECT_THAT(submit(kSocial, {change_to(referral, "completed", "-")}),
              FailsWithId("EXCHANGE-ANSWER-MISSING"));
  EXPECT_THAT(submit(kSocial, {change_to(referral, "completed", "withheld")}), IsOk());
}

TEST_F(ReferralMatrixTest, AHoldEndsWhereItBegan) {
  const Case referral = refer(kSocial);
  take(referral, kSocial, "received", "-");
  take(referral, kSocial, "on-hold", "reason,resume-by");

  EXPECT_THAT(submit(kSocial, {change_to(referral, "in-progress", "-")}),
              FailsWithId("EXCHANGE-HELD-STATUS"));
  EXPECT_THAT(submit(kSchool, {change_to(referral, "received", "-")}), IsOk());
}

TEST_F(ReferralMatrixTest, AStepLeavesOtherElementsAlone) {
  const Case referral = reach("received");
  Change change = change_to(referral, "accepted", "-");
  Changes changes(change.resource);
  changes.put("priority", "stat");
  change.resource = changes.apply();

  EXPECT_THAT(submit(kSocial, {change}), FailsWithId("EXCHANGE-ELEMENT-FIXED"));
}

}  // namespace
}  // namespace gateway::exchange::test
