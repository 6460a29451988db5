#include "gateway/store/sqlite_writer.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <set>
#include <utility>

#include "gateway/store/outbox_rows.hpp"
#include "gateway/store/read_sql.hpp"
#include "gateway/store/unit_commit.hpp"

namespace gateway::store {
namespace {

constexpr std::string_view kInsertOrganisation =
    "INSERT INTO organisation(hsa_id) VALUES (?1) ON CONFLICT DO NOTHING";
constexpr std::string_view kInsertChild = "INSERT INTO child(created) VALUES (?1) RETURNING child";
constexpr std::string_view kInsertIdentifier =
    "INSERT INTO child_identifier(identity, child) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
constexpr std::string_view kDestroyKey =
    "UPDATE org_child_key SET wrapped = NULL WHERE org = ?1 AND child = ?2";
// Looks at all that the organisation holds: no table finds a version by its child.
constexpr std::string_view kForgetTimes =
    "DELETE FROM grant_time WHERE (org, type, updated, ver) IN"
    " (SELECT g.org, v.type, x.updated, g.ver FROM version_grant g"
    " CROSS JOIN version x ON x.ver = g.ver"
    " CROSS JOIN view v ON v.org = ?1 AND v.res = g.ver >> 20"
    " WHERE g.org = ?1 AND x.child = ?2)";

class UnitJob final : public WriteJob {
 public:
  UnitJob(PreparedUnit prepared, KeyStore& keys, SharedCache& shared, Writer::Completion completion)
      : prepared_(std::move(prepared)),
        keys_(keys),
        shared_(shared),
        completion_(std::move(completion)) {}

  Result<void> work(WriteGroup& group) override { return commit_unit(group, prepared_, keys_); }
  void done(Result<Committed> outcome) override {
    for (const auto& fresh : prepared_.fresh_keys)
      keys_.settle(fresh, outcome.has_value());
    if (outcome.has_value() && writes_for_everyone()) shared_.forget_all();
    completion_(std::move(outcome));
  }
  std::size_t bytes() const override { return prepared_.bytes; }
  // The end of an attempt to send: no client waits for it.
  bool is_patient() const override { return !prepared_.unit.outbox_updates.empty(); }

 private:
  bool writes_for_everyone() const {
    const auto is_everyone = [](const PreparedGrant& grant) { return grant.org == kEveryone; };
    return std::ranges::any_of(prepared_.versions,
                               [&](const PreparedVersion& version) {
                                 return std::ranges::any_of(version.grants, is_everyone);
                               }) ||
           std::ranges::any_of(prepared_.regrants, [&](const PreparedRegrant& regrant) {
             return is_everyone(regrant.grant);
           });
  }

  PreparedUnit prepared_;
  KeyStore& keys_;
  SharedCache& shared_;
  Writer::Completion completion_;
};

class RecordJob final : public WriteJob {
 public:
  RecordJob(std::vector<AuditRecord> records,
            std::vector<AuditTerm> terms,
            Writer::Completion completion)
      : records_(std::move(records)),
        terms_(std::move(terms)),
        completion_(std::move(completion)) {}

  Result<void> work(WriteGroup& group) override {
    std::ranges::move(records_, std::back_inserter(group.audit));
    group.audit_terms.insert(group.audit_terms.end(), terms_.begin(), terms_.end());
    return {};
  }
  void done(Result<Committed> outcome) override { completion_(std::move(outcome)); }
  bool is_patient() const override { return true; }
  bool writes_rows() const override { return false; }

 private:
  std::vector<AuditRecord> records_;
  std::vector<AuditTerm> terms_;
  Writer::Completion completion_;
};

class ClaimJob final : public WriteJob {
 public:
  using Completion = std::move_only_function<void(Result<std::vector<Claim>>)>;
  ClaimJob(ClaimRequest request, OrgKey& turn, Completion completion)
      : request_(std::move(request)), turn_(turn), completion_(std::move(completion)) {}

  Result<void> work(WriteGroup& group) override {
    GATEWAY_TRY(claims_, claim_outbox(group, request_, turn_));
    return {};
  }
  void done(Result<Committed> outcome) override {
    if (outcome.has_value())
      completion_(std::move(claims_));
    else
      completion_(std::unexpected(std::move(outcome).error()));
  }

 private:
  ClaimRequest request_;
  OrgKey& turn_;
  Completion completion_;
  std::vector<Claim> claims_;
};

// A job that somebody waits for.
class CallJob final : public WriteJob {
 public:
  using Work = std::move_only_function<Result<std::int64_t>(WriteGroup&)>;
  explicit CallJob(Work work) : work_(std::move(work)) {}

  std::future<Result<std::int64_t>> future() { return promise_.get_future(); }
  Result<void> work(WriteGroup& group) override {
    GATEWAY_TRY(answer_, work_(group));
    return {};
  }
  void done(Result<Committed> outcome) override {
    if (outcome.has_value())
      promise_.set_value(answer_);
    else
      promise_.set_value(std::unexpected(std::move(outcome).error()));
  }

 private:
  Work work_;
  std::int64_t answer_ = 0;
  std::promise<Result<std::int64_t>> promise_;
};

Result<std::optional<std::int64_t>> one_number(Statement& query) {
  GATEWAY_TRY(const bool found, query.step());
  if (!found) return std::nullopt;
  return query.integer(0);
}

// The child of each identity that is known. Errors: conflict (they are several).
Result<std::optional<ChildKey>> child_of(Connection& db,
                                         const std::vector<security::BlindIdentity>& identities) {
  std::set<ChildKey> known;
  for (const auto& identity : identities) {
    GATEWAY_TRY(auto query, db.statement(read_sql::kChild));
    query.bind(ByteView(identity));
    GATEWAY_TRY(const auto child, one_number(query));
    if (child.has_value()) known.insert(*child);
  }
  if (known.size() > 1) {
    return fail(ErrorKind::conflict,
                "STORE-CHILD-CONFLICT",
                "The identifiers belong to different children.");
  }
  if (known.empty()) return std::nullopt;
  return *known.begin();
}

Result<ChildKey> make_child(WriteGroup& group) {
  GATEWAY_TRY(auto insert, group.db.statement(kInsertChild));
  insert.bind(group.now);
  GATEWAY_TRY(const auto child, one_number(insert));
  GATEWAY_CHECK(insert.run());
  return child.value_or(kNoChild);
}

}  // namespace

void SqliteWriter::submit(WriteUnit unit, Completion completion) {
  if (auto accepted = parts_.group.accepts(); !accepted.has_value()) {
    completion(std::unexpected(std::move(accepted).error()));
    return;
  }
  auto prepared = parts_.preparer.prepare(std::move(unit));
  if (!prepared.has_value()) {
    completion(std::unexpected(std::move(prepared).error()));
    return;
  }
  parts_.group.submit(std::make_unique<UnitJob>(
      std::move(*prepared), parts_.keys, parts_.shared, std::move(completion)));
}

void SqliteWriter::record(std::vector<AuditRecord> records, Completion completion) {
  auto terms = parts_.preparer.audit_terms(records);
  parts_.group.submit(
      std::make_unique<RecordJob>(std::move(records), std::move(terms), std::move(completion)));
}

void SqliteWriter::claim(ClaimRequest request,
                         std::move_only_function<void(Result<std::vector<Claim>>)> completion) {
  parts_.group.submit(std::make_unique<ClaimJob>(std::move(request), turn_, std::move(completion)));
}

Result<std::int64_t> SqliteWriter::call(Work work) {
  auto job = std::make_unique<CallJob>(std::move(work));
  auto answer = job->future();
  parts_.group.submit(std::move(job));
  return answer.get();
}

Result<OrgKey> SqliteWriter::ensure_organisation(std::string_view hsa_id) {
  GATEWAY_TRY(const auto known, parts_.reader.find_organisation(hsa_id));
  if (known.has_value()) return *known;
  return call([hsa_id](WriteGroup& group) -> Result<std::int64_t> {
    GATEWAY_CHECK(run(group.db, kInsertOrganisation, hsa_id));
    GATEWAY_TRY(auto query, group.db.statement(read_sql::kOrganisation));
    query.bind(hsa_id);
    GATEWAY_TRY(const auto org, one_number(query));
    return org.value_or(kEveryone);
  });
}

Result<ChildKey> SqliteWriter::ensure_child(const std::vector<std::string>& identifiers) {
  if (identifiers.empty())
    return fail(ErrorKind::internal, "STORE-UNIT", "A child is known by an identifier.");
  std::vector<security::BlindIdentity> identities;
  identities.reserve(identifiers.size());
  for (const auto& identifier : identifiers)
    identities.push_back(children_.identity(identifier));
  return call([&identities](WriteGroup& group) -> Result<std::int64_t> {
    GATEWAY_TRY(auto child, child_of(group.db, identities));
    if (!child.has_value()) {
      GATEWAY_TRY(child, make_child(group));
    }
    for (const auto& identity : identities)
      GATEWAY_CHECK(run(group.db, kInsertIdentifier, ByteView(identity), *child));
    return *child;
  });
}

Result<void> SqliteWriter::destroy_key(OrgKey org, ChildKey child) {
  const auto destroyed = call([&](WriteGroup& group) -> Result<std::int64_t> {
    GATEWAY_CHECK(run(group.db, kDestroyKey, org, child));
    GATEWAY_CHECK(run(group.db, kForgetTimes, org, child));
    // Units prepared under the old key that come later in this group must not be written.
    parts_.keys.forget({org, child});
    parts_.group.truncate_log();
    return 0;
  });
  // A reader may have brought the key back before the commit.
  parts_.keys.forget({org, child});
  if (org == kEveryone) parts_.shared.forget_all();
  if (!destroyed.has_value()) return std::unexpected(destroyed.error());
  return {};
}

}  // namespace gateway::store
