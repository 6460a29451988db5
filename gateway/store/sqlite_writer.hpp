// SqliteWriter: the write port on the group writer.
#pragma once

#include <string_view>
#include <vector>

#include "gateway/store/group_writer.hpp"
#include "gateway/store/key_store.hpp"
#include "gateway/store/ports.hpp"
#include "gateway/store/prepared_unit.hpp"
#include "gateway/store/sqlite_reader.hpp"

namespace gateway::store {

// THREADS: any.
class SqliteWriter final : public Writer {
 public:
  struct Parts {
    GroupWriter& group;
    UnitPreparer& preparer;
    KeyStore& keys;
    SharedCache& shared;
    SqliteReader& reader;
    const security::Keyring& keyring;
  };
  explicit SqliteWriter(const Parts& parts)
      : parts_(parts), children_(parts.keyring.child_index()) {}

  void submit(WriteUnit unit, Completion completion) override;
  void record(std::vector<AuditRecord> records, Completion completion) override;
  void claim(ClaimRequest request,
             std::move_only_function<void(Result<std::vector<Claim>>)> completion) override;
  Result<OrgKey> ensure_organisation(std::string_view hsa_id) override;
  Result<ChildKey> ensure_child(const std::vector<std::string>& identifiers) override;

  // Makes all that one organisation holds about one child unreadable, here and in the log.
  // Blocking. No one else's copy is touched. New records about the child get a new key.
  Result<void> destroy_key(OrgKey org, ChildKey child);

 private:
  using Work = std::move_only_function<Result<std::int64_t>(WriteGroup&)>;
  // Runs `work` in the next group and waits until it is durable.
  Result<std::int64_t> call(Work work);

  Parts parts_;
  security::BlindIndex children_;
  OrgKey turn_ = kEveryone - 1;  // the receiver claimed for last; the writer's thread only
};

}  // namespace gateway::store
