#include "gateway/delivery/dispatcher.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "gateway/codec/json_writer.hpp"
#include "gateway/delivery/acknowledgement.hpp"

namespace gateway::delivery {

using exchange::Parcel;
using exchange::Verdict;

// The place of a message on its way. Two threads end with it, the sender's and the store's, in
// either order; whichever is last gives it back.
class Dispatcher::Place {
 public:
  // REQUIRES: the place is counted.
  Place(Dispatcher& dispatcher, store::OrgKey receiver) noexcept
      : dispatcher_(dispatcher), receiver_(receiver) {}
  ~Place() { dispatcher_.leave(receiver_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  Dispatcher& dispatcher_;
  const store::OrgKey receiver_;
};

Dispatcher::Dispatcher(const Parts& parts, const DispatcherLimits& limits)
    : parts_(parts), limits_(limits), reader_(parts.types), circuits_(limits.circuit) {}

Dispatcher::~Dispatcher() {
  stop();
}

void Dispatcher::start() {
  thread_ = std::thread([this] { run(); });
}

void Dispatcher::wake() {
  const std::scoped_lock lock(mutex_);
  woken_ = true;
  changed_.notify_all();
}

void Dispatcher::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  settle();
}

void Dispatcher::settle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return in_flight_ == 0; });
}

void Dispatcher::run() {
  while (wait_for_work(turn() == 0)) {
  }
}

bool Dispatcher::wait_for_work(bool is_idle) {
  std::unique_lock lock(mutex_);
  // After a full round there may be more; otherwise wait for a reason to look again.
  if (is_idle) changed_.wait_for(lock, limits_.poll, [this] { return woken_ || stopping_; });
  changed_.wait(lock, [this] { return in_flight_ < limits_.in_flight || stopping_; });
  woken_ = false;
  return !stopping_;
}

store::ClaimRequest Dispatcher::next_claim() {
  const std::scoped_lock lock(mutex_);
  store::ClaimRequest request;
  request.now = parts_.clock.now();
  request.lease = limits_.lease;
  request.limit = limits_.in_flight - std::min(in_flight_, limits_.in_flight);
  request.per_receiver = limits_.in_flight_per_receiver;
  request.skip = circuits_.open(parts_.clock.monotonic());
  for (const auto& [receiver, places] : busy_) {
    // A receiver is asked again when half of its places are free, so that claims stay large.
    if (places * 2 > limits_.in_flight_per_receiver)
      request.skip.push_back(receiver);
    else
      request.per_receiver =
          std::min(request.per_receiver, limits_.in_flight_per_receiver - places);
  }
  return request;
}

std::vector<Parcel> Dispatcher::claim_now(store::ClaimRequest request) {
  auto promise = std::make_shared<std::promise<Result<std::vector<Parcel>>>>();
  auto answer = promise->get_future();
  parts_.deliveries.claim(std::move(request), [promise](Result<std::vector<Parcel>> parcels) {
    promise->set_value(std::move(parcels));
  });
  auto parcels = answer.get();
  if (parcels) return std::move(parcels).value();
  parts_.log.write(
      LogLevel::error, "DELIVERY-CLAIM-FAILED", {}, {LogField::code("reason", parcels.error().id)});
  return {};
}

std::size_t Dispatcher::turn() {
  store::ClaimRequest request = next_claim();
  if (request.limit == 0) return 0;
  std::vector<Parcel> parcels = claim_now(std::move(request));
  {
    const std::scoped_lock lock(mutex_);
    for (const Parcel& parcel : parcels)
      ++busy_[parcel.destination.org];
    in_flight_ += parcels.size();
  }
  for (Parcel& parcel : parcels)
    send(std::move(parcel));
  return parcels.size();
}

void Dispatcher::send(Parcel parcel) {
  const auto hold = parts_.in_hand.hold(parcel.claim.id);
  Outgoing outgoing;
  outgoing.destination = parcel.destination;
  outgoing.content_type = "application/fhir+json; charset=utf-8";
  outgoing.body = codec::to_json(parcel.message);
  outgoing.request_id = parcel.claim.what.message_id;
  outgoing.correlation_id = parcel.claim.what.correlation_id;
  // So a message meets a stale connection once at most.
  outgoing.on_new_connection = parcel.claim.attempts > 1;
  auto place = std::make_shared<Place>(*this, parcel.destination.org);
  parts_.sender.send(std::move(outgoing),
                     [this, place = std::move(place), kept = std::move(parcel)](
                         const Reply& reply) { settle_attempt(place, kept, reply); });
}

void Dispatcher::settle_attempt(const std::shared_ptr<Place>& place,
                                const Parcel& parcel,
                                const Reply& reply) {
  const store::Claim& claim = parcel.claim;
  const auto hold = parts_.in_hand.hold(claim.id);
  const Acknowledgement ack = reader_.read(reply, {claim.what.message_id, parcel.message.id()});
  const bool answered = reply.status != 0 && reply.status < 500;
  // The next attempt comes at once, but as an attempt of its own: claimed, counted, and made only
  // if the message may still be sent (security.md, T18).
  const bool stale = reply.failure == kStaleConnection;
  if (!stale) {
    const std::scoped_lock lock(mutex_);
    if (answered)
      circuits_.answered(claim.what.receiver);
    else
      circuits_.failed(claim.what.receiver, parts_.clock.monotonic());
  }
  const Instant now = parts_.clock.now();
  if (ack.verdict != Verdict::received && now - claim.created > limits_.late_after) {
    parts_.log.write(LogLevel::warning,
                     "DELIVERY-LATE",
                     {claim.what.correlation_id},
                     {LogField::id("message", claim.what.message_id),
                      LogField::number("attempts", claim.attempts),
                      LogField::code("outcome", ack.code)});
  }
  const Instant next =
      stale ? now : now + wait_before_next(limits_.retry, claim.attempts, parts_.random);
  parts_.deliveries.finish(claim,
                           {ack.verdict, ack.code, ack.digest, next},
                           [this, place](const Result<void>& recorded) {
                             // A receipt that could not be recorded is repeated when the lease
                             // ends: the receiver knows the message id.
                             if (!recorded) {
                               parts_.log.write(LogLevel::error,
                                                "DELIVERY-NOT-RECORDED",
                                                {},
                                                {LogField::code("reason", recorded.error().id)});
                             }
                           });
}

void Dispatcher::leave(store::OrgKey receiver) {
  const std::scoped_lock lock(mutex_);
  if (--busy_[receiver] == 0) busy_.erase(receiver);
  --in_flight_;
  woken_ = true;
  changed_.notify_all();
}

}  // namespace gateway::delivery
