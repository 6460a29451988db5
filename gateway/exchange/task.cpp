#include "gateway/exchange/task.hpp"

#include <algorithm>

#include "gateway/exchange/carried.hpp"
#include "gateway/exchange/disclosure.hpp"
#include "gateway/exchange/guards.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/transition.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::exchange {
namespace {

Found found_draft(Draft& draft) {
  return {draft.ref, &draft.tree, draft.writer, draft.child, &draft};
}

std::uint8_t roles_of(const Caller& caller, const TaskView& view) {
  unsigned roles = 0;
  if (view.requester->key == caller.org) roles |= kRequester;
  if (view.owner != nullptr && view.owner->key == caller.org) roles |= kOwner;
  return static_cast<std::uint8_t>(roles);
}

// RIV-TA's request names no due date: the default of a first assessment stands for it.
// Source: domain.md, deadlines.
constexpr std::chrono::days kDefaultDue{30};

fhir::Resource default_restriction(Work& work, const fhir::TypeTable& types) {
  fhir::Builder b(types, "Task.restriction");
  b.begin("period");
  b.add("end", fhir::to_text(work.now() + kDefaultDue));
  b.end();
  return std::move(b).finish();
}

// What a client may leave out of a new Task: who asks, and the thread of the case.
void complete_new_task(Work& work, Draft& draft) {
  const fhir::Node task = draft.tree.root();
  Changes changes(draft.tree);
  if (!task.child("requester")) {
    fhir::Builder b(draft.tree.types(), "Reference");
    b.add("reference", "Organization/" + work.caller().organization_id);
    changes.add("requester", std::move(b).finish());
  }
  if (!task.child("groupIdentifier").child("value")) {
    fhir::Builder b(draft.tree.types(), "Identifier");
    b.add("system", "urn:ietf:rfc:3986");
    b.add("value", "urn:uuid:" + work.new_uuid());
    changes.remove_all("groupIdentifier");
    changes.add("groupIdentifier", std::move(b).finish());
  }
  if (work.origin() == Origin::rivta && !task.child("restriction")) {
    changes.add("restriction", default_restriction(work, draft.tree.types()));
  }
  draft.tree = changes.apply();
}

// While on hold a Task keeps the status it came from; nobody else writes that extension.
void keep_held_status(const Row& row, Draft& draft) {
  Changes changes(draft.tree);
  for (const fhir::Node each : draft.tree.root().children("extension")) {
    if (each.child("url").value() == terms::kHeldFrom) changes.remove(each);
    const bool ends = row.from == Status::on_hold;
    if (ends && each.child("url").value() == terms::kResumeBy) changes.remove(each);
  }
  if (row.to == Status::on_hold) {
    fhir::Builder b(draft.tree.types(), "Extension");
    b.add("url", terms::kHeldFrom);
    b.add("valueCode", kStatusCodes.code(row.from));
    changes.add("extension", std::move(b).finish());
  }
  draft.tree = changes.apply();
}

// The parties that hold the Task get every version of it: it is one record, and theirs.
fhir::Checked<void> share(Work& work, Draft& draft, const TaskView& view) {
  draft.grants.push_back({draft.writer, std::nullopt});
  if (view.owner == nullptr || view.owner->key == draft.writer) return {};
  GATEWAY_TRY(const Seen* held, work.snapshot().find(view.owner->key, "Task", draft.ref.id));
  if (held == nullptr) return {};
  work.grant(found_draft(draft),
             status_only(*view.requester, *view.owner, draft.child),
             view.requester->key);
  return {};
}

BasisQuestion question_of(Work& work,
                          const Draft& draft,
                          const TaskView& view,
                          const std::vector<Found>& focus) {
  BasisQuestion question;
  question.child = draft.child;
  question.purpose = view.purpose;
  question.now = work.now();
  for (const Found& each : focus)
    question.focus.push_back(each.ref);
  return question;
}

std::vector<std::string> values_of(fhir::Node task, std::string_view element) {
  std::vector<std::string> references;
  for (const fhir::Node each : task.children(element)) {
    references.emplace_back(reference_of(each.choice("value")));
  }
  return references;
}

fhir::Checked<void> send_request(Work& work, Draft& draft, const TaskView& view) {
  if (view.owner == nullptr) {
    return refuse_invalid("EXCHANGE-RECEIVER-UNKNOWN", "a request needs an owner", "Task.owner");
  }
  const fhir::Node task = draft.tree.root();
  std::vector<std::string> starts = values_of(task, "input");
  starts.emplace_back(reference_of(task.child("focus")));
  starts.emplace_back(reference_of(task.child("for")));
  for (const fhir::Node each : task.children("basedOn"))
    starts.emplace_back(reference_of(each));
  GATEWAY_TRY(std::vector<Found> focus, find_carried(work, starts, draft.child));
  focus.insert(focus.begin(), found_draft(draft));
  BasisQuestion question = question_of(work, draft, view, focus);
  question.sender = view.requester;
  question.receiver = view.owner;
  GATEWAY_TRY(const auto disclosure, find_disclosure(work, {task}, draft.ref, question));
  GATEWAY_CHECK(work.send({.sender = view.requester,
                           .receiver = view.owner,
                           .event = view.event,
                           .correlation = view.correlation,
                           .focus = std::move(focus),
                           .disclosure = disclosure}));
  return {};
}

// Statements that were not there before go to the requester, each under a basis of the answering
// organisation or the consent that the request came with (R9).
fhir::Checked<bool> send_answer(Work& work, Draft& draft, const TaskView& view) {
  const fhir::Node task = draft.tree.root();
  std::vector<std::string> starts;
  std::vector<fhir::Node> places;
  for (const fhir::Node output : task.children("output")) {
    if (!is_output(output, terms::kAnswer)) continue;
    starts.emplace_back(reference_of(output.choice("value")));
    places.push_back(output);
  }
  GATEWAY_TRY(std::vector<Found> focus, find_carried(work, starts, draft.child));
  if (focus.empty()) return false;
  // The consent that the request came with holds in both directions; the requester's legal basis
  // is no ground of the answering organisation.
  if (!extension(task, terms::kLegalBasis)) places.push_back(task);
  focus.insert(focus.begin(), found_draft(draft));
  BasisQuestion question = question_of(work, draft, view, focus);
  question.sender = view.owner;
  question.receiver = view.requester;
  GATEWAY_TRY(const auto disclosure, find_disclosure(work, places, draft.ref, question));
  GATEWAY_CHECK(work.send({.sender = view.owner,
                           .receiver = view.requester,
                           .event = terms::kAnswerEvent,
                           .correlation = view.correlation,
                           .focus = std::move(focus),
                           .disclosure = disclosure}));
  return true;
}

// A request that nobody tried to send yet is stopped with what takes it back. One that was tried is
// stopped when it is asked about before its next attempt (parcel_check.cpp).
Result<void> stop_waiting(Work& work, const TaskView& view, const std::string& task_id) {
  GATEWAY_TRY(const auto sent,
              work.snapshot().reader().obligations(view.requester->key, view.correlation));
  for (const store::Obligation& each : sent) {
    const bool is_ours = !each.what.focus.empty() && each.what.focus[0].id == task_id &&
                         each.what.event_code == view.event;
    const bool is_untried = each.state == store::DeliveryState::queued && each.attempts == 0;
    if (!is_ours || !is_untried) continue;
    work.unit().outbox_updates.push_back({.id = each.id,
                                          .fence = 0,
                                          .state = store::DeliveryState::cancelled,
                                          .next_attempt = {},
                                          .outcome_code = "taken-back",
                                          .receipt_digest = {}});
    store::AuditRecord record = work.record_of("delivery-cancelled", 'E');
    record.child = each.what.child;
    record.detail = each.what.message_id;
    for (const store::ResourceRef& ref : each.what.focus)
      record.entities.push_back({ref});
    work.audit(std::move(record));
  }
  return {};
}

fhir::Checked<void> follow(
    Work& work, Draft& draft, const TaskView& view, const Row& row, const Unit& actor) {
  GATEWAY_CHECK(share(work, draft, view));
  if ((row.effects & kPassBy) != 0) GATEWAY_CHECK(stop_waiting(work, view, draft.ref.id));
  if ((row.effects & kSend) != 0) return send_request(work, draft, view);
  if ((row.effects & kAnswerBack) != 0) {
    GATEWAY_TRY(const bool is_sent, send_answer(work, draft, view));
    if (is_sent) return {};
  }
  if ((row.effects & kTell) != 0) {
    return tell_status(work, found_draft(draft), view, actor, terms::kStatusEvent);
  }
  return {};
}

// A message of the request that was tried, whatever became of it.
Result<bool> may_have_got(Work& work, const TaskView& view, const std::string& task_id) {
  GATEWAY_TRY(const auto sent,
              work.snapshot().reader().obligations(view.requester->key, view.correlation));
  return std::ranges::any_of(sent, [&task_id](const store::Obligation& each) {
    return each.attempts > 0 && !each.what.focus.empty() && each.what.focus[0].id == task_id;
  });
}

}  // namespace

fhir::Checked<void> tell_status(
    Work& work, Found task, const TaskView& view, const Unit& actor, std::string_view event) {
  const bool is_to_owner = view.owner != nullptr && actor.key != view.owner->key;
  const Unit* receiver = is_to_owner ? view.owner : view.requester;
  if (is_to_owner) {
    GATEWAY_TRY(const Seen* held, work.snapshot().find(receiver->key, "Task", task.ref.id));
    GATEWAY_TRY(const bool is_tried, may_have_got(work, view, task.ref.id));
    if (held == nullptr && !is_tried) return {};
  }
  const auto status = read_status(task.tree->root().child("status").value());
  GATEWAY_CHECK(work.send({.sender = &actor,
                           .receiver = receiver,
                           .event = event,
                           .correlation = view.correlation,
                           .focus = {task},
                           .disclosure = status_only(actor, *receiver, task.child),
                           .overtakes = is_to_owner && status && is_final(view.machine, *status)}));
  return {};
}

fhir::Checked<void> decide_task(Work& work, Draft& draft) {
  if (draft.before == nullptr) complete_new_task(work, draft);
  GATEWAY_TRY(const TaskView view, view_task(draft.tree.root(), work.directory()));
  Step step{view.machine, Status::none, view.status, roles_of(work.caller(), view)};
  if (draft.before != nullptr) {
    GATEWAY_TRY(const TaskView old, view_task(draft.before->tree.root(), work.directory()));
    // Who may take the step is decided by what the Task was.
    step.machine = old.machine;
    step.from = old.status;
    step.roles = roles_of(work.caller(), old);
  }
  GATEWAY_TRY(const Row* row, find_row(step));
  if (draft.before != nullptr) {
    GATEWAY_CHECK(check_changed_parts(*row, draft.before->tree.root(), draft.tree.root()));
  }
  GATEWAY_CHECK(check_needs(work, *row, draft));
  keep_held_status(*row, draft);
  draft.event = "transition";
  draft.detail = describe(*row);
  const Unit* actor = work.directory().find_by_key(work.caller().org);
  if (actor == nullptr) {
    return refuse(ErrorKind::forbidden, "EXCHANGE-UNIT", "the directory does not have the caller");
  }
  return follow(work, draft, view, *row, *actor);
}

fhir::Checked<bool> advance_task(Work& work, const Seen& before, const ServerStep& step) {
  GATEWAY_TRY(const TaskView old, view_task(before.tree.root(), work.directory()));
  const auto all = rows(old.machine);
  const auto row = std::ranges::find_if(all, [&](const Row& each) {
    return each.from == old.status && each.action == step.action && each.to == step.to;
  });
  if (row == all.end()) return false;
  Changes changes(before.tree);
  changes.put("status", std::string(kStatusCodes.code(step.to)));
  changes.put("lastModified", fhir::to_text(work.now()));
  if (!step.reason.empty()) {
    fhir::Builder b(before.tree.types(), "CodeableConcept");
    b.begin("coding");
    b.add("system", terms::kTaskReason);
    b.add("code", step.reason);
    b.end();
    changes.remove_all("statusReason");
    changes.add("statusReason", std::move(b).finish());
  }
  changes.remove_all("id");
  const fhir::Node meta = before.tree.root().child("meta");
  changes.remove(meta.child("versionId"));
  changes.remove(meta.child("lastUpdated"));
  Draft& draft = work.amend(before, changes.apply());
  draft.event = "transition";
  draft.detail = describe(*row);
  GATEWAY_CHECK(share(work, draft, old));
  if ((row->effects & kPassBy) != 0) GATEWAY_CHECK(stop_waiting(work, old, draft.ref.id));
  if ((row->effects & kTell) == 0 || step.actor == nullptr) return true;
  GATEWAY_CHECK(tell_status(work,
                            found_draft(draft),
                            old,
                            *step.actor,
                            step.event.empty() ? terms::kStatusEvent : step.event));
  return true;
}

}  // namespace gateway::exchange
