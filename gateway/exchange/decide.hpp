// Decide: one command from its changes to the unit that the store commits (architecture.md, 5a,
// prepare).
#pragma once

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// Fills `work` from the changes: drafts, references, children, the decision for each type.
// LIFETIME: `changes` outlives the work.
fhir::Checked<void> decide(Work& work, const std::vector<Change>& changes);

// The unit: texts, index entries, grants, audit and read set; children met for the first time get
// their numbers here, so that a refused request leaves none behind.
//
// Errors: conflict (EXCHANGE-CHILD-CONFLICT: identifiers of different children), unavailable.
Result<store::WriteUnit> finish_unit(Work& work, store::Writer& writer);

}  // namespace gateway::exchange
