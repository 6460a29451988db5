#include "gateway/exchange/receipt.hpp"

#include <algorithm>
#include <array>

#include "gateway/exchange/disclosure.hpp"
#include "gateway/exchange/task.hpp"
#include "gateway/exchange/task_sending.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/builder.hpp"

namespace gateway::exchange {
namespace {

using store::DeliveryState;

struct EventRow {
  DeliveryState state;
  std::string_view event;
  std::uint8_t outcome;
};
constexpr auto kEvents = std::to_array<EventRow>({
    {DeliveryState::received, "delivery-received", 0},
    {DeliveryState::queued, "delivery-failed", 4},
    {DeliveryState::set_aside, "delivery-set-aside", 8},
    {DeliveryState::cancelled, "delivery-cancelled", 0},
});

// The Task of a message, as its requester holds it now.
Result<const Seen*> find_task(Work& work, const store::Claim& claim) {
  if (claim.what.focus.empty() || claim.what.focus[0].type != "Task") {
    return static_cast<const Seen*>(nullptr);
  }
  const std::string& id = claim.what.focus[0].id;
  GATEWAY_TRY(const Seen* task, work.snapshot().find(claim.what.sender, "Task", id));
  if (task != nullptr) return task;
  return work.snapshot().find(claim.what.receiver, "Task", id);
}

// To the receiver, by the decision that was recorded when the message was written.
store::Grant decided_grant(Work& work, const store::Claim& claim) {
  if (claim.disclosure_key) return {claim.what.receiver, std::nullopt, claim.disclosure_key};
  const store::Disclosure status{.sender = claim.what.sender,
                                 .receiver = claim.what.receiver,
                                 .child = claim.what.child,
                                 .basis_kind = "status-only",
                                 .basis = {},
                                 .purpose = "status"};
  return {claim.what.receiver, work.disclose(status)};
}

// Every version that was sent becomes the receiver's. A Task is one shared record: the receiver
// gets it as it is now.
fhir::Checked<void> grant_sent(Work& work, const store::Claim& claim, const Seen* task) {
  const store::Grant to = decided_grant(work, claim);
  for (const store::ResourceRef& ref : claim.what.focus) {
    if (work.find_draft(ref.type, ref.id) != nullptr) continue;
    const bool is_task = task != nullptr && ref.type == "Task";
    const store::ResourceRef& given = is_task ? task->stored.ref : ref;
    GATEWAY_TRY(const auto held,
                work.snapshot().reader().find(claim.what.receiver, given.type, given.id));
    if (held && held->ref.version >= given.version) continue;
    GATEWAY_TRY(auto stored, work.snapshot().reader().find_version(claim.what.sender, given));
    if (!stored) continue;
    GATEWAY_TRY(const fhir::Resource tree, read_stored(*stored, work.types()));
    work.grant({stored->ref, &tree, stored->writer, stored->child, nullptr}, to, claim.what.sender);
  }
  return {};
}

// The receiver's step on the Task, with the version that it makes granted to both.
fhir::Checked<void> receive(Work& work,
                            const store::Claim& claim,
                            const Seen& task,
                            const Unit& receiver) {
  GATEWAY_TRY(
      const bool is_moved,
      advance_task(
          work, task, {.action = Action::receive, .to = Status::received, .actor = &receiver}));
  if (!is_moved) return {};
  Draft* draft = work.find_draft("Task", task.stored.ref.id);
  work.grant({draft->ref, &draft->tree, draft->writer, draft->child, draft},
             decided_grant(work, claim),
             claim.what.sender);
  return {};
}

// R is told that its request does not get through, and sees it on the Task; its status stays.
fhir::Checked<void> mark_undeliverable(Work& work, const Seen& task, const Unit& receiver) {
  GATEWAY_TRY(const TaskView view, view_task(task.tree.root(), work.directory()));
  if (view.status != Status::requested) return {};
  fhir::Builder b(task.tree.types(), "CodeableConcept");
  b.begin("coding");
  b.add("system", terms::kBusinessStatus);
  b.add("code", "undeliverable");
  b.end();
  Changes changes(task.tree);
  changes.remove_all("businessStatus");
  changes.add("businessStatus", std::move(b).finish());
  changes.remove_all("id");
  changes.remove(task.tree.root().child("meta").child("versionId"));
  changes.remove(task.tree.root().child("meta").child("lastUpdated"));
  Draft& draft = work.amend(task, changes.apply());
  draft.grants.push_back({draft.writer, std::nullopt});
  draft.event = "transition";
  draft.detail = "requested>requested:undeliverable";
  return tell_status(work, found_draft(draft), view, receiver, terms::kStatusEvent);
}

}  // namespace

void audit_delivery(Work& work, const store::Claim& claim, const store::OutboxUpdate& update) {
  const auto row = std::ranges::find(kEvents, update.state, &EventRow::state);
  if (row == kEvents.end()) return;
  store::AuditRecord record = work.record_of(std::string(row->event), 'E');
  record.outcome = row->outcome;
  record.child = claim.what.child;
  record.detail = claim.what.message_id + " " + update.outcome_code;
  for (const store::ResourceRef& ref : claim.what.focus)
    record.entities.push_back({ref});
  work.audit(std::move(record));
}

fhir::Checked<void> follow_delivery(Work& work,
                                    const store::Claim& claim,
                                    const store::OutboxUpdate& update) {
  GATEWAY_TRY(const Seen* task, find_task(work, claim));
  const Unit* receiver = work.directory().find_by_key(claim.what.receiver);
  if (update.state == DeliveryState::received) {
    // A request that was taken back meanwhile stays so: its receiver has been told (task.cpp).
    if (task != nullptr && receiver != nullptr && is_request_event(claim.what.event_code)) {
      GATEWAY_CHECK(receive(work, claim, *task, *receiver));
    }
    return grant_sent(work, claim, task);
  }
  if (task == nullptr || receiver == nullptr || !is_request_event(claim.what.event_code)) return {};
  if (update.state == DeliveryState::set_aside) return mark_undeliverable(work, *task, *receiver);
  return {};
}

}  // namespace gateway::exchange
