// References: makes those inside a command literal and relative, and checks that the caller may
// make each of them (security.md, T15).
#pragma once

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// In every draft: references to another change's fullUrl become "Type/id"; organisations named by
// HSA-id get their literal reference; every new literal reference must be visible to the caller.
// A reference that the version before held already is not asked again.
//
// Errors: invalid, with an issue for each: REFERENCE-UNRESOLVED (urn without entry),
//         REFERENCE-EXTERNAL (another server), REFERENCE-NOT-FOUND (unknown, or not the caller's to
//         see), EXCHANGE-RECEIVER-UNKNOWN (Task.owner that the directory does not have).
fhir::Checked<void> resolve_references(Work& work);

}  // namespace gateway::exchange
