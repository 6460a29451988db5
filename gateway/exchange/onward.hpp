// Onward: a request that its owner does not take goes to somebody else: returned to the requester
// with a better address, or passed on by the owner (R10; domain.md, 4).
#pragma once

#include "gateway/exchange/task_view.hpp"
#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// True if the reason of the rejection is one that names who does take it.
bool asks_for_receiver(fhir::Node task) noexcept;

// The unit of the HealthcareService in output suggested-receiver; null if none is there.
const Unit* suggested_receiver(fhir::Node task, const Directory& directory) noexcept;

// True if the draft follows no Task, or one of its requester's about the same child that was
// rejected.
Result<bool> is_after_return(Work& work, const Draft& draft);

// A new Task of the same requester in the same thread, part of `rejected`, to the suggested
// receiver, with what the requester sent. Its basis is asked for anew: it must cover the new owner.
//
// Errors: invalid (EXCHANGE-SUGGESTED-RECEIVER: the requester itself; BASIS-..., CONSENT-...: the
//         requester's basis does not reach the new owner; a return is left).
fhir::Checked<void> pass_on(Work& work, const Draft& rejected, const TaskView& view);

}  // namespace gateway::exchange
