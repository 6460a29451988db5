// Plan: the SIP CarePlan and who gets it (R6, R8).
#pragma once

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// Errors: conflict, forbidden, invalid; see machine.hpp, guards.hpp, disclosure.hpp;
//         invalid (EXCHANGE-PLAN-DETAIL: an activity in words instead of a Task).
fhir::Checked<void> decide_plan(Work& work, Draft& draft);

// Its basis is gone: an active plan is put on hold; nothing is sent.
fhir::Checked<void> hold_plan(Work& work, const Seen& plan);

}  // namespace gateway::exchange
