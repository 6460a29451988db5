// Abort: the requester's Task(abort) about work that has begun, which the owner accepts or rejects
// before it may cancel that work (domain.md, 4, referral Task).
#pragma once

#include <string>

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// True if a Task(abort) about the Task was accepted, by this command or before it.
Result<bool> is_abort_agreed(Work& work, const std::string& task_id);

// True if the focus of this Task(abort) is the caller's own request to the same owner, and work on
// it has begun and not ended.
Result<bool> is_abortable(Work& work, fhir::Node abort);

// What was asked about a Task that has ended needs no answer: cancelled, reason task-ended.
fhir::Checked<void> end_aborts(Work& work, const std::string& task_id, const Unit& actor);

}  // namespace gateway::exchange
