// Invitation: the Appointment of a meeting and the replies to its call (R3).
#pragma once

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// The convener writes it; the invited get it with their invitation Task, and each later version.
fhir::Checked<void> decide_appointment(Work& work, Draft& draft);

// The reply of an invited unit: moves its invitation Task to accepted or rejected.
//
// Errors: invalid (EXCHANGE-PERSON-REQUIRED; EXCHANGE-ACTOR: not the caller's own service;
//         EXCHANGE-NOT-INVITED), conflict (the Task is not in a status that can be replied to).
fhir::Checked<void> decide_response(Work& work, Draft& draft);

}  // namespace gateway::exchange
