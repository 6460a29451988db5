// Machine: the states of Task and CarePlan as tables (domain.md, 4). A row says who may go from one
// status to another, what must be there, what may change with it and what follows.
//
// Rows are checked when the program is compiled: one action leads from one status to one other.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/base/code_table.hpp"

namespace gateway::exchange {

enum class Machine : std::uint8_t { referral, invitation, abort, approval, plan };

// Statuses of Task and of CarePlan. `none`: the resource does not exist yet.
// Source: FHIR R4, valueset-task-status.html, valueset-request-status.html.
enum class Status : std::uint8_t {
  none,
  draft,
  requested,
  received,
  accepted,
  rejected,
  cancelled,
  in_progress,
  on_hold,
  failed,
  completed,
  entered_in_error,
  active,
  revoked,
};
inline constexpr CodeTable kStatusCodes(std::to_array<CodeRow<Status>>({
    {Status::none, ""},
    {Status::draft, "draft"},
    {Status::requested, "requested"},
    {Status::received, "received"},
    {Status::accepted, "accepted"},
    {Status::rejected, "rejected"},
    {Status::cancelled, "cancelled"},
    {Status::in_progress, "in-progress"},
    {Status::on_hold, "on-hold"},
    {Status::failed, "failed"},
    {Status::completed, "completed"},
    {Status::entered_in_error, "entered-in-error"},
    {Status::active, "active"},
    {Status::revoked, "revoked"},
}));

enum class Action : std::uint8_t {
  draft,
  edit,
  request,
  receive,
  accept,
  reject,
  begin,
  answer_in_part,
  complete,
  amend,
  fail,
  cancel,
  hold,
  resume,
  withdraw_in_error,
  attend,
  absent,
  activate,
  revise,
  revoke,
  lose_basis,
  supplement,
  forward,
  abort,
  lapse,
  delegate,
  reset,
};
inline constexpr CodeTable kActionCodes(std::to_array<CodeRow<Action>>({
    {Action::draft, "draft"},
    {Action::edit, "edit"},
    {Action::request, "request"},
    {Action::receive, "receive"},
    {Action::accept, "accept"},
    {Action::reject, "reject"},
    {Action::begin, "begin"},
    {Action::answer_in_part, "answer-in-part"},
    {Action::complete, "complete"},
    {Action::amend, "amend"},
    {Action::fail, "fail"},
    {Action::cancel, "cancel"},
    {Action::hold, "hold"},
    {Action::resume, "resume"},
    {Action::withdraw_in_error, "withdraw-in-error"},
    {Action::attend, "attend"},
    {Action::absent, "absent"},
    {Action::activate, "activate"},
    {Action::revise, "revise"},
    {Action::revoke, "revoke"},
    {Action::lose_basis, "lose-basis"},
    {Action::supplement, "supplement"},
    {Action::forward, "forward"},
    {Action::abort, "abort"},
    {Action::lapse, "lapse"},
    {Action::delegate, "delegate"},
    {Action::reset, "reset"},
}));

// Who does it: bits of Row::by.
enum Role : std::uint8_t {
  kRequester = 1,  // of a Task; coordinator of a plan
  kOwner = 2,
  kServer = 4,
};

// What must hold: bits of Row::needs.
enum Need : std::uint32_t {
  kPerson = 1,              // a human step: X-Acting-Person
  kBasis = 2,               // R2 for what is sent with it
  kDueDate = 4,             // Task.restriction.period.end
  kReason = 8,              // Task.statusReason with a code
  kAnswerOrWithheld = 16,   // Task.output "answer", or "content-withheld" with a code
  kResumeDate = 32,         // extension resume-by
  kHeldStatus = 64,         // leads_on_from() the status that it was held in
  kMeetingHeld = 128,       // Task.encounter or CarePlan.encounter: a finished Encounter
  kAttendance = 256,        // Task.businessStatus with a code
  kOwnersAccepted = 512,    // every activity, or named in a reservation
  kActivitiesFinal = 1024,  // every activity Task in a final status
  kNewAnswer = 2048,        // an output that was not there before
  kReceiverNamed = 4096,    // output "suggested-receiver", if the reason or the step asks for it
  kAbortAgreed = 8192,      // a Task(abort) about this Task that its owner accepted
  kAbortable = 16384,    // focus: the caller's own request to the same owner, begun and not ended
  kAfterReturn = 32768,  // partOf, if it is there: a Task of the caller's that was rejected
  kSubstitute = 65536,   // extension substitute: the person who replies, and the mandate
};

// What may differ from the version before, beside status and what the server writes: bits of
// Row::may_change.
enum Part : std::uint16_t {
  kAnything = 1,        // everything that is the client's
  kPartReason = 2,      // statusReason
  kPartBusiness = 4,    // businessStatus
  kPartOutput = 8,      // output
  kPartExtension = 16,  // extension
  kPartEncounter = 32,  // encounter
  kPartPeriod = 64,     // executionPeriod
};

// What follows in the same unit: bits of Row::effects.
enum Effect : std::uint8_t {
  kSend = 1,        // content to the owner (Task) or to the parties (CarePlan)
  kTell = 2,        // status to the other party
  kAnswerBack = 4,  // output's content to the requester
  kPassBy = 8,      // its message overtakes what waits
  kNotify = 16,     // the Task alone to the owner, whether it holds it or not
  kPassOn = 32,     // the request goes on to the receiver that the owner named
};

struct Row {
  Machine machine;
  Status from;
  Action action;
  Status to;
  std::uint8_t by;
  std::uint32_t needs;
  std::uint16_t may_change;
  std::uint8_t effects;
};

// All rows of one machine.
std::span<const Row> rows(Machine machine) noexcept;

// True if no row of a role but the server's leads out of `status`, amendments aside.
bool is_final(Machine machine, Status status) noexcept;

// What the step is called in Task.businessStatus where the status alone does not say it; empty if
// it does. Of two steps from one status to another for one role, the word tells which is meant.
// Source: domain.md, 4, words that are not task-status codes.
std::string_view word_of(Action action) noexcept;
// The same code if it is such a word; empty otherwise.
std::string_view known_word(std::string_view business_status) noexcept;

// True if the row leads on for a Task that was put on hold in status `held`: back to it, or to
// where a Task that was not on hold could go from there.
bool leads_on_from(const Row& row, Status held) noexcept;

// The names of the bits of Row::needs, as $actions gives them.
struct NeedName {
  Need need;
  std::string_view name;
};
std::span<const NeedName> need_names() noexcept;

}  // namespace gateway::exchange
