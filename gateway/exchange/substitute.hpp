// Substitute: who comes to a meeting in place of the one who was called, and what they may decide
// (R3; domain.md, 4, invitation Task).
#pragma once

#include "gateway/exchange/caller.hpp"
#include "gateway/fhir/node.hpp"

namespace gateway::exchange {

// The extension terms::kSubstitute of a Task or an AppointmentResponse; false if there is none.
fhir::Node substitute_in(fhir::Node resource) noexcept;

// True if the extension names a mandate, and the caller's person as the substitute: nobody else
// accepts for them.
bool is_accepted_by_substitute(fhir::Node substitute, const Caller& caller) noexcept;

}  // namespace gateway::exchange
