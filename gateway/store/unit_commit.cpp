#include "gateway/store/unit_commit.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/store/bound_sql.hpp"
#include "gateway/store/byte_codec.hpp"
#include "gateway/store/index_rows.hpp"
#include "gateway/store/outbox_rows.hpp"
#include "gateway/store/packed_text.hpp"
#include "gateway/store/read_sql.hpp"

namespace gateway::store {
namespace {

constexpr std::string_view kResource =
    "SELECT res, version FROM resource WHERE type = ?1 AND id = ?2";
constexpr std::string_view kInsertResource =
    "INSERT INTO resource(type, id, res, version) VALUES (?1, ?2, ?3, 1)"
    " ON CONFLICT DO NOTHING";
constexpr std::string_view kRaiseResource =
    "UPDATE resource SET version = ?3 + 1 WHERE type = ?1 AND id = ?2 AND version = ?3 RETURNING "
    "res";
constexpr std::string_view kInsertVersion =
    "INSERT INTO version(ver, updated, deleted, writer, child, sealed)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr std::string_view kVersionFacts = "SELECT updated, deleted FROM version WHERE ver = ?1";
constexpr std::string_view kInsertGrant =
    "INSERT INTO version_grant(org, ver, disclosure, wrapped) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT DO NOTHING";
constexpr std::string_view kInsertTime =
    "INSERT INTO grant_time(org, type, updated, ver) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view kView = "SELECT version, indexed FROM view WHERE org = ?1 AND res = ?2";
constexpr std::string_view kInsertView =
    "INSERT INTO view(org, res, type, id, version, updated, deleted, indexed)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
constexpr std::string_view kUpdateView =
    "UPDATE view SET version = ?3, updated = ?4, deleted = ?5, indexed = ?6"
    " WHERE org = ?1 AND res = ?2";
constexpr std::string_view kInsertKey =
    "INSERT INTO org_child_key(org, child, generation, wrapped) VALUES (?1, ?2, 1, ?3)"
    " ON CONFLICT(org, child) DO UPDATE"
    " SET wrapped = excluded.wrapped, generation = generation + 1 WHERE wrapped IS NULL";
constexpr std::string_view kInsertDisclosure =
    "INSERT INTO disclosure(sender, receiver, child, basis_kind, basis_type, basis_id,"
    " basis_version, purpose, decided) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    " RETURNING disclosure";
constexpr std::string_view kInsertIdempotency =
    "INSERT INTO idempotency(org, request_id, request_hash, status, answer, note, updated)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    " ON CONFLICT(org, request_id) DO UPDATE SET request_hash = excluded.request_hash,"
    " status = excluded.status, answer = excluded.answer, note = excluded.note,"
    " updated = excluded.updated WHERE updated < ?8";
constexpr std::string_view kBumpEpoch =
    "INSERT INTO epoch(name, value) VALUES (?1, 1) ON CONFLICT(name) DO UPDATE SET value = value + "
    "1";

std::unexpected<Error> stale_read_set() {
  return fail(ErrorKind::conflict, "STORE-READ-SET", "What the decision rested on has changed.");
}
std::unexpected<Error> wrong_version() {
  return fail(ErrorKind::conflict, "STORE-VERSION", "The resource is at another version.");
}

struct Version {
  std::int64_t res = 0;
  TypeCode type = 0;
  const ResourceRef& ref;
  Instant updated;
  bool deleted = false;

  std::int64_t key() const { return (res << read_sql::kVersionBits) + ref.version; }
};

class UnitCommit {
 public:
  UnitCommit(WriteGroup& group, PreparedUnit& prepared) : group_(group), prepared_(prepared) {}

  Result<void> run_all() {
    GATEWAY_CHECK(check_read_set());
    GATEWAY_CHECK(write_idempotency());
    GATEWAY_CHECK(write_keys());
    GATEWAY_CHECK(write_disclosures());
    for (const auto& version : prepared_.versions)
      GATEWAY_CHECK(write_version(version));
    for (const auto& regrant : prepared_.regrants)
      GATEWAY_CHECK(write_regrant(regrant));
    for (const auto& update : prepared_.unit.outbox_updates)
      GATEWAY_CHECK(update_outbox(group_, update));
    GATEWAY_CHECK(insert_outbox(group_, prepared_.unit.outbox, disclosures_));
    for (const auto& name : prepared_.unit.bump_epochs)
      GATEWAY_CHECK(run(group_.db, kBumpEpoch, name));
    return {};
  }

 private:
  Result<void> check_read_set() {
    for (const auto& ref : prepared_.unit.expect) {
      const auto type = find_type_code(ref.type);
      if (!type.has_value()) return stale_read_set();
      GATEWAY_TRY(const auto current, current_of(*type, ref.id));
      if (current.version != ref.version) return stale_read_set();
    }
    for (const auto& epoch : prepared_.unit.expect_epochs) {
      GATEWAY_TRY(auto query, group_.db.statement(read_sql::kEpoch));
      GATEWAY_TRY(const bool found, query.bind(epoch.name).step());
      if ((found ? query.integer(0) : 0) != epoch.value) return stale_read_set();
    }
    GATEWAY_CHECK(check_matches());
    return check_unreferred();
  }

  Result<void> check_unreferred() {
    for (const SqlText& question : prepared_.referrers) {
      GATEWAY_TRY(auto bound, BoundSql::prepare(group_.db, question));
      GATEWAY_TRY(const bool is_referred, (*bound).step());
      if (!is_referred) continue;
      return fail(ErrorKind::conflict, "STORE-REFERRED", "Another resource points at this one.");
    }
    return {};
  }

  Result<void> check_matches() {
    for (std::size_t i = 0; i < prepared_.unit.expect_matches.size(); ++i) {
      const auto& expected = prepared_.unit.expect_matches[i];
      std::vector<std::string> ids;
      GATEWAY_TRY(auto bound, BoundSql::prepare(group_.db, prepared_.expected[i]));
      auto& query = *bound;
      for (;;) {
        GATEWAY_TRY(const bool more, query.step());
        if (!more) break;
        ids.push_back(packed_column(query, 0));
      }
      std::ranges::sort(ids);
      if (ids != expected.ids) return stale_read_set();
    }
    return {};
  }

  struct Current {
    std::int64_t res = 0;
    std::int64_t version = 0;
  };
  Result<Current> current_of(TypeCode type, const std::string& id) {
    const PackedText packed(id);
    GATEWAY_TRY(auto query, group_.db.statement(kResource));
    GATEWAY_TRY(const bool found, bind(query.bind(type), packed).step());
    if (!found) return Current{};
    return Current{query.integer(0), query.integer(1)};
  }

  Result<void> write_idempotency() {
    const auto& row = prepared_.unit.idempotency;
    if (!row.has_value()) return {};
    ByteWriter answer;
    for (const auto& ref : row->answer) {
      answer.text(ref.type);
      answer.text(ref.id);
      answer.number(ref.version);
    }
    const PackedText request_id(row->key.request_id);
    const PackedText request_hash(row->request_hash);
    GATEWAY_TRY(auto insert, group_.db.statement(kInsertIdempotency));
    bind(bind(insert.bind(row->key.org), request_id), request_hash)
        .bind(std::int64_t{row->status})
        .bind(ByteView(answer.bytes()))
        .bind(row->note)
        .bind(group_.now)
        .bind(group_.now - group_.idempotency_lifetime);
    GATEWAY_CHECK(insert.run());
    if (group_.db.changes() == 0)
      return fail(ErrorKind::conflict, "STORE-IDEMPOTENCY", "The request id was used already.");
    return {};
  }

  Result<void> write_keys() {
    for (const auto& fresh : prepared_.fresh_keys) {
      const ByteView wrapped(fresh.wrapped);
      GATEWAY_CHECK(run(group_.db, kInsertKey, fresh.holder.org, fresh.holder.child, wrapped));
      if (group_.db.changes() != 0) continue;
      GATEWAY_TRY(auto query, group_.db.statement(read_sql::kKey));
      GATEWAY_TRY(const bool found, query.bind(fresh.holder.org).bind(fresh.holder.child).step());
      // Another process made another key for the same holder: seal again under that one.
      if (!found || !std::ranges::equal(query.blob(1), wrapped)) return stale_read_set();
    }
    return {};
  }

  Result<void> write_disclosures() {
    for (const auto& row : prepared_.unit.disclosures) {
      const PackedText basis(row.basis.id);
      GATEWAY_TRY(auto insert, group_.db.statement(kInsertDisclosure));
      insert.bind(row.sender).bind(row.receiver).bind(row.child).bind(row.basis_kind);
      bind(insert.bind(find_type_code(row.basis.type).value_or(0)), basis)
          .bind(std::int64_t{row.basis.version})
          .bind(row.purpose)
          .bind(group_.now);
      GATEWAY_TRY(const bool inserted, insert.step());
      disclosures_.push_back(inserted ? insert.integer(0) : 0);
      GATEWAY_CHECK(insert.run());
    }
    return {};
  }

  Result<std::int64_t> place_version(TypeCode type, const ResourceRef& ref) {
    const PackedText id(ref.id);
    if (ref.version == 1) {
      GATEWAY_TRY(auto insert, group_.db.statement(kInsertResource));
      GATEWAY_CHECK(bind(insert.bind(type), id).bind(group_.next_res).run());
      if (group_.db.changes() == 0) return wrong_version();
      return group_.next_res++;
    }
    GATEWAY_TRY(auto raise, group_.db.statement(kRaiseResource));
    GATEWAY_TRY(const bool raised,
                bind(raise.bind(type), id).bind(std::int64_t{ref.version} - 1).step());
    if (!raised) return wrong_version();
    const auto res = raise.integer(0);
    GATEWAY_CHECK(raise.run());
    return res;
  }

  Result<void> write_version(const PreparedVersion& prepared) {
    const auto& write = prepared_.unit.resources[prepared.source];
    GATEWAY_TRY(const auto res, place_version(prepared.type, write.ref));
    const Version version{res, prepared.type, write.ref, group_.now, write.deleted};
    GATEWAY_CHECK(run(group_.db,
                      kInsertVersion,
                      version.key(),
                      version.updated,
                      std::int64_t{write.deleted},
                      write.writer,
                      write.child,
                      ByteView(prepared.sealed)));
    for (const auto& grant : prepared.grants)
      GATEWAY_CHECK(write_grant(version, grant));
    return {};
  }

  Result<void> write_regrant(const PreparedRegrant& prepared) {
    const auto& write = prepared_.unit.grants[prepared.source];
    GATEWAY_TRY(const auto current, current_of(prepared.type, write.ref.id));
    Version version{current.res, prepared.type, write.ref, {}, false};
    {
      GATEWAY_TRY(auto query, group_.db.statement(kVersionFacts));
      GATEWAY_TRY(const bool found, query.bind(version.key()).step());
      if (!found) return wrong_version();
      version.updated = Instant(std::chrono::microseconds(query.integer(0)));
      version.deleted = query.integer(1) != 0;
    }
    return write_grant(version, prepared.grant);
  }

  Result<void> write_grant(const Version& version, const PreparedGrant& grant) {
    {
      GATEWAY_TRY(auto insert, group_.db.statement(kInsertGrant));
      insert.bind(grant.org).bind(version.key());
      if (grant.disclosure.has_value())
        insert.bind(disclosures_[*grant.disclosure]);
      else if (grant.recorded.has_value())
        insert.bind(*grant.recorded);
      else
        insert.bind(std::nullopt);
      GATEWAY_CHECK(insert.bind(ByteView(grant.wrapped)).run());
    }
    // What the organisation had before has its time already, or its key was destroyed.
    if (group_.db.changes() != 0) {
      GATEWAY_CHECK(
          run(group_.db, kInsertTime, grant.org, version.type, version.updated, version.key()));
    }
    return write_view(version, grant);
  }

  // A grant of an older version than the organisation has adds to its history only.
  Result<void> write_view(const Version& version, const PreparedGrant& grant) {
    const IndexPlace place{grant.org, version.res};
    IndexedValues before;
    bool is_new = true;
    {
      GATEWAY_TRY(auto query, group_.db.statement(kView));
      GATEWAY_TRY(const bool found, query.bind(place.org).bind(place.res).step());
      if (found && query.integer(0) > std::int64_t{version.ref.version}) return {};
      if (found) before = IndexedValues::unpack(query.blob(1));
      is_new = !found;
    }
    GATEWAY_CHECK(change_index(group_.db, place, before, grant.indexed));
    GATEWAY_TRY(auto statement, group_.db.statement(is_new ? kInsertView : kUpdateView));
    const PackedText id(version.ref.id);
    statement.bind(place.org).bind(place.res);
    if (is_new) bind(statement.bind(version.type), id);
    return statement.bind(std::int64_t{version.ref.version})
        .bind(version.updated)
        .bind(std::int64_t{version.deleted})
        .bind(ByteView(grant.packed_index))
        .run();
  }

  WriteGroup& group_;
  PreparedUnit& prepared_;
  std::vector<std::int64_t> disclosures_;  // their keys, in the unit's order
};

}  // namespace

Result<void> commit_unit(WriteGroup& group, PreparedUnit& prepared, const KeyStore& keys) {
  if (prepared.key_generation != keys.generation()) return stale_read_set();
  GATEWAY_CHECK(UnitCommit(group, prepared).run_all());
  std::ranges::move(prepared.unit.audit, std::back_inserter(group.audit));
  group.audit_terms.insert(
      group.audit_terms.end(), prepared.audit_terms.begin(), prepared.audit_terms.end());
  return {};
}

}  // namespace gateway::store
