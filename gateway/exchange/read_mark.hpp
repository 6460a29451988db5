// ReadMark: a person at the receiving unit has read a Task (R3).
#pragma once

#include <string>

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// Records the reading with the acting person. For an owner without endpoint it is also the receipt:
// its item waited for a person to open it.
//
// Errors: invalid (EXCHANGE-PERSON-REQUIRED), not_found.
fhir::Checked<void> decide_read_mark(Work& work, const std::string& task_id);

}  // namespace gateway::exchange
