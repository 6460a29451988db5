// Task: the decision about a change of a Task, and the steps that the server takes itself.
#pragma once

#include "gateway/exchange/machine.hpp"
#include "gateway/exchange/task_view.hpp"
#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// Reads the draft as one step of its machine, checks who may take it and what it needs, shares the
// new version with its parties and adds what is to be sent.
//
// Errors: conflict, forbidden, invalid; see machine.hpp, guards.hpp, disclosure.hpp.
fhir::Checked<void> decide_task(Work& work, Draft& draft);

// A step that the server takes in the name of `actor`: a receipt, a reply, a lost basis.
struct ServerStep {
  Action action = Action::receive;
  Status to = Status::received;
  const Unit* actor = nullptr;
  std::string_view reason = {};           // code of terms::kTaskReason
  std::string_view event = {};            // message event; empty: task-status
  const fhir::Resource* reply = nullptr;  // Action::delegate: holds the extension substitute
};
// Does nothing and says false if the Task has no such step from where it is.
fhir::Checked<bool> advance_task(Work& work, const Seen& before, const ServerStep& step);

}  // namespace gateway::exchange
