#include "gateway/store/sqlite_reader.hpp"

#include <utility>

#include "gateway/store/byte_codec.hpp"
#include "gateway/store/outbox_rows.hpp"
#include "gateway/store/packed_text.hpp"
#include "gateway/store/read_sql.hpp"
#include "gateway/store/splice.hpp"

namespace gateway::store {
namespace {

Instant instant(std::int64_t microseconds) {
  return Instant(std::chrono::microseconds(microseconds));
}

std::unexpected<Error> erased() {
  return fail(ErrorKind::gone, "STORE-ERASED", "The content was erased for this organisation.");
}

}  // namespace

Result<std::optional<StoredResource>> SqliteReader::open_row(Connection& db,
                                                             const Statement& row,
                                                             const Place& place) {
  StoredResource found;
  found.ref = {std::string(place.type),
               std::string(place.id),
               static_cast<std::uint32_t>(row.integer(0) & read_sql::kMaxVersion)};
  found.last_updated = instant(row.integer(1));
  found.deleted = row.integer(2) != 0;
  found.writer = row.integer(3);
  found.child = row.integer(4);
  const auto type = find_type_code(place.type).value_or(0);
  const auto bound_to = associated_bytes(type, found.ref, found.writer, found.child);
  GATEWAY_TRY(const auto key,
              parts_.keys.unwrap(db, {place.org, found.child}, row.blob(6), bound_to));
  if (!key.has_value()) return std::nullopt;
  GATEWAY_TRY(const auto split, envelope_.open(*key, row.blob(5), bound_to));
  GATEWAY_TRY(found.json, join_resource(found.ref, found.last_updated, security::as_text(split)));
  return found;
}

Result<std::optional<StoredResource>> SqliteReader::find_by(std::string_view sql,
                                                            const Place& place,
                                                            std::uint32_t version) {
  const auto type = find_type_code(place.type);
  if (!type.has_value()) return std::nullopt;
  const PackedText id(place.id);
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(auto query, (*lease).statement(sql));
  bind(query.bind(place.org).bind(*type), id);
  if (version != 0) query.bind(std::int64_t{version});
  GATEWAY_TRY(const bool found, query.step());
  if (!found) return std::nullopt;
  GATEWAY_TRY(auto resource, open_row(*lease, query, place));
  if (!resource.has_value()) return erased();
  return resource;
}

Result<std::optional<StoredResource>> SqliteReader::find(OrgKey org,
                                                         std::string_view type,
                                                         std::string_view id) {
  if (org == kEveryone) return find_shared(type, id);
  GATEWAY_TRY(auto own, find_by(read_sql::kFind, {org, type, id}, 0));
  if (own.has_value()) return own;
  return find_shared(type, id);
}

Result<std::optional<StoredResource>> SqliteReader::find_shared(std::string_view type,
                                                                std::string_view id) {
  if (auto kept = parts_.shared.find(type, id)) return kept;
  const auto generation = parts_.shared.generation();
  GATEWAY_TRY(auto found, find_by(read_sql::kFind, {kEveryone, type, id}, 0));
  if (found.has_value()) parts_.shared.keep(*found, generation);
  return found;
}

Result<std::optional<StoredResource>> SqliteReader::find_version(OrgKey org,
                                                                 const ResourceRef& ref) {
  if (ref.version == 0) return find(org, ref.type, ref.id);
  if (ref.version > read_sql::kMaxVersion) return std::nullopt;
  GATEWAY_TRY(auto own, find_by(read_sql::kFindVersion, {org, ref.type, ref.id}, ref.version));
  if (own.has_value() || org == kEveryone) return own;
  return find_by(read_sql::kFindVersion, {kEveryone, ref.type, ref.id}, ref.version);
}

Result<std::optional<IdempotencyHit>> SqliteReader::find_idempotent(const IdempotencyKey& key) {
  const PackedText request_id(key.request_id);
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(auto query, (*lease).statement(read_sql::kIdempotent));
  GATEWAY_TRY(const bool found, bind(query.bind(key.org), request_id).step());
  if (!found) return std::nullopt;
  IdempotencyHit hit;
  hit.last_updated = instant(query.integer(4));
  if (hit.last_updated < parts_.clock.now() - parts_.idempotency_lifetime) return std::nullopt;
  hit.row.key = key;
  hit.row.request_hash = packed_column(query, 0);
  hit.row.status = static_cast<unsigned>(query.integer(1));
  hit.row.note = query.text(3);
  ByteReader answer(query.blob(2));
  while (answer.is_good() && answer.left() > 0) {
    ResourceRef ref;
    ref.type = answer.text();
    ref.id = answer.text();
    ref.version = static_cast<std::uint32_t>(answer.number());
    hit.row.answer.push_back(std::move(ref));
  }
  return hit;
}

Result<std::int64_t> SqliteReader::epoch(std::string_view name) {
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(auto query, (*lease).statement(read_sql::kEpoch));
  GATEWAY_TRY(const bool found, query.bind(name).step());
  return found ? query.integer(0) : 0;
}

Result<std::optional<ChildKey>> SqliteReader::find_child(
    const std::vector<std::string>& identifiers) {
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  for (const auto& identifier : identifiers) {
    const auto identity = children_.identity(identifier);
    GATEWAY_TRY(auto query, (*lease).statement(read_sql::kChild));
    GATEWAY_TRY(const bool found, query.bind(ByteView(identity)).step());
    if (found) return query.integer(0);
  }
  return std::nullopt;
}

Result<std::optional<OrgKey>> SqliteReader::find_organisation(std::string_view hsa_id) {
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(auto query, (*lease).statement(read_sql::kOrganisation));
  GATEWAY_TRY(const bool found, query.bind(hsa_id).step());
  if (!found) return std::nullopt;
  return query.integer(0);
}

namespace {

Result<Obligation> read_obligation(Connection& db, Statement& query) {
  Obligation line;
  line.id = query.integer(0);
  line.what.sender = query.integer(1);
  line.what.receiver = query.integer(2);
  line.what.child = query.integer(3);
  line.event = query.integer(4);
  line.what.message_id = packed_column(query, 5);
  line.what.correlation_id = packed_column(query, 6);
  line.what.event_code = query.text(7);
  line.what.overtakes = query.integer(8) != 0;
  line.state = static_cast<DeliveryState>(query.integer(9));
  line.what.state = line.state;
  line.attempts = static_cast<unsigned>(query.integer(10));
  line.created = instant(query.integer(11));
  if (!query.is_null(12)) line.received = instant(query.integer(12));
  line.outcome_code = query.text(13);
  line.fence = query.integer(14);
  GATEWAY_TRY(line.what.focus, read_focus(db, line.id));
  return line;
}

Result<std::vector<Obligation>> read_obligations(Connection& db, Statement& query) {
  std::vector<Obligation> lines;
  for (;;) {
    GATEWAY_TRY(const bool more, query.step());
    if (!more) return lines;
    GATEWAY_TRY(Obligation line, read_obligation(db, query));
    lines.push_back(std::move(line));
  }
}

}  // namespace

Result<std::vector<Obligation>> SqliteReader::obligations(OrgKey org,
                                                          std::string_view correlation_id) {
  const PackedText correlation(correlation_id);
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(auto query, (*lease).statement(read_sql::kObligations));
  bind(query.bind(org), correlation);
  return read_obligations(*lease, query);
}

Result<std::vector<Obligation>> SqliteReader::undelivered(ChildKey child) {
  std::vector<Obligation> lines;
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(auto query, (*lease).statement(read_sql::kUndelivered));
  query.bind(child);
  for (;;) {
    GATEWAY_TRY(const bool more, query.step());
    if (!more) return lines;
    GATEWAY_TRY(Obligation line, read_obligation(*lease, query));
    if (!query.is_null(15)) line.due = instant(query.integer(15));
    if (!query.is_null(16)) {
      GATEWAY_TRY(line.disclosure, read_disclosure(*lease, query.integer(16)));
    }
    lines.push_back(std::move(line));
  }
}

Result<std::vector<Obligation>> SqliteReader::messages_to(OrgKey receiver,
                                                          std::int64_t after,
                                                          std::size_t count) {
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(auto query, (*lease).statement(read_sql::kMessagesTo));
  query.bind(receiver).bind(after).bind(static_cast<std::int64_t>(count));
  return read_obligations(*lease, query);
}

}  // namespace gateway::store
