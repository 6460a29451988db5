// Consent: given, changed and withdrawn (R2).
#pragma once

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// A change of status or provision makes every decision that rested on the child's bases be taken
// again. Tasks and plans of the caller that the Consent no longer covers are ended or held in the
// same unit, their parties are told without content, and the outcome says who holds a copy already.
fhir::Checked<void> decide_consent(Work& work, Draft& draft);

}  // namespace gateway::exchange
