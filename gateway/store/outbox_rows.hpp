// The rows of the outbox: writing, claiming and finishing messages inside a group.
//
// A message that can be sent has a `due` time: of its first or next attempt, or the end of its
// lease while it is being sent. A message that waits behind another one of its child and receiver
// has none, so that claiming never looks at what waits. Messages without a child wait for nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/store/ports.hpp"
#include "gateway/store/write_group.hpp"

namespace gateway::store {

// In ascending order of receivers, whose event numbers they take. `disclosures` are the keys of the
// unit's disclosures.
Result<void> insert_outbox(WriteGroup& group,
                           const std::vector<OutboxWrite>& writes,
                           const std::vector<std::int64_t>& disclosures);

// Errors: conflict (STORE-FENCE).
Result<void> update_outbox(WriteGroup& group, const OutboxUpdate& update);

// `turn` is the receiver that was served last; the next claim begins behind it, so that no receiver
// waits for ever.
Result<std::vector<Claim>> claim_outbox(WriteGroup& group,
                                        const ClaimRequest& request,
                                        OrgKey& turn);

// The decision that a message rests on; nullopt if there is none with this key.
Result<std::optional<Disclosure>> read_disclosure(Connection& db, std::int64_t key);

// What a message carries.
Result<std::vector<ResourceRef>> read_focus(Connection& db, std::int64_t id);

// Marks the messages that were in hand when the process ended. Those that are no longer on their
// way stay as they are.
Result<void> mark_suspects(Connection& db, const std::vector<std::int64_t>& ids);

}  // namespace gateway::store
