#include "gateway/exchange/invitation.hpp"

#include <array>

#include "gateway/exchange/disclosure.hpp"
#include "gateway/exchange/lookup.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/substitute.hpp"
#include "gateway/exchange/task.hpp"
#include "gateway/exchange/transition.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

// Source: FHIR R4, valueset-participationstatus.html.
struct ReplyRow {
  std::string_view status;
  Action action;
  Status to;
  std::string_view reason;
};
constexpr auto kReplies = std::to_array<ReplyRow>({
    {"accepted", Action::accept, Status::accepted, ""},
    {"declined", Action::reject, Status::rejected, "declined"},
});

fhir::Checked<const Seen*> find_own_invitation(Work& work, std::string_view appointment) {
  GATEWAY_TRY(const auto tasks, find_all(work, "Task", "focus", appointment));
  for (const Seen* task : tasks) {
    GATEWAY_TRY(const TaskView view, view_task(task->tree.root(), work.directory()));
    if (view.machine != Machine::invitation || view.owner == nullptr) continue;
    if (view.owner->key == work.caller().org) return task;
  }
  return refuse_invalid("EXCHANGE-NOT-INVITED",
                        "the caller has no invitation to this Appointment",
                        "AppointmentResponse.appointment");
}

// An acceptance that names a substitute is the substitute's.
fhir::Checked<Action> action_of(Work& work, const Draft& response, const ReplyRow& row) {
  const fhir::Node substitute = substitute_in(response.tree.root());
  if (!substitute) return row.action;
  if (row.action == Action::accept && is_accepted_by_substitute(substitute, work.caller())) {
    return Action::delegate;
  }
  return refuse_invalid("EXCHANGE-SUBSTITUTE",
                        "a substitute accepts in person, and states the mandate",
                        "AppointmentResponse.extension");
}

fhir::Checked<void> reply(
    Work& work, const Draft& response, const Seen& task, const ReplyRow& row, const Unit& actor) {
  GATEWAY_TRY(const Action action, action_of(work, response, row));
  if (work.find_draft("Task", task.stored.ref.id) != nullptr) return {};
  GATEWAY_TRY(const bool is_taken,
              advance_task(work,
                           task,
                           {.action = action,
                            .to = row.to,
                            .actor = &actor,
                            .reason = row.reason,
                            .reply = &response.tree}));
  if (is_taken) return {};
  GATEWAY_TRY(const TaskView view, view_task(task.tree.root(), work.directory()));
  fhir::IssueLog issues;
  add_legal_actions(view.machine, view.status, kOwner, issues);
  return std::unexpected(
      fhir::Failure(Error{ErrorKind::conflict,
                          "EXCHANGE-NO-TRANSITION",
                          "the invitation cannot be replied to in its current status"},
                    std::move(issues)));
}

bool is_moved(const Draft& appointment) {
  const fhir::Node before = appointment.before->tree.root();
  const fhir::Node after = appointment.tree.root();
  return !same_children(before, after, "start") || !same_children(before, after, "end");
}

// Who said yes or no to another time is asked again.
fhir::Checked<void> reset_replies(Work& work, const Draft& appointment, const Unit& convener) {
  const std::string focus = "Appointment/" + appointment.ref.id;
  GATEWAY_TRY(const auto tasks, find_all(work, "Task", "focus", focus));
  for (const Seen* task : tasks) {
    if (work.find_draft("Task", task->stored.ref.id) != nullptr) continue;
    GATEWAY_TRY(
        const bool is_reset,
        advance_task(
            work, *task, {.action = Action::reset, .to = Status::received, .actor = &convener}));
    static_cast<void>(is_reset);  // one without a reply waits for it as before
  }
  return {};
}

}  // namespace

fhir::Checked<void> decide_appointment(Work& work, Draft& draft) {
  if (draft.writer != work.caller().org) {
    return refuse(ErrorKind::forbidden,
                  "EXCHANGE-NOT-YOURS",
                  "the convener alone changes an Appointment",
                  "Appointment");
  }
  draft.grants.push_back({draft.writer, std::nullopt});
  const Unit* convener = work.directory().find_by_key(draft.writer);
  if (draft.before == nullptr || convener == nullptr) return {};
  if (is_moved(draft)) GATEWAY_CHECK(reset_replies(work, draft, *convener));
  for (const fhir::Node participant : draft.tree.root().children("participant")) {
    const Unit* unit = work.directory().find_by_reference(reference_of(participant.child("actor")));
    if (unit == nullptr || unit->key == draft.writer) continue;
    GATEWAY_TRY(const Seen* held, work.snapshot().find(unit->key, "Appointment", draft.ref.id));
    if (held == nullptr) continue;
    work.grant({draft.ref, &draft.tree, draft.writer, draft.child, &draft},
               status_only(*convener, *unit, draft.child),
               draft.writer);
  }
  return {};
}

fhir::Checked<void> decide_response(Work& work, Draft& draft) {
  if (draft.before != nullptr) {
    return refuse(ErrorKind::conflict,
                  "EXCHANGE-REPLY-FIXED",
                  "a reply is not changed: the invitation Task moves on instead",
                  "AppointmentResponse");
  }
  if (!work.caller().person) {
    return refuse_invalid("EXCHANGE-PERSON-REQUIRED",
                          "a person takes this step: name them in X-Acting-Person");
  }
  const fhir::Node root = draft.tree.root();
  const Unit* actor = work.directory().find_by_reference(reference_of(root.child("actor")));
  if (actor == nullptr || actor->key != work.caller().org) {
    return refuse_invalid("EXCHANGE-ACTOR",
                          "the actor must be a HealthcareService of the caller's unit",
                          "AppointmentResponse.actor");
  }
  draft.grants.push_back({draft.writer, std::nullopt});
  const std::string_view appointment = reference_of(root.child("appointment"));
  GATEWAY_TRY(const Seen* task, find_own_invitation(work, appointment));
  GATEWAY_TRY(const TaskView view, view_task(task->tree.root(), work.directory()));
  if (view.requester->key != draft.writer) {
    work.grant({draft.ref, &draft.tree, draft.writer, draft.child, &draft},
               status_only(*actor, *view.requester, draft.child),
               draft.writer);
  }
  for (const ReplyRow& row : kReplies) {
    if (row.status == root.child("participantStatus").value()) {
      return reply(work, draft, *task, row, *actor);
    }
  }
  return {};
}

}  // namespace gateway::exchange
