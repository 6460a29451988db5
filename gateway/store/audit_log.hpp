// AuditLog: the audit trail as the writer keeps it. One sealed batch for each group commit; then,
// in order and at least every second, leaf numbers and a new head of the Merkle tree.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/base/random.hpp"
#include "gateway/base/result.hpp"
#include "gateway/security/envelope.hpp"
#include "gateway/security/keyring.hpp"
#include "gateway/security/merkle.hpp"
#include "gateway/store/write_group.hpp"

namespace gateway::store {

// Binds a sealed batch to its number.
security::Bytes audit_associated_bytes(std::int64_t batch, Instant time);

// The writer calls seal() and perhaps sequence() in its transaction, then settle() once.
//
// THREADS: the writer's only.
class AuditLog {
 public:
  AuditLog(const security::Keyring& keyring, RandomSource& random)
      : keyring_(keyring), random_(random) {}

  // Continues where the database ends: range, next batch, and batches without a leaf.
  // Errors: internal (MERKLE-RANGE), and those of Connection.
  Result<void> load(Connection& db);

  // Writes the group's records, if there are any, as one batch with what they are found by.
  Result<void> seal(WriteGroup& group);
  // Gives every batch its leaf number, this group's too, and writes the head.
  Result<void> sequence(WriteGroup& group);
  // The transaction was committed, or rolled back.
  void settle(bool committed);

  bool has_unsequenced() const noexcept { return !waiting_.empty(); }
  std::size_t unsequenced() const noexcept { return waiting_.size(); }

 private:
  struct Leaf {
    std::int64_t batch = 0;
    security::Digest hash{};
  };
  Result<void> load_range(Connection& db);
  Result<void> load_waiting(Connection& db);

  const security::Keyring& keyring_;
  RandomSource& random_;
  security::Hash hash_;
  security::Envelope envelope_;
  std::int64_t next_batch_ = 1;
  security::CompactRange range_;
  std::vector<Leaf> waiting_;  // committed, without a leaf number
  // What the open transaction would change.
  std::optional<Leaf> sealed_;
  std::optional<security::CompactRange> sequenced_;
};

}  // namespace gateway::store
