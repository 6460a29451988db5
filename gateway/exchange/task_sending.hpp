// Task sending: the messages that follow from a step of a Task: the request to its owner, the
// answer to its requester, the news of a status to the other of the two.
#pragma once

#include <string>
#include <string_view>

#include "gateway/exchange/task_view.hpp"
#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// A draft as what a message may carry.
Found found_draft(Draft& draft);

// The Task with what it asks for, of the requester's own content, to the owner.
//
// Errors: invalid (EXCHANGE-RECEIVER-UNKNOWN; BASIS-..., CONSENT-...: see disclosure.hpp).
fhir::Checked<void> send_request(Work& work, Draft& draft, const TaskView& view);

// The answers on the Task to the requester, each under a basis of the answering organisation or the
// consent that the request came with (R9). False if there is nothing to send.
//
// Errors: invalid (BASIS-..., CONSENT-...).
fhir::Checked<bool> send_answer(Work& work, Draft& draft, const TaskView& view);

// The Task alone to its owner, which need not hold it: codes, times and references (R2).
fhir::Checked<void> notify_owner(Work& work, Draft& draft, const TaskView& view);

// A status message about a Task to a party that holds it or may have got it.
fhir::Checked<void> tell_status(
    Work& work, Found task, const TaskView& view, const Unit& actor, std::string_view event);

}  // namespace gateway::exchange
