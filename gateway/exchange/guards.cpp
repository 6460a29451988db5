#include "gateway/exchange/guards.hpp"

#include <algorithm>
#include <array>

#include "gateway/exchange/abort.hpp"
#include "gateway/exchange/onward.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/substitute.hpp"
#include "gateway/exchange/task_view.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::exchange {
namespace {

struct Asked {
  Work& work;
  const Draft& draft;
  const Row& row;
  fhir::Node after;
  fhir::Node before;  // false for a create
};

// True, false, or a failure to find out.
using Holds = Result<bool>;

Holds has_person(const Asked& asked) {
  return asked.work.caller().person.has_value();
}

Holds has_due_date(const Asked& asked) {
  const fhir::Node end = asked.after.child("restriction").child("period").child("end");
  return fhir::parse_date_time(end.value()).has_value();
}

Holds has_reason(const Asked& asked) {
  return has_code(asked.after.child("statusReason"));
}

// An answer to read, or the statement that it is withheld, with the reason as a code (R9).
bool is_answer(fhir::Node output) {
  if (is_output(output, terms::kAnswer)) {
    return !reference_of(output.choice("value")).empty();
  }
  const fhir::Node value = output.choice("value");
  return is_output(output, terms::kContentWithheld) && (value.has_value() || has_code(value));
}

Holds has_answer(const Asked& asked) {
  return std::ranges::any_of(asked.after.children("output"), is_answer);
}

Holds has_new_answer(const Asked& asked) {
  const fhir::Nodes old = asked.before.children("output");
  return std::ranges::any_of(asked.after.children("output"), [&old](const fhir::Node output) {
    return is_answer(output) && std::ranges::none_of(old, [output](const fhir::Node each) {
             return same_tree(each, output);
           });
  });
}

Holds has_resume_date(const Asked& asked) {
  const fhir::Node date = extension(asked.after, terms::kResumeBy);
  return fhir::parse_date_time(date.choice("value").value()).has_value();
}

Holds is_held_status(const Asked& asked) {
  return leads_on_from(asked.row, held_status(asked.before));
}

Holds is_meeting_held(const Asked& asked) {
  const std::string_view encounter = reference_of(asked.after.child("encounter"));
  if (split_reference(encounter).type != "Encounter") return false;
  GATEWAY_TRY(const auto meeting, asked.work.find(asked.work.caller().org, encounter));
  if (!meeting || meeting->child != asked.draft.child) return false;
  if (meeting->draft == nullptr) asked.work.snapshot().rely_on(meeting->ref);
  return meeting->tree->root().child("status").value() == "finished";
}

Holds has_attendance(const Asked& asked) {
  return !code_in(asked.after.child("businessStatus"), terms::kBusinessStatus).empty();
}

// The Task of each activity, as the coordinator sees it, must be in one of the `wanted` statuses or
// be named in a reservation.
Holds activities_are(const Asked& asked, auto wanted, bool reservations_count) {
  for (const fhir::Node activity : asked.after.children("activity")) {
    const std::string_view reference = reference_of(activity.child("reference"));
    if (split_reference(reference).type != "Task") return false;
    GATEWAY_TRY(const auto task, asked.work.find(asked.work.caller().org, reference));
    if (!task) return false;
    if (task->draft == nullptr) asked.work.snapshot().rely_on(task->ref);
    const auto status = read_status(task->tree->root().child("status").value());
    if (status && wanted(*status)) continue;
    const bool is_reserved =
        reservations_count &&
        std::ranges::any_of(asked.after.children("extension"), [&](const fhir::Node each) {
          return each.child("url").value() == terms::kReservation &&
                 reference_of(each.choice("value")) == reference;
        });
    if (!is_reserved) return false;
  }
  return !asked.after.children("activity").empty();
}

Holds have_owners_accepted(const Asked& asked) {
  return activities_are(
      asked,
      [](Status status) {
        return status == Status::accepted || status == Status::in_progress ||
               status == Status::on_hold || status == Status::completed;
      },
      true);
}

Holds are_activities_final(const Asked& asked) {
  return activities_are(
      asked, [](Status status) { return is_final(Machine::referral, status); }, false);
}

Holds has_receiver(const Asked& asked) {
  if (asked.row.action != Action::forward && !asks_for_receiver(asked.after)) return true;
  const Unit* named = suggested_receiver(asked.after, asked.work.directory());
  return named != nullptr && named->key != asked.work.caller().org;
}

Holds has_agreed_abort(const Asked& asked) {
  return is_abort_agreed(asked.work, asked.draft.ref.id);
}

Holds has_abortable_focus(const Asked& asked) {
  return is_abortable(asked.work, asked.after);
}

Holds follows_a_return(const Asked& asked) {
  return is_after_return(asked.work, asked.draft);
}

Holds has_substitute(const Asked& asked) {
  return is_accepted_by_substitute(substitute_in(asked.after), asked.work.caller());
}

struct GuardRow {
  Need need;
  Holds (*holds)(const Asked&);
  ErrorKind kind;
  std::string_view id;
  std::string_view message;
};

constexpr auto kGuards = std::to_array<GuardRow>({
    {kPerson,
     has_person,
     ErrorKind::invalid,
     "EXCHANGE-PERSON-REQUIRED",
     "a person takes this step: name them in X-Acting-Person"},
    {kDueDate,
     has_due_date,
     ErrorKind::invalid,
     "EXCHANGE-DUE-DATE",
     "a request needs a due date in restriction.period.end"},
    {kReason,
     has_reason,
     ErrorKind::invalid,
     "EXCHANGE-REASON",
     "the step needs a coded reason in statusReason"},
    {kAnswerOrWithheld,
     has_answer,
     ErrorKind::conflict,
     "EXCHANGE-ANSWER-MISSING",
     "a request is completed with an answer, or with content-withheld and its coded reason"},
    {kResumeDate,
     has_resume_date,
     ErrorKind::invalid,
     "EXCHANGE-RESUME-BY",
     "a hold needs a date in the extension resume-by"},
    {kHeldStatus,
     is_held_status,
     ErrorKind::conflict,
     "EXCHANGE-HELD-STATUS",
     "a hold ends in the status it was made in"},
    {kMeetingHeld,
     is_meeting_held,
     ErrorKind::conflict,
     "EXCHANGE-MEETING-NOT-HELD",
     "the step needs a finished Encounter of the child in encounter"},
    {kAttendance,
     has_attendance,
     ErrorKind::invalid,
     "EXCHANGE-ATTENDANCE",
     "attendance is stated as a code in businessStatus"},
    {kOwnersAccepted,
     have_owners_accepted,
     ErrorKind::conflict,
     "EXCHANGE-OWNERS-NOT-ACCEPTED",
     "every activity is a Task that its owner accepted, or is named in a reservation"},
    {kActivitiesFinal,
     are_activities_final,
     ErrorKind::conflict,
     "EXCHANGE-ACTIVITIES-OPEN",
     "every activity Task must have ended"},
    {kNewAnswer,
     has_new_answer,
     ErrorKind::conflict,
     "EXCHANGE-NO-NEW-ANSWER",
     "the change holds no answer that was not there before"},
    {kReceiverNamed,
     has_receiver,
     ErrorKind::invalid,
     "EXCHANGE-SUGGESTED-RECEIVER",
     "the refusal names who takes it: output suggested-receiver, a HealthcareService of another "
     "unit"},
    {kAbortAgreed,
     has_agreed_abort,
     ErrorKind::conflict,
     "EXCHANGE-ABORT-MISSING",
     "work that has begun is cancelled after an accepted Task with the code abort"},
    {kAbortable,
     has_abortable_focus,
     ErrorKind::conflict,
     "EXCHANGE-ABORT-FOCUS",
     "an abort is about the caller's own request to the same owner, in-progress or on-hold"},
    {kSubstitute,
     has_substitute,
     ErrorKind::invalid,
     "EXCHANGE-SUBSTITUTE",
     "the substitute replies in person: extension substitute with who (X-Acting-Person) and "
     "mandate"},
    {kAfterReturn,
     follows_a_return,
     ErrorKind::conflict,
     "EXCHANGE-PART-OF",
     "a request follows one of the caller's about the same child that was rejected"},
});

}  // namespace

bool is_output(fhir::Node output, std::string_view code) noexcept {
  return code_in(output.child("type"), terms::kTaskParameter) == code;
}

fhir::Checked<void> check_needs(Work& work, const Row& row, const Draft& draft) {
  const Asked asked{work,
                    draft,
                    row,
                    draft.tree.root(),
                    draft.before == nullptr ? fhir::Node() : draft.before->tree.root()};
  for (const GuardRow& guard : kGuards) {
    if ((row.needs & guard.need) == 0) continue;
    GATEWAY_TRY(const bool holds, guard.holds(asked));
    if (holds) continue;
    return refuse(guard.kind,
                  guard.id,
                  std::string(guard.message),
                  draft.change == nullptr ? std::string() : draft.change->expression);
  }
  return {};
}

}  // namespace gateway::exchange
