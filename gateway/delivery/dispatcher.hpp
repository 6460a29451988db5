// Dispatcher: takes due messages from the outbox, sends them, and records what became of them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/random.hpp"
#include "gateway/delivery/acknowledgement.hpp"
#include "gateway/delivery/circuit_breaker.hpp"
#include "gateway/delivery/retry_policy.hpp"
#include "gateway/delivery/sender.hpp"
#include "gateway/exchange/deliveries.hpp"
#include "gateway/store/in_hand.hpp"

namespace gateway::delivery {

struct DispatcherLimits {
  std::size_t in_flight = 256;  // messages on their way, all receivers
  std::size_t in_flight_per_receiver = 32;
  std::chrono::milliseconds poll{200};  // the outbox is looked at this often without a wake()
  std::chrono::seconds lease{60};       // longer than the sender's overall deadline
  std::chrono::minutes late_after{30};  // without receipt for so long: an alarm in the log
  CircuitBreaker::Limits circuit = {};
  RetryPolicy retry = {};
};

// One thread decides; sending and recording run elsewhere and report back. A receiver that does not
// answer holds at most its own places, and none while its circuit is open.
//
// THREADS: wake() and stop() from any.
class Dispatcher {
 public:
  struct Parts {
    exchange::Deliveries& deliveries;
    Sender& sender;
    const fhir::TypeTable& types;
    const Clock& clock;
    RandomSource& random;
    const Log& log;
    store::InHand& in_hand;
  };

  Dispatcher(const Parts& parts, const DispatcherLimits& limits);
  // Stops as stop() does.
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  // Starts the thread. Without it, tests drive the dispatcher with turn().
  void start();
  // Something new may be due.
  void wake();
  // Takes no more messages and waits until those on their way are recorded and the sender has let
  // go of them: no thread of the sender or of the store is in here after that. What the sender's
  // deadline cuts off is tried again after the next start.
  void stop();

  // One round: claims what is due and hands it to the sender. Returns how many it handed over.
  std::size_t turn();
  // Waits until nothing is on its way.
  void settle();

 private:
  class Place;

  void run();
  // False when the thread is to end.
  bool wait_for_work(bool is_idle);
  store::ClaimRequest next_claim();
  std::vector<exchange::Parcel> claim_now(store::ClaimRequest request);
  void send(exchange::Parcel parcel);
  void settle_attempt(const std::shared_ptr<Place>& place,
                      const exchange::Parcel& parcel,
                      const Reply& reply);
  void leave(store::OrgKey receiver);

  Parts parts_;
  DispatcherLimits limits_;
  AcknowledgementReader reader_;

  std::mutex mutex_;
  std::condition_variable changed_;
  CircuitBreaker circuits_;                    // guarded by mutex_
  std::map<store::OrgKey, std::size_t> busy_;  // on their way, per receiver; guarded by mutex_
  std::size_t in_flight_ = 0;                  // guarded by mutex_
  bool woken_ = false;                         // guarded by mutex_
  bool stopping_ = false;                      // guarded by mutex_
  std::thread thread_;
};

}  // namespace gateway::delivery
