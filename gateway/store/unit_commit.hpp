// Committing one unit of work inside a group: comparing and inserting, nothing else.
#pragma once

#include "gateway/base/result.hpp"
#include "gateway/store/key_store.hpp"
#include "gateway/store/prepared_unit.hpp"
#include "gateway/store/write_group.hpp"

namespace gateway::store {

// REQUIRES: a savepoint that the caller rolls back if this fails. The unit's audit records are
// moved into the group when it succeeds. Errors: those of Writer::submit.
Result<void> commit_unit(WriteGroup& group, PreparedUnit& prepared, const KeyStore& keys);

}  // namespace gateway::store
