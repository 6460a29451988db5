// TaskView: a Task as the exchange reads it: which machine moves it, who its parties are, which
// case it belongs to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/exchange/directory.hpp"
#include "gateway/exchange/machine.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/node.hpp"

namespace gateway::exchange {

struct TaskView {
  Machine machine = Machine::referral;
  Status status = Status::none;
  const Unit* requester = nullptr;
  const Unit* owner = nullptr;  // null: a draft may have none yet
  std::string correlation;      // Task.groupIdentifier.value
  std::string_view event;       // message event of its request
  std::string_view purpose;     // of what is sent with it
};

// Errors: invalid (EXCHANGE-TASK-CODE: no machine of ours; EXCHANGE-TASK-STATUS;
// EXCHANGE-REQUESTER:
//         not an Organization of the directory; EXCHANGE-RECEIVER-UNKNOWN: an owner that is none).
fhir::Checked<TaskView> view_task(fhir::Node task, const Directory& directory);

// True if messages of this event ask their receiver for something, in a Task of its own.
bool is_request_event(std::string_view event) noexcept;

// The status that a Task on hold was in before; none if it is not on hold.
Status held_status(fhir::Node task) noexcept;

// The status code as a status of the machines.
std::optional<Status> read_status(std::string_view code) noexcept;

}  // namespace gateway::exchange
