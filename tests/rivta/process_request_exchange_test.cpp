// A referral through the real exchange: what is stored, who sees it, and what a replay does.
#include <gmock/gmock.h>

#include "gateway/exchange/exchange.hpp"

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
  units[0].rivta_basis = basis;
  std::vector<exchange::System> systems = {
      {"CN=Test CA", "SE2321000016-SYS1", {"SE2321000016-SKOLA1"}}};
  return std::make_shared<const exchange::Directory>(std::move(units), std::move(systems));
}

class ProcessRequestExchangeTest : public testing::Test {
 protected:
  void start(const std::string& basis) {
    const auto units = directory(basis);
    exchange_ = exchange::make_exchange({.reader = store_,
                                         .writer = store_,
                                         .directory = units,
                                         .types = test::definitions().types(),
                                         .clock = clock_,
                                         .random = random_,
                                         .executor = executor_,
                                         .base_url = "https://brygga.example/fhir"});
    front_ = std::make_unique<ProcessRequestFront>(FrontParts{.door = exchange_->door(),
                                                              .directory = units,
                                                              .definitions = test::definitions(),
                                                              .schemas = test::schemas(),
                                                              .random = random_,
                                                              .log = log_});
  }

  std::string send(const std::string& message) {
    wire::Response answer;
    front_->handle(test::Stand().request(message),
                   [&answer](wire::Response response) { answer = std::move(response); });
    return answer.body;
  }

  std::size_t count(store::OrgKey org, const std::string& type) {
    search::Query query;
    query.type = type;
    const auto page = static_cast<store::Reader&>(store_).search(org, query);
    return page ? page->matches.size() : 999;
  }

  test::ManualClock clock_;
  test::SequenceRandom random_;
  test::MemoryLog sink_;
  Log log_{sink_, clock_};
  exchange::test::TestExecutor executor_;
  exchange::test::MemoryStore store_{test::definitions().types(), clock_};
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

}  // namespace
}  // namespace gateway::rivta
