// Receipt: what follows when a message was received, refused, tried or stopped.
#pragma once

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// Adds the audit record of the new state of a delivery to `work`. Reads nothing of its content.
void audit_delivery(Work& work, const store::Claim& claim, const store::OutboxUpdate& update);

// Adds to `work` what that state brings with it: on `received` the grants of what was sent and the
// step of the Task; on `set_aside` the mark on the Task that its requester sees.
fhir::Checked<void> follow_delivery(Work& work,
                                    const store::Claim& claim,
                                    const store::OutboxUpdate& update);

}  // namespace gateway::exchange
