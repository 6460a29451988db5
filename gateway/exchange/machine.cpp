#include "gateway/exchange/machine.hpp"

#include <algorithm>
#include <array>

namespace gateway::exchange {
namespace {

using enum Status;
using A = Action;

constexpr auto kR = Machine::referral;
constexpr auto kI = Machine::invitation;
constexpr auto kP = Machine::plan;

constexpr std::uint16_t kAsk = kBasis | kDueDate;
constexpr std::uint16_t kAnswerParts = kPartOutput | kPartBusiness | kPartPeriod;

// Rows of one machine stand together. Source: domain.md, 4.
constexpr auto kRows = std::to_array<Row>({
    // machine, from, action, to, by, needs, may change, effects
    {kR, none, A::draft, draft, kRequester, 0, kAnything, 0},
    {kR, none, A::request, requested, kRequester, kAsk, kAnything, kSend},
    {kR, draft, A::edit, draft, kRequester, 0, kAnything, 0},
    {kR, draft, A::request, requested, kRequester, kAsk, kAnything, kSend},
    {kR, draft, A::cancel, cancelled, kRequester, kReason, kPartReason, 0},
    {kR, draft, A::withdraw_in_error, entered_in_error, kRequester, 0, kPartReason, 0},
    {kR, requested, A::receive, received, kOwner | kServer, 0, 0, kTell},
    {kR, requested, A::cancel, cancelled, kRequester, kReason, kPartReason, kTell | kPassBy},
    {kR,
     requested,
     A::withdraw_in_error,
     entered_in_error,
     kRequester,
     0,
     kPartReason,
     kTell | kPassBy},
    {kR, requested, A::lose_basis, cancelled, kServer, kReason, kPartReason, kTell | kPassBy},
    {kR, received, A::accept, accepted, kOwner, kPerson, kPartBusiness | kPartPeriod, kTell},
    {kR,
     received,
     A::reject,
     rejected,
     kOwner,
     kPerson | kReason,
     kPartReason | kPartOutput | kPartBusiness,
     kTell},
    {kR, received, A::cancel, cancelled, kRequester, kReason, kPartReason, kTell | kPassBy},
    {kR,
     received,
     A::hold,
     on_hold,
     kOwner,
     kReason | kResumeDate,
     kPartReason | kPartExtension,
     kTell},
    {kR, received, A::lose_basis, cancelled, kServer, kReason, kPartReason, kTell | kPassBy},
    {kR, accepted, A::begin, in_progress, kOwner, 0, kPartBusiness | kPartPeriod, kTell},
    {kR, accepted, A::cancel, cancelled, kRequester, kReason, kPartReason, kTell | kPassBy},
    {kR,
     accepted,
     A::hold,
     on_hold,
     kOwner,
     kReason | kResumeDate,
     kPartReason | kPartExtension,
     kTell},
    {kR, accepted, A::lose_basis, cancelled, kServer, kReason, kPartReason, kTell | kPassBy},
    {kR,
     in_progress,
     A::answer_in_part,
     in_progress,
     kOwner,
     kNewAnswer | kBasis,
     kAnswerParts,
     kTell | kAnswerBack},
    {kR,
     in_progress,
     A::complete,
     completed,
     kOwner,
     kAnswerOrWithheld | kBasis,
     kAnswerParts | kPartReason,
     kTell | kAnswerBack},
    {kR,
     in_progress,
     A::fail,
     failed,
     kOwner,
     kReason,
     kPartReason | kPartBusiness | kPartPeriod,
     kTell},
    {kR,
     in_progress,
     A::hold,
     on_hold,
     kOwner,
     kReason | kResumeDate,
     kPartReason | kPartExtension,
     kTell},
    {kR, in_progress, A::lose_basis, cancelled, kServer, kReason, kPartReason, kTell | kPassBy},
    {kR,
     on_hold,
     A::resume,
     received,
     kRequester | kOwner,
     kHeldStatus,
     kPartReason | kPartExtension,
     kTell},
    {kR,
     on_hold,
     A::resume,
     accepted,
     kRequester | kOwner,
     kHeldStatus,
     kPartReason | kPartExtension,
     kTell},
    {kR,
     on_hold,
     A::resume,
     in_progress,
     kRequester | kOwner,
     kHeldStatus,
     kPartReason | kPartExtension,
     kTell},
    {kR, on_hold, A::fail, failed, kOwner, kReason | kHeldStatus, kPartReason, kTell},
    {kR, on_hold, A::lose_basis, cancelled, kServer, kReason, kPartReason, kTell | kPassBy},
    {kR,
     completed,
     A::amend,
     completed,
     kOwner,
     kNewAnswer | kReason | kBasis,
     kAnswerParts | kPartReason,
     kTell | kAnswerBack},

    {kI, none, A::draft, draft, kRequester, 0, kAnything, 0},
    {kI, none, A::request, requested, kRequester, kAsk, kAnything, kSend},
    {kI, draft, A::edit, draft, kRequester, 0, kAnything, 0},
    {kI, draft, A::request, requested, kRequester, kAsk, kAnything, kSend},
    {kI, draft, A::cancel, cancelled, kRequester, kReason, kPartReason, 0},
    {kI, requested, A::receive, received, kOwner | kServer, 0, 0, kTell},
    {kI, requested, A::cancel, cancelled, kRequester, kReason, kPartReason, kTell | kPassBy},
    {kI,
     requested,
     A::absent,
     failed,
     kRequester,
     kMeetingHeld | kAttendance,
     kPartBusiness | kPartEncounter | kPartReason,
     kTell},
    {kI, requested, A::lose_basis, cancelled, kServer, kReason, kPartReason, kTell | kPassBy},
    {kI, received, A::accept, accepted, kOwner, kPerson, kPartBusiness | kPartOutput, kTell},
    {kI,
     received,
     A::reject,
     rejected,
     kOwner,
     kPerson | kReason,
     kPartReason | kPartOutput,
     kTell},
    {kI, received, A::cancel, cancelled, kRequester, kReason, kPartReason, kTell | kPassBy},
    {kI,
     received,
     A::absent,
     failed,
     kRequester,
     kMeetingHeld | kAttendance,
     kPartBusiness | kPartEncounter | kPartReason,
     kTell},
    {kI, received, A::lose_basis, cancelled, kServer, kReason, kPartReason, kTell | kPassBy},
    {kI,
     accepted,
     A::attend,
     completed,
     kRequester,
     kMeetingHeld | kAttendance,
     kPartBusiness | kPartEncounter,
     kTell},
    {kI,
     accepted,
     A::absent,
     failed,
     kRequester,
     kMeetingHeld | kAttendance,
     kPartBusiness | kPartEncounter | kPartReason,
     kTell},
    {kI, accepted, A::cancel, cancelled, kRequester, kReason, kPartReason, kTell | kPassBy},
    {kI, accepted, A::lose_basis, cancelled, kServer, kReason, kPartReason, kTell | kPassBy},

    {kP, none, A::draft, draft, kRequester, 0, kAnything, 0},
    {kP, draft, A::edit, draft, kRequester, 0, kAnything, 0},
    {kP,
     draft,
     A::activate,
     active,
     kRequester,
     kPerson | kBasis | kMeetingHeld | kOwnersAccepted,
     kAnything,
     kSend},
    {kP, draft, A::revoke, revoked, kRequester, 0, 0, 0},
    {kP,
     active,
     A::revise,
     active,
     kRequester,
     kPerson | kBasis | kOwnersAccepted,
     kAnything,
     kSend},
    {kP, active, A::hold, on_hold, kRequester | kServer, 0, 0, kTell},
    {kP, active, A::complete, completed, kRequester, kPerson | kBasis | kActivitiesFinal, 0, kSend},
    {kP, active, A::revoke, revoked, kRequester, kPerson, 0, kTell},
    {kP, on_hold, A::resume, active, kRequester, kPerson | kBasis | kOwnersAccepted, 0, kSend},
    {kP, on_hold, A::revoke, revoked, kRequester, kPerson, 0, kTell},
});

consteval bool rows_are_distinct() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    for (std::size_t j = i + 1; j < kRows.size(); ++j) {
      const bool same_step = kRows[i].machine == kRows[j].machine &&
                             kRows[i].from == kRows[j].from && kRows[i].to == kRows[j].to;
      if (same_step && kRows[i].action == kRows[j].action) return false;
      // Two actions of one step must be told apart by who does them.
      if (same_step && (kRows[i].by & kRows[j].by) != 0) return false;
    }
  }
  return true;
}
static_assert(rows_are_distinct(), "a change of status must name one action for one role");

consteval bool machines_stand_together() {
  for (std::size_t i = 1; i < kRows.size(); ++i) {
    if (kRows[i].machine < kRows[i - 1].machine) return false;
  }
  return true;
}
static_assert(machines_stand_together(), "rows() gives one contiguous part");

constexpr auto kNeedNames = std::to_array<NeedName>({
    {kPerson, "person"},
    {kBasis, "basis"},
    {kDueDate, "due-date"},
    {kReason, "reason"},
    {kAnswerOrWithheld, "answer-or-withheld"},
    {kResumeDate, "resume-by"},
    {kHeldStatus, "held-status"},
    {kMeetingHeld, "meeting-held"},
    {kAttendance, "attendance"},
    {kOwnersAccepted, "owners-accepted"},
    {kActivitiesFinal, "activities-final"},
    {kNewAnswer, "new-answer"},
});

}  // namespace

std::span<const Row> rows(Machine machine) noexcept {
  const auto found = std::ranges::equal_range(kRows, machine, {}, &Row::machine);
  return {found.begin(), found.end()};
}

bool is_final(Machine machine, Status status) noexcept {
  return std::ranges::none_of(rows(machine), [status](const Row& row) {
    return row.from == status && row.to != status && row.by != kServer;
  });
}

std::span<const NeedName> need_names() noexcept {
  return kNeedNames;
}

}  // namespace gateway::exchange
