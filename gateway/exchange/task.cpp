#include "gateway/exchange/task.hpp"

#include <algorithm>

#include "gateway/exchange/abort.hpp"
#include "gateway/exchange/disclosure.hpp"
#include "gateway/exchange/guards.hpp"
#include "gateway/exchange/onward.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/substitute.hpp"
#include "gateway/exchange/take_back.hpp"
#include "gateway/exchange/task_sending.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/transition.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::exchange {
namespace {

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

// The thread of the case that a new Task belongs to: that of the Task which it is about or follows.
Result<fhir::Resource> thread_of(Work& work, fhir::Node task, const fhir::TypeTable& types) {
  fhir::Builder b(types, "Identifier");
  std::vector<std::string> before{std::string(reference_of(task.child("focus")))};
  for (const fhir::Node each : task.children("partOf"))
    before.emplace_back(reference_of(each));
  for (const std::string& reference : before) {
    if (split_reference(reference).type != "Task") continue;
    GATEWAY_TRY(const auto found, work.find(work.caller().org, reference));
    if (!found) continue;
    const fhir::Node thread = found->tree->root().child("groupIdentifier");
    if (!thread.child("value")) continue;
    for (const fhir::Node each : thread.children())
      b.graft(each.name(), each, found->tree->arena());
    return std::move(b).finish();
  }
  b.add("system", "urn:ietf:rfc:3986");
  b.add("value", "urn:uuid:" + work.new_uuid());
  return std::move(b).finish();
}

// What a client may leave out of a new Task: who asks, and the thread of the case.
Result<void> complete_new_task(Work& work, Draft& draft) {
  const fhir::Node task = draft.tree.root();
  Changes changes(draft.tree);
  if (!task.child("requester")) {
    fhir::Builder b(draft.tree.types(), "Reference");
    b.add("reference", "Organization/" + work.caller().organization_id);
    changes.add("requester", std::move(b).finish());
  }
  if (!task.child("groupIdentifier").child("value")) {
    GATEWAY_TRY(const fhir::Resource thread, thread_of(work, task, draft.tree.types()));
    changes.remove_all("groupIdentifier");
    changes.add("groupIdentifier", thread);
  }
  if (work.origin() == Origin::rivta && !task.child("restriction")) {
    changes.add("restriction", default_restriction(work, draft.tree.types()));
  }
  draft.tree = changes.apply();
  return {};
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

// A request ends with this step.
bool is_end(const Row& row) {
  return row.machine == Machine::referral && row.from != Status::none && row.from != row.to &&
         is_final(row.machine, row.to);
}

fhir::Checked<void> follow(
    Work& work, Draft& draft, const TaskView& view, const Row& row, const Unit& actor) {
  GATEWAY_CHECK(share(work, draft, view));
  if ((row.effects & kPassBy) != 0)
    GATEWAY_CHECK(stop_request(work, draft.child, view, draft.ref.id));
  if ((row.effects & kPassOn) != 0) GATEWAY_CHECK(pass_on(work, draft, view));
  if (is_end(row)) GATEWAY_CHECK(end_aborts(work, draft.ref.id, actor));
  if ((row.effects & kNotify) != 0) return notify_owner(work, draft, view);
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

// A reply by a substitute stands on the Task; one that is reset leaves nothing behind.
void set_reply(const fhir::Resource& before, const ServerStep& step, Changes& changes) {
  const bool is_delegated = step.action == Action::delegate;
  if (!is_delegated && step.action != Action::reset) return;
  changes.remove_all("businessStatus");
  changes.remove(substitute_in(before.root()));
  if (!is_delegated) return changes.remove_all("statusReason");
  fhir::Builder b(before.types(), "CodeableConcept");
  b.begin("coding");
  b.add("system", terms::kBusinessStatus);
  b.add("code", word_of(Action::delegate));
  b.end();
  changes.add("businessStatus", std::move(b).finish());
  fhir::Builder named(before.types(), "Extension");
  for (const fhir::Node each : substitute_in(step.reply->root()).children())
    named.graft(each.name(), each, step.reply->arena());
  changes.add("extension", std::move(named).finish());
}

}  // namespace

fhir::Checked<void> decide_task(Work& work, Draft& draft) {
  if (draft.before == nullptr) GATEWAY_CHECK(complete_new_task(work, draft));
  GATEWAY_TRY(const TaskView view, view_task(draft.tree.root(), work.directory()));
  Step step{view.machine, Status::none, view.status, roles_of(work.caller(), view)};
  step.word =
      known_word(code_in(draft.tree.root().child("businessStatus"), terms::kBusinessStatus));
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
  set_reply(before.tree, step, changes);
  changes.remove_all("id");
  const fhir::Node meta = before.tree.root().child("meta");
  changes.remove(meta.child("versionId"));
  changes.remove(meta.child("lastUpdated"));
  Draft& draft = work.amend(before, changes.apply());
  draft.event = "transition";
  draft.detail = describe(*row);
  GATEWAY_CHECK(share(work, draft, old));
  if ((row->effects & kPassBy) != 0)
    GATEWAY_CHECK(stop_request(work, draft.child, old, draft.ref.id));
  if (is_end(*row) && step.actor != nullptr) {
    GATEWAY_CHECK(end_aborts(work, draft.ref.id, *step.actor));
  }
  if ((row->effects & kTell) == 0 || step.actor == nullptr) return true;
  GATEWAY_CHECK(tell_status(work,
                            found_draft(draft),
                            old,
                            *step.actor,
                            step.event.empty() ? terms::kStatusEvent : step.event));
  return true;
}

}  // namespace gateway::exchange
