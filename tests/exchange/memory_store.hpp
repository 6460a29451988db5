// MemoryStore: the ports of the store in memory, with the semantics that their comments promise.
//
// Units are committed when submit() is called, on the calling thread; completions run there too, or
// later if the test holds them back. A hook may run between preparing and committing, to lose a
// race on purpose.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/fhir/type_table.hpp"
#include "gateway/store/ports.hpp"

namespace gateway::exchange::test {

class MemoryStore final : public store::Reader, public store::Writer {
 public:
  MemoryStore(const fhir::TypeTable& types, const Clock& clock) : types_(types), clock_(clock) {}

  // Reader
  Result<std::optional<store::StoredResource>> find(store::OrgKey org,
                                                    std::string_view type,
                                                    std::string_view id) override;
  Result<std::optional<store::StoredResource>> find_version(store::OrgKey org,
                                                            const store::ResourceRef& ref) override;
  Result<store::HistoryPage> history(store::OrgKey org,
                                     std::string_view type,
                                     std::string_view id,
                                     const store::HistoryRange& range) override;
  Result<store::SearchPage> search(store::OrgKey org, const search::Query& query) override;
  Result<std::optional<store::IdempotencyHit>> find_idempotent(
      const store::IdempotencyKey& key) override;
  Result<std::int64_t> epoch(std::string_view name) override;
  Result<std::optional<store::ChildKey>> find_child(
      const std::vector<std::string>& identifiers) override;
  Result<std::vector<store::Obligation>> messages_to(store::OrgKey receiver,
                                                     std::int64_t after,
                                                     std::size_t count) override;
  Result<std::vector<store::Obligation>> undelivered(store::ChildKey child) override;
  Result<std::vector<store::Obligation>> obligations(store::OrgKey org,
                                                     std::string_view correlation_id) override;
  Result<store::AuditPage> audit_of(store::OrgKey org,
                                    const store::AuditQuestion& question) override;
  Result<std::optional<store::AuditRow>> audit_at(store::OrgKey org,
                                                  const store::AuditPlace& place) override;
  Result<std::vector<AuditRow>> audit(std::int64_t from, std::size_t batches) override;

  // Writer
  void submit(store::WriteUnit unit, Completion completion) override;
  void record(std::vector<store::AuditRecord> records, Completion completion) override;
  void claim(store::ClaimRequest request,
             std::move_only_function<void(Result<std::vector<store::Claim>>)> completion) override;
  Result<store::OrgKey> ensure_organisation(std::string_view hsa_id) override;
  Result<store::ChildKey> ensure_child(const std::vector<std::string>& identifiers) override;

  // --- for tests ---

  // Runs before the next unit is committed, once.
  void before_next_commit(std::function<void()> hook) { before_commit_ = std::move(hook); }
  // The next submit() or record() fails with this.
  void fail_next(Error error) { next_failure_ = std::move(error); }
  // As if the lifetime of all rows had passed.
  void forget_requests() { idempotency_.clear(); }
  // Completions wait until release() is called.
  void hold_completions() { holds_ = true; }
  void release();

  std::size_t version_count() const { return versions_.size(); }
  std::size_t child_count() const { return children_.size(); }
  const std::vector<store::AuditRecord>& audit_records() const { return audit_; }
  const std::vector<store::Disclosure>& disclosures() const { return disclosures_; }
  struct OutboxRow {
    store::OutboxWrite what;
    std::int64_t id = 0;
    std::int64_t event = 0;
    std::int64_t fence = 0;
    unsigned attempts = 0;
    unsigned ends = 0;
    Instant due;
    Instant created;
    std::optional<Instant> received;
    std::string outcome_code;
    std::optional<store::Disclosure> disclosure;
    std::optional<std::int64_t> disclosure_key;  // index into disclosures()
  };
  const std::vector<OutboxRow>& outbox() const { return outbox_; }
  // As if the process had ended so often with the first message in hand.
  void end_with_first_in_hand(unsigned ends) { outbox_.at(0).ends = ends; }

 private:
  struct Version {
    store::ResourceRef ref;
    bool deleted = false;
    store::OrgKey writer = 0;
    store::ChildKey child = 0;
    std::string json;
    Instant last_updated;
    std::int64_t key = 0;
  };
  struct View {
    std::uint32_t version = 0;
    std::vector<search::IndexEntry> index;
  };
  using Name = std::pair<std::string, std::string>;
  using Held = std::map<Name, View>;

  static store::Obligation line_of(const OutboxRow& row);
  std::string spliced(const Version& version) const;
  store::StoredResource stored(const Version& version) const;
  std::uint32_t current_version(const Name& name) const;
  const Version* version_of(const Name& name, std::uint32_t version) const;
  const View* view_of(store::OrgKey org, const Name& name) const;
  bool is_audit_of(store::OrgKey org, const store::AuditRecord& record) const;
  Result<void> check(const store::WriteUnit& unit) const;
  bool is_referred(const store::Unreferred& asked) const;
  std::vector<std::string> ids_found(const store::ExpectedMatches& expected) const;
  void apply(const store::WriteUnit& unit, Instant now);
  void grant(store::OrgKey org,
             const store::ResourceRef& ref,
             const std::vector<search::IndexEntry>& index);
  bool is_granted(store::OrgKey org, const store::ResourceRef& ref) const;
  bool is_replaced_by(store::OrgKey org, const Version& version, Instant time) const;
  void complete(Completion completion, Result<store::Committed> result);

  const fhir::TypeTable& types_;
  const Clock& clock_;
  mutable std::recursive_mutex mutex_;
  std::map<std::pair<Name, std::uint32_t>, Version> versions_;
  std::map<store::OrgKey, Held> views_;
  std::map<store::OrgKey, std::map<std::pair<Name, std::uint32_t>, bool>> grants_;
  std::map<std::string, std::int64_t, std::less<>> epochs_;
  std::map<std::pair<store::OrgKey, std::string>, store::IdempotencyHit> idempotency_;
  std::map<std::string, store::ChildKey, std::less<>> children_;
  std::map<std::string, store::OrgKey, std::less<>> organisations_;
  std::map<store::OrgKey, std::int64_t> events_;
  std::vector<OutboxRow> outbox_;
  std::vector<store::AuditRecord> audit_;
  std::vector<store::Disclosure> disclosures_;
  store::ChildKey next_child_ = 1;
  std::int64_t next_key_ = 1;
  Instant last_commit_;
  std::function<void()> before_commit_;
  std::optional<Error> next_failure_;
  bool holds_ = false;
  std::vector<std::function<void()>> held_;
  std::vector<std::pair<Completion, Result<store::Committed>>> waiting_;
};

}  // namespace gateway::exchange::test
