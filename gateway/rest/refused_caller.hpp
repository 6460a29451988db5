// RefusedCaller: the answer to a call that was refused before its interaction began.
#pragma once

#include "gateway/fhir/issue.hpp"
#include "gateway/rest/call.hpp"

namespace gateway::rest {

// Answers with `failure`. A system that has a certificate but may not act as it wants (401, 403) is
// recorded first: it gets its answer when the record is durable, and the store's error if it is
// not.
//
// LIFETIME: `services` outlives every call.
void refuse_call(const Services& services, Call call, fhir::Failure failure);

}  // namespace gateway::rest
