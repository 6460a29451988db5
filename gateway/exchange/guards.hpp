// Guards: what a step needs beside the right status and the right party (Row::needs).
#pragma once

#include "gateway/exchange/machine.hpp"
#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// Checks every need of the row except kBasis, which depends on what is sent (task.cpp, plan.cpp).
// `before` is absent for a resource that is being created.
//
// Errors: invalid (422: something is missing in the request), conflict (409: the state of things is
//         not such that the step can be taken).
fhir::Checked<void> check_needs(Work& work, const Row& row, const Draft& draft);

// True if `output` of a Task has this type of ours.
bool is_output(fhir::Node output, std::string_view code) noexcept;

}  // namespace gateway::exchange
