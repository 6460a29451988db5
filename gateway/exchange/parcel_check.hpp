// ParcelCheck: may a queued message still be sent? Asked before every attempt (R2).
#pragma once

#include <string>

#include "gateway/exchange/directory.hpp"
#include "gateway/exchange/snapshot.hpp"

namespace gateway::exchange {

// True if the message may go out now. If not, `why` is a short code ("basis-CONSENT-NOT-ACTIVE",
// "task-cancelled"). Status messages carry no content and always may.
Result<bool> may_be_sent(const store::Claim& claim,
                         Snapshot& snapshot,
                         const Directory& directory,
                         Instant now,
                         std::string& why);

}  // namespace gateway::exchange
