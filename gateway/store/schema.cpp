#include "gateway/store/schema.hpp"

#include <array>
#include <string>

namespace gateway::store {
namespace {

// Types are TypeCodes; ANY columns hold PackedText; times are microseconds of UTC. A version's key
// is res * 2^20 + version, so that the versions of one resource lie side by side.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE store_mark(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  last_updated INTEGER NOT NULL,
  next_res INTEGER NOT NULL,
  key_check BLOB) STRICT;
INSERT INTO store_mark VALUES (1, 0, 1, NULL);

CREATE TABLE organisation(org INTEGER PRIMARY KEY, hsa_id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE child(child INTEGER PRIMARY KEY, created INTEGER NOT NULL) STRICT;
CREATE TABLE child_identifier(
  identity BLOB PRIMARY KEY,
  child INTEGER NOT NULL REFERENCES child(child)) STRICT, WITHOUT ROWID;
CREATE TABLE org_child_key(
  org INTEGER NOT NULL,
  child INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  wrapped BLOB,
  PRIMARY KEY(org, child)) STRICT, WITHOUT ROWID;

CREATE TABLE resource(
  type INTEGER NOT NULL,
  id ANY NOT NULL,
  res INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY(type, id)) STRICT, WITHOUT ROWID;
CREATE TABLE version(
  ver INTEGER PRIMARY KEY,
  updated INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  child INTEGER NOT NULL,
  sealed BLOB NOT NULL) STRICT;
CREATE TABLE version_grant(
  org INTEGER NOT NULL,
  ver INTEGER NOT NULL,
  disclosure INTEGER,
  wrapped BLOB NOT NULL,
  PRIMARY KEY(org, ver)) STRICT, WITHOUT ROWID;
CREATE TABLE view(
  org INTEGER NOT NULL,
  res INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id ANY NOT NULL,
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  indexed BLOB NOT NULL,
  PRIMARY KEY(org, res)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX view_id ON view(org, type, id);
CREATE INDEX view_updated ON view(org, type, updated, res) WHERE deleted = 0;

CREATE TABLE search_term(
  org INTEGER NOT NULL,
  term INTEGER NOT NULL,
  res INTEGER NOT NULL,
  PRIMARY KEY(org, term, res)) STRICT, WITHOUT ROWID;
CREATE TABLE search_range(
  org INTEGER NOT NULL,
  field INTEGER NOT NULL,
  res INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  PRIMARY KEY(org, field, res, low, high)) STRICT, WITHOUT ROWID;
CREATE INDEX search_range_low ON search_range(org, field, low, high, res);

CREATE TABLE disclosure(
  disclosure INTEGER PRIMARY KEY,
  sender INTEGER NOT NULL,
  receiver INTEGER NOT NULL,
  child INTEGER NOT NULL,
  basis_kind TEXT NOT NULL,
  basis_type INTEGER NOT NULL,
  basis_id ANY NOT NULL,
  basis_version INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  decided INTEGER NOT NULL) STRICT;

CREATE TABLE outbox(
  id INTEGER PRIMARY KEY,
  sender INTEGER NOT NULL,
  receiver INTEGER NOT NULL,
  child INTEGER NOT NULL,
  event INTEGER NOT NULL,
  message_id ANY NOT NULL,
  correlation_id ANY NOT NULL,
  event_code TEXT NOT NULL,
  disclosure INTEGER,
  overtakes INTEGER NOT NULL,
  state INTEGER NOT NULL,
  due INTEGER,
  fence INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  lost INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  received INTEGER,
  outcome_code TEXT NOT NULL DEFAULT '',
  receipt ANY) STRICT;
CREATE INDEX outbox_due ON outbox(receiver, due, id) WHERE due IS NOT NULL;
CREATE INDEX outbox_line ON outbox(receiver, child, id)
  WHERE state < 2 AND child <> 0 AND overtakes = 0;
CREATE INDEX outbox_by_sender ON outbox(sender, correlation_id);
CREATE INDEX outbox_by_receiver ON outbox(receiver, correlation_id);
CREATE TABLE outbox_focus(
  outbox INTEGER NOT NULL REFERENCES outbox(id),
  position INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id ANY NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY(outbox, position)) STRICT, WITHOUT ROWID;
CREATE TABLE receiver_counter(
  receiver INTEGER PRIMARY KEY,
  event INTEGER NOT NULL) STRICT;

CREATE TABLE idempotency(
  org INTEGER NOT NULL,
  request_id ANY NOT NULL,
  request_hash ANY NOT NULL,
  status INTEGER NOT NULL,
  answer BLOB NOT NULL,
  note TEXT NOT NULL,
  updated INTEGER NOT NULL,
  PRIMARY KEY(org, request_id)) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency(updated);

CREATE TABLE audit_batch(
  batch INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  records INTEGER NOT NULL,
  sealed BLOB NOT NULL) STRICT;
CREATE TABLE audit_index(
  org INTEGER NOT NULL,
  term INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  PRIMARY KEY(org, term, batch)) STRICT, WITHOUT ROWID;
CREATE TABLE audit_leaf(
  leaf INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL,
  hash BLOB NOT NULL) STRICT;
CREATE TABLE audit_head(
  size INTEGER PRIMARY KEY,
  root BLOB NOT NULL,
  time INTEGER NOT NULL) STRICT;
CREATE TABLE audit_range(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  size INTEGER NOT NULL,
  peaks BLOB NOT NULL) STRICT;
INSERT INTO audit_range VALUES (1, 0, x'');

CREATE TABLE epoch(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE deadline(
  org INTEGER NOT NULL,
  res INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  due INTEGER NOT NULL,
  PRIMARY KEY(org, res, kind)) STRICT, WITHOUT ROWID;
CREATE INDEX deadline_due ON deadline(due);
)sql";

// What a withdrawal has to stop: neither received, nor in an inbox, nor cancelled.
constexpr std::string_view kSecond = R"sql(
CREATE INDEX outbox_undelivered ON outbox(child, id)
  WHERE child <> 0 AND state <> 2 AND state <> 3 AND state <> 5;
)sql";

// What the index was made by; nothing before the first write.
constexpr std::string_view kThird = "ALTER TABLE store_mark ADD COLUMN index_form INTEGER;";

// What makes the history of a type a range of an index. A grant whose key was destroyed has no row.
constexpr std::string_view kFourth = R"sql(
CREATE TABLE grant_time(
  org INTEGER NOT NULL,
  type INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  ver INTEGER NOT NULL,
  PRIMARY KEY(org, type, updated, ver)) STRICT, WITHOUT ROWID;
INSERT INTO grant_time
  SELECT g.org, v.type, x.updated, g.ver
  FROM version_grant g
  CROSS JOIN version x ON x.ver = g.ver
  CROSS JOIN view v ON v.org = g.org AND v.res = g.ver >> 20
  CROSS JOIN org_child_key k ON k.org = g.org AND k.child = x.child
  WHERE k.wrapped IS NOT NULL;
)sql";

constexpr std::array kMigrations = {
    Migration{1, kFirst}, Migration{2, kSecond}, Migration{3, kThird}, Migration{4, kFourth}};

Result<std::int64_t> schema_number(Connection& db) {
  GATEWAY_TRY(auto query, db.statement("PRAGMA user_version"));
  GATEWAY_TRY(const bool found, query.step());
  return found ? query.integer(0) : 0;
}

}  // namespace

std::span<const Migration> migrations() {
  return kMigrations;
}

Result<void> migrate(Connection& writer) {
  GATEWAY_TRY(const auto present, schema_number(writer));
  if (present > kMigrations.back().number) {
    return fail(ErrorKind::not_supported,
                "STORE-NEWER",
                "The database was written by a newer version of this program.");
  }
  for (const auto& migration : kMigrations) {
    if (migration.number <= present) continue;
    const auto text = "BEGIN IMMEDIATE;" + std::string(migration.sqlite) +
                      "PRAGMA user_version=" + std::to_string(migration.number) + ";COMMIT;";
    if (auto done = writer.execute(text); !done.has_value()) {
      if (!writer.is_autocommit()) GATEWAY_CHECK(writer.execute("ROLLBACK"));
      return done;
    }
  }
  return {};
}

}  // namespace gateway::store
