// Take back: messages that must no longer be sent are cancelled in the unit that makes them so,
// whether they were tried or not. One that is being sent at this moment is left to its sender: it
// is asked about again when it is finished and before every attempt (parcel_check.hpp).
#pragma once

#include <string>

#include "gateway/exchange/task_view.hpp"
#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// The request of a Task, and what completed it, stop with what takes the Task back.
Result<void> stop_request(Work& work,
                          store::ChildKey child,
                          const TaskView& view,
                          const std::string& task_id);

// Everything that rests on the Consent and that it no longer covers stops, whoever sends it (R2).
Result<void> stop_uncovered(Work& work, const Draft& consent);

}  // namespace gateway::exchange
