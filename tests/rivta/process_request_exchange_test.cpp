// A referral through the real exchange: what is stored, who sees it, and what a replay does.
#include <algorithm>
#include <set>

#include <gmock/gmock.h>

#include "gateway/exchange/exchange.hpp"
#include "gateway/exchange/snapshot.hpp"

#include "tests/exchange/exchange_fixture.hpp"
#include "tests/exchange/memory_store.hpp"
#include "tests/rivta/request_message.hpp"
#include "tests/rivta/rivta_stand.hpp"

namespace gateway::rivta {
namespace {

using test::element_text;
using test::replaced;
using test::request_message;

constexpr store::OrgKey kSender = 1;
constexpr store::OrgKey kReceiver = 2;
constexpr store::OrgKey kStranger = 3;

std::shared_ptr<const exchange::Directory> directory(const std::string& basis) {
  std::vector<exchange::Unit> units(3);
  const char* const names[] = {"SE2321000016-SKOLA1", "SE2321000016-BUP1", "SE2321000016-HAB1"};
  for (std::size_t i = 0; i < units.size(); ++i) {
    units[i].key = static_cast<store::OrgKey>(i + 1);
    units[i].hsa_id = names[i];
    units[i].id = "unit-" + std::to_string(i + 1);
    units[i].secrecy = "region";
  }
  for (exchange::Unit& unit : units)
    unit.rivta_basis = basis;
  std::vector<exchange::System> systems = {
      {"CN=Test CA", "SE2321000016-SYS1", {"SE2321000016-SKOLA1", "SE2321000016-BUP1"}}};
  return std::make_shared<const exchange::Directory>(std::move(units), std::move(systems));
}

class ProcessRequestExchangeTest : public testing::Test {
 protected:
  void start(const std::string& basis) {
    const auto units = directory(basis);
    exchange_ = exchange::make_exchange({.reader = store_,
                                         .writer = store_,
                                         .directory = units,
                                         .extractor = extractor_,
                                         .clock = clock_,
                                         .random = random_,
                                         .executor = executor_,
                                         .base_url = "https://brygga.example/fhir",
                                         .in_hand = in_hand_});
    front_ = std::make_unique<ProcessRequestFront>(FrontParts{.door = exchange_->door(),
                                                              .directory = units,
                                                              .definitions = test::definitions(),
                                                              .schemas = test::schemas(),
                                                              .random = random_,
                                                              .log = log_});
  }

  std::string send(const std::string& message, const std::string& log_id = "first-log-id") {
    wire::Response answer;
    wire::Request request = test::Stand().request(message);
    request.request_id = log_id;
    front_->handle(std::move(request),
                   [&answer](wire::Response response) { answer = std::move(response); });
    return answer.body;
  }

  std::vector<store::StoredResource> all(store::OrgKey org, const std::string& type) {
    search::Query query;
    query.type = type;
    auto page = static_cast<store::Reader&>(store_).search(org, query);
    return page ? std::move(page->matches) : std::vector<store::StoredResource>(999);
  }
  std::size_t count(store::OrgKey org, const std::string& type) { return all(org, type).size(); }
  std::size_t written_by(store::OrgKey org, const std::string& type) {
    return static_cast<std::size_t>(
        std::ranges::count(all(org, type), org, &store::StoredResource::writer));
  }

  // The sender's Patient of which there is one.
  store::StoredResource the_patient() { return all(kSender, "Patient").at(0); }
  // Whom the sender's referrals are about.
  std::set<std::string> subjects() {
    std::set<std::string> found;
    for (const store::StoredResource& each : all(kSender, "ServiceRequest")) {
      const auto tree = exchange::read_stored(each, test::definitions().types());
      found.emplace(tree->root().child("subject").child("reference").value());
    }
    return found;
  }

  test::ManualClock clock_;
  test::SequenceRandom random_;
  test::MemoryLog sink_;
  Log log_{sink_, clock_};
  exchange::test::TestExecutor executor_;
  store::InHand in_hand_;
  exchange::test::MemoryStore store_{test::definitions().types(), clock_};
  search::Extractor extractor_{test::definitions().types()};
  std::unique_ptr<exchange::Exchange> exchange_;
  std::unique_ptr<ProcessRequestFront> front_;
};

TEST_F(ProcessRequestExchangeTest, StoresTheThreeResourcesOfTheSender) {
  start("osl-25-12");

  const std::string answer = send(request_message());

  EXPECT_EQ(element_text(answer, "resultCode"), "INFO") << answer;
  EXPECT_EQ(count(kSender, "Patient"), 1U);
  EXPECT_EQ(count(kSender, "ServiceRequest"), 1U);
  EXPECT_EQ(count(kSender, "Task"), 1U);
  EXPECT_EQ(count(kStranger, "Task"), 0U);
  EXPECT_EQ(count(kStranger, "Patient"), 0U);
}

TEST_F(ProcessRequestExchangeTest, AReceiverWithoutEndpointHasItInItsInbox) {
  start("osl-25-12");

  send(request_message());

  EXPECT_EQ(count(kReceiver, "Task"), 1U);
  EXPECT_EQ(count(kReceiver, "ServiceRequest"), 1U);
}

TEST_F(ProcessRequestExchangeTest, AReplayChangesNothing) {
  start("osl-25-12");

  const std::string first = send(request_message());
  const std::string second = send(request_message());

  EXPECT_EQ(first, second);
  EXPECT_EQ(count(kSender, "Task"), 1U);
}

TEST_F(ProcessRequestExchangeTest, TheSameIdWithOtherContentIsRefused) {
  start("osl-25-12");
  send(request_message());

  const std::string answer = send(replaced(request_message(), "Allergi", "Ingen allergi"));

  EXPECT_EQ(element_text(answer, "errorCode"), "APPLICATION_ERROR") << answer;
  EXPECT_EQ(count(kSender, "Task"), 1U);
}

TEST_F(ProcessRequestExchangeTest, ASenderWithoutLegalBasisIsRefused) {
  start("");

  const std::string answer = send(request_message());

  EXPECT_EQ(element_text(answer, "errorCode"), "VALIDATION_ERROR") << answer;
  EXPECT_EQ(count(kSender, "Task"), 0U);
  EXPECT_EQ(count(kSender, "Patient"), 0U);
}

// --- the sender's Patient ---

// The same message, as the clinic sends it to the habilitation centre.
std::string from_receiver(const std::string& message) {
  std::string turned = replaced(message, ">SE2321000016-BUP1<", ">SE2321000016-HAB1<");
  turned = replaced(turned,
                    R"(<organisation><careUnitId extension="SE2321000016-BUP1")",
                    R"(<organisation><careUnitId extension="SE2321000016-HAB1")");
  return replaced(turned,
                  R"(<careUnitId extension="SE2321000016-SKOLA1")",
                  R"(<careUnitId extension="SE2321000016-BUP1")");
}

// Another referral of the same sender.
std::string second_referral() {
  return replaced(request_message(), "remiss-17", "remiss-18");
}

TEST_F(ProcessRequestExchangeTest, ASecondReferralUsesThePatientThatTheSenderHas) {
  start("osl-25-12");
  send(request_message());

  const std::string answer = send(second_referral());

  EXPECT_EQ(element_text(answer, "resultCode"), "INFO") << answer;
  EXPECT_EQ(count(kSender, "Patient"), 1U);
  EXPECT_EQ(count(kSender, "ServiceRequest"), 2U);
  EXPECT_EQ(the_patient().ref.version, 1U);
  EXPECT_EQ(subjects(), (std::set<std::string>{"Patient/" + the_patient().ref.id}));
}

TEST_F(ProcessRequestExchangeTest, WhatASecondReferralSaysAnewIsWrittenToThePatient) {
  start("osl-25-12");
  send(request_message());
  const std::string id = the_patient().ref.id;

  const std::string answer = send(replaced(second_referral(), "Storgatan 1", "Nygatan 2"));

  EXPECT_EQ(element_text(answer, "resultCode"), "INFO") << answer;
  EXPECT_EQ(count(kSender, "Patient"), 1U);
  EXPECT_EQ(the_patient().ref, (store::ResourceRef{"Patient", id, 2}));
  EXPECT_THAT(the_patient().json, testing::HasSubstr("Nygatan 2"));
  EXPECT_THAT(the_patient().json, testing::Not(testing::HasSubstr("Storgatan 1")));
}

TEST_F(ProcessRequestExchangeTest, ThePatientOfAnotherOrganisationIsNotTaken) {
  start("osl-25-12");
  send(request_message());
  const std::string id = the_patient().ref.id;

  send(from_receiver(second_referral()));

  EXPECT_EQ(written_by(kSender, "Patient"), 1U);
  EXPECT_EQ(written_by(kReceiver, "Patient"), 1U);
  EXPECT_EQ(the_patient().ref, (store::ResourceRef{"Patient", id, 1}));
}

TEST_F(ProcessRequestExchangeTest, ATemporaryIdentityFindsNobody) {
  start("osl-25-12");
  const auto with_temporary_id = [](const std::string& message) {
    return replaced(message, "191212121212", "19121212T212");
  };
  send(with_temporary_id(request_message()));

  send(with_temporary_id(second_referral()));

  EXPECT_EQ(count(kSender, "Patient"), 2U);
}

// Two messages about a person whom the store does not know yet decide at the same time: the one
// that commits last must see the Patient of the first.
TEST_F(ProcessRequestExchangeTest, TwoFirstReferralsAtOnceMakeOnePatient) {
  start("osl-25-12");
  store_.before_next_commit([this] { send(second_referral()); });

  const std::string answer = send(request_message());

  EXPECT_EQ(element_text(answer, "resultCode"), "INFO") << answer;
  EXPECT_EQ(count(kSender, "Patient"), 1U);
  EXPECT_EQ(count(kSender, "ServiceRequest"), 2U);
  EXPECT_EQ(subjects().size(), 1U);
}

// --- the same referral after the rows of requests have ended ---

TEST_F(ProcessRequestExchangeTest, AReferralSentAgainLaterIsAnsweredLikeTheFirst) {
  start("osl-25-12");
  const std::string first = send(request_message());
  store_.forget_requests();

  const std::string second = send(request_message(), "another-log-id");

  EXPECT_EQ(first, second);
  EXPECT_EQ(count(kSender, "Task"), 1U);
  EXPECT_EQ(count(kSender, "ServiceRequest"), 1U);
}

TEST_F(ProcessRequestExchangeTest, TheSameIdWithOtherContentIsRefusedLaterToo) {
  start("osl-25-12");
  send(request_message());
  const std::string early = send(replaced(request_message(), "Allergi", "Ingen allergi"));
  store_.forget_requests();

  const std::string late = send(replaced(request_message(), "Allergi", "Ingen allergi"));

  EXPECT_EQ(element_text(late, "errorCode"), "APPLICATION_ERROR") << late;
  EXPECT_EQ(element_text(late, "subCode"), "EXCHANGE-IDEMPOTENCY-REUSED");
  EXPECT_EQ(early, late);
  EXPECT_EQ(count(kSender, "Task"), 1U);
}

TEST_F(ProcessRequestExchangeTest, AnIdThatDiffersInCaseIsAnotherReferral) {
  start("osl-25-12");
  send(request_message());
  store_.forget_requests();

  send(replaced(request_message(), "remiss-17", "REMISS-17"));

  EXPECT_EQ(count(kSender, "Task"), 2U);
}

TEST_F(ProcessRequestExchangeTest, TheIdOfAnotherOrganisationsReferralIsFree) {
  start("osl-25-12");
  send(request_message());

  send(from_receiver(request_message()));

  EXPECT_EQ(written_by(kReceiver, "ServiceRequest"), 1U);
}

}  // namespace
}  // namespace gateway::rivta
