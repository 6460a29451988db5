// Conditional changes: which resource of the caller's own the criteria of a change mean.
//
// Source: FHIR R4, http.html#ccreate, #cond-update, #patch.
#pragma once

#include <optional>
#include <vector>

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// What the change's condition finds, in the caller's own records; the commit fails if it then finds
// others.
//
// REQUIRES: the change has a condition.
//
// Errors: precondition_failed (EXCHANGE-CONDITION-SEVERAL: more than one), as find_own().
fhir::Checked<const Seen*> find_match(Work& work, const Change& change);

// Refuses criteria of which one answers the other, because their order would decide.
//
// Errors: malformed (EXCHANGE-CONDITION-TWICE: two changes have the same criteria, or what one
// change makes is what another one asks for).
fhir::Checked<void> check_conditions(Work& work, const std::vector<Change>& changes);

}  // namespace gateway::exchange
