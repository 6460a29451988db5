// The audit records of one group commit as one compact text of bytes.
//
// Each different text stands once in front and is then named by its number: most records of a batch
// share system, certificate and organisation.
#pragma once

#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/security/hash_bytes.hpp"
#include "gateway/store/rows.hpp"

namespace gateway::store {

security::Bytes write_audit_batch(const std::vector<AuditRecord>& records);

// Errors: internal (STORE-AUDIT: not what write_audit_batch() made).
Result<std::vector<AuditRecord>> read_audit_batch(security::ByteView bytes);

}  // namespace gateway::store
