// Admit: from the changes of a command to drafts: what exists already, whose it is, which version
// the caller saw, which elements are the server's, and which child it is about.
#pragma once

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// LIFETIME: `changes` outlives the work.
//
// Errors: forbidden (EXCHANGE-TYPE-DIRECTORY, EXCHANGE-TYPE-SERVER, EXCHANGE-NOT-YOURS), not_found,
//         precondition_required (a Task without If-Match), precondition_failed, invalid.
fhir::Checked<void> admit(Work& work, const std::vector<Change>& changes);

// Finds the child of each draft. After resolve_references().
//
// Errors: invalid (EXCHANGE-CHILD-IDENTIFIER, EXCHANGE-SUBJECT-MISSING, EXCHANGE-SUBJECT-NOT-OWN),
//         conflict (EXCHANGE-CHILD-CHANGED).
fhir::Checked<void> find_children(Work& work);

}  // namespace gateway::exchange
