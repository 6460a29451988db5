#include "gateway/delivery/dispatcher.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/fhir/builder.hpp"

#include "tests/delivery/message_types.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/support/sequence_random.hpp"

namespace gateway::delivery {
namespace {

using namespace std::chrono_literals;
using exchange::Parcel;
using exchange::Verdict;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kOk =
    R"({"resourceType":"Bundle","type":"message","entry":[{"resource":)"
    R"({"resourceType":"MessageHeader","response":{"identifier":"m-1","code":"ok"}}}]})";

struct Finished {
  Verdict verdict;
  std::string code;
  Instant next_attempt;
};

// Gives out what a test puts in, and keeps what the dispatcher says of it.
class FakeDeliveries final : public exchange::Deliveries {
 public:
  std::deque<std::vector<Parcel>> due;
  std::vector<store::ClaimRequest> requests;
  std::vector<Finished> finished;
  std::function<void()> on_finish = [] {};

  void claim(store::ClaimRequest request,
             std::move_only_function<void(Result<std::vector<Parcel>>)> completion) override {
    requests.push_back(std::move(request));
    std::vector<Parcel> parcels;
    if (!due.empty()) {
      parcels = std::move(due.front());
      due.pop_front();
    }
    completion(std::move(parcels));
  }

  void finish(const store::Claim& /*claim*/,
              exchange::Attempt attempt,
              std::move_only_function<void(Result<void>)> completion) override {
    on_finish();
    finished.push_back({attempt.verdict, std::move(attempt.code), attempt.next_attempt});
    completion({});
  }
};

// Keeps what is sent until the test answers.
class FakeSender final : public Sender {
 public:
  std::deque<std::pair<Outgoing, std::move_only_function<void(Reply)>>> sent;
  std::function<void()> on_send = [] {};

  void send(Outgoing outgoing, std::move_only_function<void(Reply)> done) override {
    on_send();
    sent.emplace_back(std::move(outgoing), std::move(done));
  }
  void answer(Reply reply) {
    auto [outgoing, done] = std::move(sent.front());
    sent.pop_front();
    done(std::move(reply));
  }
};

class DispatcherTest : public ::testing::Test {
 protected:
  // A dispatcher waits for what is on its way before it ends.
  void TearDown() override {
    while (!sender_.sent.empty())
      sender_.answer({0, "", "", "deadline"});
  }

  Parcel parcel(store::OrgKey receiver, unsigned attempts = 1) {
    fhir::Builder bundle(test::message_types(), "Bundle");
    bundle.add("type", "message");
    Parcel result{{},
                  {receiver, "https://r.example/fhir/$process-message", "SE1-R"},
                  std::move(bundle).finish()};
    result.claim.created = clock_.now();
    result.claim.attempts = attempts;
    result.claim.what.receiver = receiver;
    result.claim.what.message_id = "m-1";
    result.claim.what.correlation_id = "case-1";
    return result;
  }

  test::ManualClock clock_;
  test::SequenceRandom random_;
  test::MemoryLog lines_;
  Log log_{lines_, clock_};
  FakeDeliveries deliveries_;
  FakeSender sender_;
  store::InHand in_hand_;
  DispatcherLimits limits_{.in_flight = 4, .in_flight_per_receiver = 2};
  Dispatcher dispatcher_{
      {deliveries_, sender_, test::message_types(), clock_, random_, log_, in_hand_}, limits_};
};

TEST_F(DispatcherTest, SendsWhatIsDueAndRecordsTheReceipt) {
  deliveries_.due.push_back({parcel(7)});

  EXPECT_EQ(dispatcher_.turn(), 1U);
  EXPECT_EQ(sender_.sent.front().first.request_id, "m-1");
  EXPECT_EQ(sender_.sent.front().first.correlation_id, "case-1");
  sender_.answer({200, "application/fhir+json", std::string(kOk), ""});

  ASSERT_EQ(deliveries_.finished.size(), 1U);
  EXPECT_EQ(deliveries_.finished[0].verdict, Verdict::received);
}

TEST_F(DispatcherTest, HasAMessageInHandOnlyWhileItIsWorkedOn) {
  std::vector<std::int64_t> while_sent;
  std::vector<std::int64_t> while_recorded;
  sender_.on_send = [&] { while_sent = in_hand_.noted(); };
  deliveries_.on_finish = [&] { while_recorded = in_hand_.noted(); };
  deliveries_.due.push_back({parcel(7)});
  deliveries_.due.front().front().claim.id = 42;

  dispatcher_.turn();
  EXPECT_THAT(while_sent, ElementsAre(42));
  EXPECT_THAT(in_hand_.noted(), IsEmpty());
  sender_.answer({200, "application/fhir+json", std::string(kOk), ""});

  EXPECT_THAT(while_recorded, ElementsAre(42));
  EXPECT_THAT(in_hand_.noted(), IsEmpty());
}

TEST_F(DispatcherTest, TriesAgainLaterWithALongerWaitEachTime) {
  deliveries_.due.push_back({parcel(7, 1)});
  deliveries_.due.push_back({parcel(7, 5)});

  dispatcher_.turn();
  sender_.answer({0, "", "", "connect"});
  dispatcher_.turn();
  sender_.answer({503, "", "", ""});

  ASSERT_EQ(deliveries_.finished.size(), 2U);
  EXPECT_EQ(deliveries_.finished[0].verdict, Verdict::transient);
  EXPECT_EQ(deliveries_.finished[0].code, "connect");
  EXPECT_LE(deliveries_.finished[0].next_attempt, clock_.now() + 1s);
  EXPECT_GE(deliveries_.finished[1].next_attempt, clock_.now() + 8s);
}

TEST_F(DispatcherTest, AsksForNoMoreThanItMayHaveOnItsWay) {
  deliveries_.due.push_back({parcel(1), parcel(2), parcel(3)});

  dispatcher_.turn();
  dispatcher_.turn();

  EXPECT_EQ(deliveries_.requests[0].limit, 4U);
  EXPECT_EQ(deliveries_.requests[1].limit, 1U);
}

TEST_F(DispatcherTest, LeavesAReceiverAloneWhosePlacesAreTaken) {
  deliveries_.due.push_back({parcel(7), parcel(7)});

  dispatcher_.turn();
  dispatcher_.turn();

  EXPECT_THAT(deliveries_.requests[1].skip, Contains(7));
}

TEST_F(DispatcherTest, LeavesADeadReceiverAloneForAPauseAndNoOther) {
  for (int i = 0; i < 3; ++i) {
    deliveries_.due.push_back({parcel(7)});
    dispatcher_.turn();
    sender_.answer({0, "", "", "connect"});
  }

  dispatcher_.turn();
  EXPECT_THAT(deliveries_.requests.back().skip, ::testing::ElementsAre(7));
  clock_.advance(5s);
  dispatcher_.turn();
  EXPECT_THAT(deliveries_.requests.back().skip, IsEmpty());
}

TEST_F(DispatcherTest, TriesAgainAtOnceAfterAStaleConnection) {
  deliveries_.due.push_back({parcel(7)});
  dispatcher_.turn();

  sender_.answer({0, "", "", std::string(kStaleConnection)});

  ASSERT_EQ(deliveries_.finished.size(), 1U);
  EXPECT_EQ(deliveries_.finished[0].verdict, Verdict::transient);
  EXPECT_EQ(deliveries_.finished[0].code, kStaleConnection);
  EXPECT_EQ(deliveries_.finished[0].next_attempt, clock_.now());
}

TEST_F(DispatcherTest, DoesNotCountAStaleConnectionAgainstTheReceiver) {
  for (int i = 0; i < 10; ++i) {
    deliveries_.due.push_back({parcel(7)});
    dispatcher_.turn();
    sender_.answer({0, "", "", std::string(kStaleConnection)});
  }

  dispatcher_.turn();

  EXPECT_THAT(deliveries_.requests.back().skip, IsEmpty());
}

TEST_F(DispatcherTest, DoesNotCountAStaleConnectionInFavourOfTheReceiver) {
  for (const std::string_view failure : {std::string_view("connection"),
                                         kStaleConnection,
                                         std::string_view("connection"),
                                         kStaleConnection,
                                         std::string_view("connection")}) {
    deliveries_.due.push_back({parcel(7)});
    dispatcher_.turn();
    sender_.answer({0, "", "", std::string(failure)});
  }

  dispatcher_.turn();

  EXPECT_THAT(deliveries_.requests.back().skip, Contains(7));
}

TEST_F(DispatcherTest, KeepsReuseForFirstAttempts) {
  deliveries_.due.push_back({parcel(7, 1), parcel(8, 2)});

  dispatcher_.turn();

  EXPECT_FALSE(sender_.sent[0].first.on_new_connection);
  EXPECT_TRUE(sender_.sent[1].first.on_new_connection);
}

TEST_F(DispatcherTest, RaisesAnAlarmForAMessageThatIsLateAndNamesNoContent) {
  deliveries_.due.push_back({parcel(7)});
  dispatcher_.turn();
  clock_.advance(31min);

  sender_.answer({503, "", "", ""});

  ASSERT_EQ(lines_.lines().size(), 1U);
  EXPECT_THAT(lines_.lines()[0], HasSubstr("DELIVERY-LATE"));
}

// What the sender still touches must not be gone: it recorded the answer, but it has not returned.
TEST_F(DispatcherTest, StopsOnlyWhenTheSenderHasLetGoOfTheMessage) {
  deliveries_.due.push_back({parcel(7)});
  dispatcher_.turn();
  auto done = std::move(sender_.sent.front().second);
  sender_.sent.clear();
  done({200, "application/fhir+json", std::string(kOk), ""});
  ASSERT_EQ(deliveries_.finished.size(), 1U);

  std::atomic<bool> stopping = false;
  std::atomic<bool> let_go = false;
  std::thread sender([&] {
    stopping.wait(false);
    let_go = true;
    done = nullptr;
  });
  stopping = true;
  stopping.notify_all();
  dispatcher_.stop();

  EXPECT_TRUE(let_go);
  sender.join();
}

TEST_F(DispatcherTest, SendsByItselfOnceStartedAndStopsCleanly) {
  deliveries_.due.push_back({parcel(7)});
  std::atomic<int> sent = 0;
  class InstantSender final : public Sender {
   public:
    explicit InstantSender(std::atomic<int>& sent) : sent_(sent) {}
    void send(Outgoing /*outgoing*/, std::move_only_function<void(Reply)> done) override {
      done({200, "application/fhir+json", std::string(kOk), ""});
      ++sent_;
      sent_.notify_all();
    }

   private:
    std::atomic<int>& sent_;
  } sender(sent);
  Dispatcher dispatcher(
      {deliveries_, sender, test::message_types(), clock_, random_, log_, in_hand_}, limits_);

  dispatcher.start();
  sent.wait(0);
  dispatcher.stop();

  EXPECT_EQ(deliveries_.finished.size(), 1U);
}

}  // namespace
}  // namespace gateway::delivery
