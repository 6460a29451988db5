#include "gateway/exchange/take_back.hpp"

#include <algorithm>

#include "gateway/exchange/basis.hpp"
#include "gateway/exchange/terms.hpp"

namespace gateway::exchange {
namespace {

bool is_being_sent(const store::Obligation& message, Instant now) {
  return message.state == store::DeliveryState::sending && message.due && now < *message.due;
}

// The fence of what was read: if somebody claims the message meanwhile, the unit is prepared again.
void cancel(Work& work, const store::Obligation& message, std::string_view code) {
  auto& updates = work.unit().outbox_updates;
  if (std::ranges::find(updates, message.id, &store::OutboxUpdate::id) != updates.end()) return;
  updates.push_back({.id = message.id,
                     .fence = message.fence,
                     .state = store::DeliveryState::cancelled,
                     .next_attempt = {},
                     .outcome_code = std::string(code),
                     .receipt_digest = {}});
  store::AuditRecord record = work.record_of("delivery-cancelled", 'E');
  record.child = message.what.child;
  record.detail = message.what.message_id + " " + std::string(code);
  for (const store::ResourceRef& ref : message.what.focus)
    record.entities.push_back({ref});
  work.audit(std::move(record));
}

bool rests_on(const store::Obligation& message, const Draft& consent) {
  return message.disclosure && message.disclosure->basis.type == "Consent" &&
         message.disclosure->basis.id == consent.ref.id;
}

bool still_covers(Work& work, const Draft& consent, const store::Obligation& message) {
  BasisQuestion question;
  question.sender = work.directory().find_by_key(message.what.sender);
  question.receiver = work.directory().find_by_key(message.what.receiver);
  question.child = consent.child;
  question.purpose = message.disclosure->purpose;
  question.now = work.now();
  question.focus = message.what.focus;
  if (question.sender == nullptr || question.receiver == nullptr) return false;
  return consent_covers(
             {.writer = consent.writer, .child = consent.child, .root = consent.tree.root()},
             work.directory(),
             question)
      .has_value();
}

}  // namespace

Result<void> stop_request(Work& work,
                          store::ChildKey child,
                          const TaskView& view,
                          const std::string& task_id) {
  GATEWAY_TRY(const auto messages, work.snapshot().reader().undelivered(child));
  for (const store::Obligation& each : messages) {
    const bool is_ours = !each.what.focus.empty() && each.what.focus[0].type == "Task" &&
                         each.what.focus[0].id == task_id && each.what.event_code == view.event;
    if (is_ours && !is_being_sent(each, work.now())) cancel(work, each, "taken-back");
  }
  return {};
}

Result<void> stop_uncovered(Work& work, const Draft& consent) {
  GATEWAY_TRY(const auto messages, work.snapshot().reader().undelivered(consent.child));
  for (const store::Obligation& each : messages) {
    if (!rests_on(each, consent) || is_being_sent(each, work.now())) continue;
    if (!still_covers(work, consent, each)) cancel(work, each, terms::kBasisWithdrawn);
  }
  return {};
}

}  // namespace gateway::exchange
