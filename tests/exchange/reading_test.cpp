// Reading and its records; $actions and $read. domain.md, R3; security.md, T22.
#include "tests/exchange/exchange_fixture.hpp"

namespace gateway::exchange::test {
namespace {

// Takes what was prepared only when it is released, as a front does.
template <typename T>
Prepare<T> into(std::optional<fhir::Checked<T>>& result) {
  return [&result](fhir::Checked<T> value) -> Release {
    return [&result, value = std::move(value)](Result<void> recorded) mutable {
      if (!recorded) value = std::unexpected(fhir::Failure(std::move(recorded).error()));
      result = std::move(value);
    };
  };
}

class ReadingTest : public ExchangeTest {
 protected:
  fhir::Checked<store::StoredResource> read(store::OrgKey org,
                                            const std::string& type,
                                            const std::string& id) {
    std::optional<fhir::Checked<store::StoredResource>> result;
    exchange_->reading().read(caller(org), type, id, std::nullopt, into(result));
    return std::move(*result);
  }
  fhir::Checked<Outcome> mark_read(store::OrgKey org, const std::string& id, bool with_person) {
    std::optional<fhir::Checked<Outcome>> result;
    exchange_->door().mark_read(
        caller(org, with_person), id, [&result](auto each) { result = std::move(each); });
    return std::move(*result);
  }
  std::vector<std::string> actions(store::OrgKey org, const std::string& id) {
    std::optional<fhir::Checked<fhir::Resource>> answer;
    exchange_->reading().actions(caller(org), id, into(answer));
    std::vector<std::string> codes;
    EXPECT_THAT(*answer, IsOk());
    if (!*answer) return codes;
    for (const fhir::Node each : (*answer)->root().children("parameter")) {
      codes.emplace_back(each.children("part")[0].child("valueCode").value());
    }
    return codes;
  }
};

TEST_F(ReadingTest, AReadLeavesARecordBeforeItIsAnswered) {
  const Case referral = refer(kSocial);

  ASSERT_THAT(read(kSchool, "Patient", referral.patient), IsOk());

  const store::AuditRecord& record = store_.audit_records().back();
  EXPECT_EQ(record.event, "rest-read");
  EXPECT_EQ(record.child, 1);
  EXPECT_EQ(record.entities.at(0).ref.id, referral.patient);
  EXPECT_EQ(record.person, "SE2120000142-P1|psychologist");
}

TEST_F(ReadingTest, WithoutARecordThereIsNoAnswer) {
  const Case referral = refer(kSocial);
  store_.fail_next({ErrorKind::unavailable, "STORE-QUEUE", "the queue is full"});

  EXPECT_THAT(read(kSchool, "Patient", referral.patient), FailsWith(ErrorKind::unavailable));
}

TEST_F(ReadingTest, WhatIsAnothersIsNotFoundAndTheAttemptIsRecorded) {
  const Case referral = refer(kSocial);

  EXPECT_THAT(read(kHabilitation, "Patient", referral.patient), FailsWith(ErrorKind::not_found));
  EXPECT_EQ(store_.audit_records().back().outcome, 4);
  EXPECT_EQ(store_.audit_records().back().org, kHabilitation);
}

TEST_F(ReadingTest, TheDirectoryIsReadWithoutARecord) {
  ASSERT_THAT(exchange_->publish_directory(), IsOk());
  const std::size_t records = store_.audit_records().size();

  EXPECT_THAT(read(kSchool, "Organization", "bup"), IsOk());
  EXPECT_THAT(read(kBup, "HealthcareService", "social-service"), IsOk());
  EXPECT_EQ(store_.audit_records().size(), records);
}

TEST_F(ReadingTest, AnEndpointHasTheAddressOfTheGatewayNotOfTheUnit) {
  ASSERT_THAT(exchange_->publish_directory(), IsOk());

  const auto endpoint = read(kSchool, "Endpoint", "bup-endpoint");

  ASSERT_THAT(endpoint, IsOk());
  EXPECT_THAT(endpoint->json,
              testing::HasSubstr(R"("address":"https://brygga.example/fhir/$process-message")"));
  EXPECT_THAT(endpoint->json, testing::Not(testing::HasSubstr("bup.example")));
}

TEST_F(ReadingTest, TheDirectoryIsPublishedOnce) {
  ASSERT_THAT(exchange_->publish_directory(), IsOk());
  const std::size_t versions = store_.version_count();
  EXPECT_EQ(versions, 4U + 4U + 2U);

  ASSERT_THAT(exchange_->publish_directory(), IsOk());

  EXPECT_EQ(store_.version_count(), versions);
}

TEST_F(ReadingTest, AHistoryHoldsTheVersionsThatTheCallerWasGiven) {
  const Case referral = refer(kBup);
  deliver_all();
  std::optional<fhir::Checked<store::HistoryPage>> page;

  exchange_->reading().history(caller(kSchool), {"Task", referral.task, {.count = 10}}, into(page));
  ASSERT_THAT(*page, IsOk());
  EXPECT_EQ((*page)->versions.size(), 2U);
  EXPECT_EQ((*page)->total, 2U);
  exchange_->reading().history(caller(kBup), {"Task", referral.task, {.count = 10}}, into(page));
  ASSERT_THAT(*page, IsOk());
  ASSERT_EQ((*page)->versions.size(), 1U);
  EXPECT_EQ((*page)->versions[0].ref.version, 2U);
}

TEST_F(ReadingTest, AHistoryOfATimeWithoutVersionsIsEmptyAndOneOfNothingIsNotFound) {
  const Case referral = refer(kBup);
  std::optional<fhir::Checked<store::HistoryPage>> page;
  const store::HistoryRange range{.count = 10, .since = clock_.now() + std::chrono::hours(1)};

  exchange_->reading().history(caller(kSchool), {"Task", referral.task, range}, into(page));
  ASSERT_THAT(*page, IsOk());
  EXPECT_TRUE((*page)->versions.empty());
  exchange_->reading().history(caller(kHabilitation), {"Task", referral.task, range}, into(page));
  EXPECT_THAT(*page, FailsWith(ErrorKind::not_found));
}

TEST_F(ReadingTest, AHistoryOfATypeLeavesOneRecordForTheChildThatWasSeen) {
  refer(kSocial);
  refer(kSocial);
  const std::size_t before = store_.audit_records().size();
  std::optional<fhir::Checked<store::HistoryPage>> page;

  exchange_->reading().history(caller(kSchool), {"Patient", "", {.count = 10}}, into(page));

  ASSERT_THAT(*page, IsOk());
  EXPECT_EQ((*page)->total, 2U);
  ASSERT_EQ(store_.audit_records().size(), before + 1);
  const store::AuditRecord& record = store_.audit_records().back();
  EXPECT_EQ(record.event, "rest-history");
  EXPECT_EQ(record.detail, "Patient");
  EXPECT_EQ(record.entities.size(), 2U);
}

TEST_F(ReadingTest, AHistoryOfEverythingRecordsNothingOfTheDirectory) {
  ASSERT_THAT(exchange_->publish_directory(), IsOk());
  const std::size_t before = store_.audit_records().size();
  std::optional<fhir::Checked<store::HistoryPage>> page;

  exchange_->reading().history(caller(kHabilitation), {"", "", {.count = 100}}, into(page));
  ASSERT_THAT(*page, IsOk());
  EXPECT_EQ((*page)->versions.size(), 10U);
  ASSERT_EQ(store_.audit_records().size(), before + 1);
  EXPECT_TRUE(store_.audit_records().back().entities.empty());
  exchange_->reading().history(
      caller(kHabilitation), {"Organization", "", {.count = 100}}, into(page));
  EXPECT_EQ((*page)->versions.size(), 4U);
  EXPECT_EQ(store_.audit_records().size(), before + 1);
}

TEST_F(ReadingTest, AHistoryOfTheAuditIsThatOfTheCallersOwnRecords) {
  const Case referral = refer(kSocial);
  ASSERT_THAT(read(kSchool, "Patient", referral.patient), IsOk());
  std::optional<fhir::Checked<store::HistoryPage>> page;

  exchange_->reading().history(caller(kSchool), {"AuditEvent", "", {.count = 1}}, into(page));
  ASSERT_THAT(*page, IsOk());
  ASSERT_EQ((*page)->versions.size(), 1U);
  ASSERT_TRUE((*page)->next.has_value());
  EXPECT_FALSE((*page)->total.has_value());
  const std::string newest = (*page)->versions[0].ref.id;
  const store::HistoryRange rest{.after = (*page)->next, .count = 10};
  exchange_->reading().history(caller(kSchool), {"AuditEvent", "", rest}, into(page));
  for (const store::StoredResource& each : (*page)->versions)
    EXPECT_NE(each.ref.id, newest);
  exchange_->reading().history(caller(kSchool), {"AuditEvent", newest, {.count = 10}}, into(page));
  ASSERT_THAT(*page, IsOk());
  EXPECT_EQ((*page)->total, 1U);
  exchange_->reading().history(
      caller(kHabilitation), {"AuditEvent", newest, {.count = 10}}, into(page));
  EXPECT_THAT(*page, FailsWith(ErrorKind::not_found));
}

TEST_F(ReadingTest, ActionsAreThoseOfTheCallersRole) {
  const Case referral = refer(kSocial);

  EXPECT_EQ(actions(kSocial, referral.task), std::vector<std::string>{"receive"});
  EXPECT_EQ(actions(kSchool, referral.task),
            (std::vector<std::string>{"cancel", "withdraw-in-error"}));
  move(referral, kSocial, "received");
  EXPECT_EQ(actions(kSocial, referral.task),
            (std::vector<std::string>{"accept", "reject", "forward", "hold"}));
}

TEST_F(ReadingTest, R03_ReadingNeedsThePersonAndIsItsOwnEvent) {
  const Case referral = refer(kBup);
  deliver_all();

  EXPECT_THAT(mark_read(kBup, referral.task, false), FailsWithId("EXCHANGE-PERSON-REQUIRED"));
  const auto done = mark_read(kBup, referral.task, true);

  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->done.at(0).ref.version, 2U);
  EXPECT_EQ(store_.audit_records().back().event, "task-read");
  EXPECT_EQ(status_of(referral), "received");
}

TEST_F(ReadingTest, R03_OpeningAnInboxItemIsItsReceipt) {
  const Case referral = refer(kSocial);

  const auto done = mark_read(kSocial, referral.task, true);

  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(status_of(referral, kSchool), "received");
  EXPECT_NE(done->done.at(0).json.find("\"received\""), std::string::npos);
}

TEST_F(ReadingTest, ReadingByTheRequesterMovesNothing) {
  const Case referral = refer(kSocial);

  ASSERT_THAT(mark_read(kSchool, referral.task, true), IsOk());

  EXPECT_EQ(status_of(referral), "requested");
}

TEST_F(ReadingTest, ASearchRecordsWhatItFound) {
  const Case referral = refer(kSocial);
  search::Query query;
  query.type = "Task";
  std::optional<fhir::Checked<store::SearchPage>> page;

  exchange_->reading().search(caller(kSocial), query, into(page));

  ASSERT_THAT(*page, IsOk());
  EXPECT_EQ((*page)->matches.size(), 1U);
  EXPECT_EQ(store_.audit_records().back().event, "rest-search");
  EXPECT_EQ(store_.audit_records().back().entities.at(0).ref.id, referral.task);
}

}  // namespace
}  // namespace gateway::exchange::test
