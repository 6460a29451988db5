// LegalActions: what a caller may do next with a Task, as Parameters.
#pragma once

#include "gateway/exchange/directory.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::exchange {

// Parameters with one `action` for each step: parts `code`, `status` (the one it leads to) and a
// `requires` for each thing it needs (machine.hpp, need_names()). Empty if no step is open.
//
// Errors: as view_task().
fhir::Checked<fhir::Resource> legal_actions(const fhir::Resource& task,
                                            const Caller& caller,
                                            const Directory& directory);

}  // namespace gateway::exchange
