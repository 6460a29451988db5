// SqliteReader: the reading side of the store on SQLite.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/security/keyring.hpp"
#include "gateway/store/audit_terms.hpp"
#include "gateway/store/history_sql.hpp"
#include "gateway/store/key_store.hpp"
#include "gateway/store/ports.hpp"
#include "gateway/store/prepared_unit.hpp"
#include "gateway/store/search_sql.hpp"
#include "gateway/store/shared_cache.hpp"
#include "gateway/store/sqlite_pool.hpp"

namespace gateway::store {

// THREADS: any.
class SqliteReader final : public Reader {
 public:
  struct Parts {
    ReadPool& pool;
    KeyStore& keys;
    TermHash& terms;
    const security::Keyring& keyring;
    SharedCache& shared;
    const Clock& clock;
    std::chrono::microseconds idempotency_lifetime;
  };
  explicit SqliteReader(const Parts& parts)
      : parts_(parts), children_(parts.keyring.child_index()), audit_terms_(parts.keyring) {}

  Result<std::optional<StoredResource>> find(OrgKey org,
                                             std::string_view type,
                                             std::string_view id) override;
  Result<std::optional<StoredResource>> find_version(OrgKey org, const ResourceRef& ref) override;
  Result<HistoryPage> history(OrgKey org,
                              std::string_view type,
                              std::string_view id,
                              const HistoryRange& range) override;
  Result<SearchPage> search(OrgKey org, const search::Query& query) override;
  Result<std::optional<IdempotencyHit>> find_idempotent(const IdempotencyKey& key) override;
  Result<std::int64_t> epoch(std::string_view name) override;
  Result<std::optional<ChildKey>> find_child(const std::vector<std::string>& identifiers) override;
  Result<std::vector<Obligation>> obligations(OrgKey org, std::string_view correlation_id) override;
  Result<std::vector<Obligation>> undelivered(ChildKey child) override;
  Result<std::vector<Obligation>> messages_to(OrgKey receiver,
                                              std::int64_t after,
                                              std::size_t count) override;
  Result<AuditPage> audit_of(OrgKey org, const AuditQuestion& question) override;
  Result<std::optional<store::AuditRow>> audit_at(OrgKey org, const AuditPlace& place) override;
  Result<std::vector<AuditRow>> audit(std::int64_t from, std::size_t batches) override;

  Result<std::optional<OrgKey>> find_organisation(std::string_view hsa_id);

  static constexpr std::size_t kMaxPage = 1000;
  static constexpr std::size_t kMaxSearchValues = 500;

 private:
  struct Place {
    OrgKey org = kEveryone;
    std::string_view type;
    std::string_view id;
  };
  struct PageKey {  // what a search finds before anything is decrypted
    OrgKey org = kEveryone;
    std::int64_t res = 0;
    std::int64_t version = 0;
    std::int64_t updated = 0;
    std::string id;
  };

  // The version in the current row, or nullopt if the organisation's key for it was destroyed.
  Result<std::optional<StoredResource>> open_row(Connection& db,
                                                 const Statement& row,
                                                 const Place& place);
  // One version by a statement that takes organisation, type and id, and perhaps a version.
  Result<std::optional<StoredResource>> find_by(std::string_view sql,
                                                const Place& place,
                                                std::uint32_t version);
  // The newest version of what everyone may read.
  Result<std::optional<StoredResource>> find_shared(std::string_view type, std::string_view id);

  // The parts that make up a history: of the organisation's own view and of everyone's.
  Result<std::vector<HistoryPlan>> history_plans(Connection& db,
                                                 const Place& place,
                                                 const HistoryRange& range);
  Result<std::optional<StoredResource>> open_version(Connection& db, const HistoryKey& key);

  // For a query without links; its includes are left out.
  Result<SearchPage> search_in(Connection& db, OrgKey org, const search::Query& query);
  Result<SearchPlan> plan(Connection& db, OrgKey org, const search::Query& query);

  // True to go on.
  using UseMatch = std::function<Result<bool>(const PageKey& key, StoredResource match)>;
  // What the index finds behind `after` and Query::recheck, if there is one, lets pass.
  Result<void> for_each_match(Connection& db,
                              const std::vector<SearchPlan>& plans,
                              std::optional<search::Position> after,
                              const UseMatch& use);
  // With Query::recheck, without order.
  Result<SearchPage> search_and_recheck(Connection& db, const std::vector<SearchPlan>& plans);
  // With Query::order.
  Result<SearchPage> search_in_order(Connection& db, const std::vector<SearchPlan>& plans);
  // For Query::order; remembers in `followed`.
  Result<std::optional<std::string>> follow(
      Connection& db,
      OrgKey org,
      std::string_view reference,
      std::map<std::string, std::optional<std::string>, std::less<>>& followed);
  static search::Position position_of(const PageKey& key) {
    return {.last_updated = key.updated, .key = key.res};
  }
  static bool comes_before(const search::Position& a, const search::Position& b, bool oldest_first);
  // What all plans find behind `after`, in the order of pages, at most `limit`.
  Result<std::vector<PageKey>> page_keys(Connection& db,
                                         const std::vector<SearchPlan>& plans,
                                         const std::optional<search::Position>& after,
                                         std::size_t limit);
  // For Query::only_refs.
  static std::vector<StoredResource> refs_of(std::string_view type, std::span<const PageKey> keys);
  Result<std::size_t> count(Connection& db, const SqlText& text);
  Result<std::vector<StoredResource>> open_page(Connection& db,
                                                std::string_view type,
                                                std::span<const PageKey> keys);

  Result<std::vector<AuditRow>> read_batch(const Statement& row);
  // Numbers of batches that may hold what is asked for, newest first.
  Result<std::vector<std::int64_t>> audit_batches(Connection& db,
                                                  OrgKey org,
                                                  const AuditQuestion& question);
  // True if the unit acted itself, or holds every version that the record says was made.
  Result<bool> is_audit_of(Connection& db, OrgKey org, const AuditRecord& record);

  Parts parts_;
  security::BlindIndex children_;
  AuditTerms audit_terms_;
  security::Envelope envelope_;
};

}  // namespace gateway::store
