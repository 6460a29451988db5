#include "gateway/exchange/machine.hpp"

#include <algorithm>
#include <array>

#include "gateway/exchange/machine_rows.hpp"

namespace gateway::exchange {
namespace {

using A = Action;
using machine_rows::kRows;

struct Word {
  Action action;
  std::string_view code;
};
constexpr auto kWords = std::to_array<Word>({
    {A::forward, "forwarded"},
    {A::delegate, "delegated"},
});

constexpr std::string_view find_word(Action action) {
  for (const Word& each : kWords) {
    if (each.action == action) return each.code;
  }
  return {};
}

consteval bool rows_are_distinct() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    for (std::size_t j = i + 1; j < kRows.size(); ++j) {
      const bool same_step = kRows[i].machine == kRows[j].machine &&
                             kRows[i].from == kRows[j].from && kRows[i].to == kRows[j].to;
      if (same_step && kRows[i].action == kRows[j].action) return false;
      // Two actions of one step must be told apart by who does them, or by a word.
      const bool same_word = find_word(kRows[i].action) == find_word(kRows[j].action);
      if (same_step && same_word && (kRows[i].by & kRows[j].by) != 0) return false;
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
    {kReceiverNamed, "suggested-receiver"},
    {kAbortAgreed, "abort-accepted"},
    {kAbortable, "abortable-focus"},
    {kAfterReturn, "returned-part-of"},
    {kSubstitute, "substitute"},
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

std::string_view word_of(Action action) noexcept {
  return find_word(action);
}

std::string_view known_word(std::string_view business_status) noexcept {
  const auto found = std::ranges::find(kWords, business_status, &Word::code);
  return found == kWords.end() ? std::string_view() : found->code;
}

bool leads_on_from(const Row& row, Status held) noexcept {
  // Back to work or to its failure; the requester takes back only what nobody had begun.
  if (row.to == Status::failed) return held == Status::in_progress;
  if (row.action == Action::cancel) return held == Status::received || held == Status::accepted;
  return row.to == held;
}

std::span<const NeedName> need_names() noexcept {
  return kNeedNames;
}

}  // namespace gateway::exchange
