#include "gateway/exchange/exchange_deliveries.hpp"

#include <utility>

#include "gateway/exchange/decide.hpp"
#include "gateway/exchange/exchange_door.hpp"
#include "gateway/exchange/message_bundle.hpp"
#include "gateway/exchange/parcel_check.hpp"
#include "gateway/exchange/receipt.hpp"

namespace gateway::exchange {

struct ExchangeDeliveries::Closing {
  Underway::Mark mark;  // goes last
  store::Claim claim;
  store::OutboxUpdate update;
  Caller caller;
  std::move_only_function<void(Result<void>)> completion;
  unsigned attempts = 0;
};

namespace {

constexpr std::chrono::minutes kWithoutEndpoint{5};

// A message that was in hand as often as this when the process ended is set aside. Beyond it even
// that ended the process, and nothing of its content is touched again.
constexpr unsigned kMaxEnds = 3;

// Messages act for the receiver's side: its system gave the receipt.
Caller caller_of(const store::Claim& claim, const Directory& directory) {
  Caller caller;
  caller.org = claim.what.receiver;
  caller.request_id = claim.what.message_id;
  if (const Unit* unit = directory.find_by_key(claim.what.receiver)) {
    caller.unit_hsa_id = unit->hsa_id;
    caller.organization_id = unit->id;
    if (unit->endpoint) caller.system_hsa_id = unit->endpoint->system_hsa_id;
  }
  return caller;
}

store::DeliveryState state_after(Verdict verdict) {
  switch (verdict) {
    case Verdict::received: return store::DeliveryState::received;
    case Verdict::transient: return store::DeliveryState::queued;
    case Verdict::fatal: break;
  }
  return store::DeliveryState::set_aside;
}

}  // namespace

void ExchangeDeliveries::later(std::move_only_function<void()> task) {
  const auto mark = underway_.begin();
  if (!around_.executor.post(task)) task();
}

void ExchangeDeliveries::claim(
    store::ClaimRequest request,
    std::move_only_function<void(Result<std::vector<Parcel>>)> completion) {
  around_.writer.claim(
      std::move(request),
      [this, mark = underway_.begin(), completion = std::move(completion)](
          Result<std::vector<store::Claim>> claims) mutable {
        if (!claims) return completion(std::unexpected(std::move(claims).error()));
        later([this,
               mark = std::move(mark),
               claims = std::move(*claims),
               completion = std::move(completion)]() mutable { completion(pack(claims)); });
      });
}

std::vector<Parcel> ExchangeDeliveries::pack(const std::vector<store::Claim>& claims) {
  std::vector<Parcel> parcels;
  for (const store::Claim& claim : claims) {
    const auto hold = around_.in_hand.hold(claim.id);
    if (auto parcel = pack_one(claim)) parcels.push_back(std::move(*parcel));
  }
  return parcels;
}

// nullopt if the message is not to be sent, and was given back.
std::optional<Parcel> ExchangeDeliveries::pack_one(const store::Claim& claim) {
  using enum store::DeliveryState;
  if (claim.ends >= kMaxEnds) {
    give_back(claim, set_aside, "ended-process");
    return std::nullopt;
  }
  Snapshot snapshot(around_.reader, around_.extractor);
  std::string why;
  const auto may = may_be_sent(claim, snapshot, *around_.directory, around_.clock.now(), why);
  if (may && !*may) {
    give_back(claim, cancelled, std::move(why));
    return std::nullopt;
  }
  auto parcel = may ? make_parcel(claim, snapshot) : std::unexpected(may.error());
  if (parcel) return std::move(*parcel);
  give_back(claim, queued, std::string(parcel.error().id));
  return std::nullopt;
}

// What was claimed, and is not sent now.
void ExchangeDeliveries::give_back(const store::Claim& claim,
                                   store::DeliveryState state,
                                   std::string code) {
  auto closing = std::make_unique<Closing>(underway_.begin());
  closing->claim = claim;
  closing->caller = caller_of(claim, *around_.directory);
  closing->update = {.id = claim.id,
                     .fence = claim.fence,
                     .state = state,
                     .next_attempt = around_.clock.now() + kWithoutEndpoint,
                     .outcome_code = std::move(code),
                     .receipt_digest = {}};
  // Should this fail, the lease runs out and the message is asked about again.
  closing->completion = [](Result<void>) {};
  close(std::move(closing));
}

Result<Parcel> ExchangeDeliveries::make_parcel(const store::Claim& claim, Snapshot& snapshot) {
  const Unit* sender = around_.directory->find_by_key(claim.what.sender);
  const Unit* receiver = around_.directory->find_by_key(claim.what.receiver);
  if (sender == nullptr || receiver == nullptr || !receiver->endpoint) {
    return fail(ErrorKind::unavailable, "no-endpoint", "the directory has no endpoint for it");
  }
  MessageParts parts{.message_id = claim.what.message_id,
                     .event = claim.what.event_code,
                     .sender = sender,
                     .receiver = receiver,
                     .base_url = around_.base_url,
                     .time = claim.created,
                     .focus = {}};
  for (const store::ResourceRef& ref : claim.what.focus) {
    GATEWAY_TRY(auto stored, snapshot.reader().find_version(sender->key, ref));
    // News about a Task that only its receiver holds: the sender never got it.
    if (!stored) {
      GATEWAY_TRY(stored, snapshot.reader().find_version(receiver->key, ref));
    }
    if (!stored) return fail(ErrorKind::internal, "focus-gone", "a version to be sent is gone");
    GATEWAY_TRY(fhir::Resource tree, read_stored(*stored, around_.types()));
    parts.focus.push_back(std::move(tree));
  }
  return Parcel{claim,
                {receiver->key, receiver->endpoint->url, receiver->endpoint->system_hsa_id},
                make_message(parts, around_.types())};
}

void ExchangeDeliveries::finish(const store::Claim& claim,
                                Attempt attempt,
                                std::move_only_function<void(Result<void>)> completion) {
  auto closing = std::make_unique<Closing>(underway_.begin());
  closing->claim = claim;
  closing->caller = caller_of(claim, *around_.directory);
  closing->completion = std::move(completion);
  closing->update = {.id = claim.id,
                     .fence = claim.fence,
                     .state = state_after(attempt.verdict),
                     .next_attempt = attempt.next_attempt,
                     .outcome_code = std::move(attempt.code),
                     .receipt_digest = std::move(attempt.receipt_digest)};
  close(std::move(closing));
}

// A message whose basis ended while it was being sent is not tried again, nor kept for an operator.
Result<void> ExchangeDeliveries::ask_again(Closing& closing, Snapshot& snapshot) {
  const store::DeliveryState state = closing.update.state;
  if (state != store::DeliveryState::queued && state != store::DeliveryState::set_aside) return {};
  std::string why;
  GATEWAY_TRY(const bool may_go,
              may_be_sent(closing.claim, snapshot, *around_.directory, around_.clock.now(), why));
  GATEWAY_CHECK(snapshot.rely_on_basis(closing.claim.what.child));
  if (may_go) return {};
  closing.update.state = store::DeliveryState::cancelled;
  closing.update.outcome_code = std::move(why);
  return {};
}

Result<store::WriteUnit> ExchangeDeliveries::prepare(Closing& closing) {
  Snapshot snapshot(around_.reader, around_.extractor);
  const bool is_touched = closing.claim.ends <= kMaxEnds;
  if (is_touched) GATEWAY_CHECK(ask_again(closing, snapshot));
  Work work(closing.caller, snapshot, *around_.directory, around_.clock.now(), around_.random);
  audit_delivery(work, closing.claim, closing.update);
  if (is_touched) {
    const auto followed = follow_delivery(work, closing.claim, closing.update);
    if (!followed) return std::unexpected(followed.error().error);
  }
  GATEWAY_TRY(auto unit, finish_unit(work, around_.writer));
  unit.outbox_updates.push_back(closing.update);
  return unit;
}

void ExchangeDeliveries::close(ClosingPtr closing) {
  const auto mark = underway_.begin();  // for as long as it is in hand
  const auto hold = around_.in_hand.hold(closing->claim.id);
  ++closing->attempts;
  auto unit = prepare(*closing);
  if (!unit) return closing->completion(std::unexpected(std::move(unit).error()));
  around_.writer.submit(
      std::move(*unit),
      [this, closing = std::move(closing)](Result<store::Committed> result) mutable {
        settle(std::move(closing), std::move(result));
      });
}

void ExchangeDeliveries::settle(ClosingPtr closing, Result<store::Committed> result) {
  if (result) return closing->completion({});
  const std::string_view why = result.error().id;
  const bool is_lost_race = why == "STORE-READ-SET" || why == "STORE-VERSION";
  if (!is_lost_race || closing->attempts >= kMaxAttempts)
    return closing->completion(std::unexpected(std::move(result).error()));
  const auto mark = underway_.begin();
  Closing& closed = *closing;
  std::move_only_function<void()> again = [this, closing = std::move(closing)]() mutable {
    close(std::move(closing));
  };
  if (around_.executor.post(again)) return;
  // The lease runs out, and the message is sent again with the same id.
  closed.completion(fail(ErrorKind::unavailable, "EXCHANGE-NO-ROOM", "no room to try again"));
}

}  // namespace gateway::exchange
