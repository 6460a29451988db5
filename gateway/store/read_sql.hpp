// The fixed statements of the reading side. Every one that touches a table led by the organisation
// says `org = ?` (tests/store/statement_shape_test.cpp asks SQLite for the plan of each).
#pragma once

#include <array>
#include <string_view>

namespace gateway::store::read_sql {

// A version's key is res * 2^20 + version (schema.cpp).
inline constexpr int kVersionBits = 20;
inline constexpr std::uint32_t kMaxVersion = (1U << 20U) - 1;

inline constexpr std::string_view kKey =
    "SELECT generation, wrapped FROM org_child_key WHERE org = ?1 AND child = ?2";

// Every statement that gives versions selects these columns in this order.
inline constexpr std::string_view kFind =
    "SELECT x.ver, x.updated, x.deleted, x.writer, x.child, x.sealed, g.wrapped"
    " FROM view v"
    " CROSS JOIN version_grant g ON g.org = ?1 AND g.ver = v.res * 1048576 + v.version"
    " CROSS JOIN version x ON x.ver = g.ver"
    " WHERE v.org = ?1 AND v.type = ?2 AND v.id = ?3";
inline constexpr std::string_view kFindVersion =
    "SELECT x.ver, x.updated, x.deleted, x.writer, x.child, x.sealed, g.wrapped"
    " FROM view v"
    " CROSS JOIN version_grant g ON g.org = ?1 AND g.ver = v.res * 1048576 + ?4"
    " CROSS JOIN version x ON x.ver = g.ver"
    " WHERE v.org = ?1 AND v.type = ?2 AND v.id = ?3";
// The same columns, and the id.
inline constexpr std::string_view kHeldVersion =
    "SELECT x.ver, x.updated, x.deleted, x.writer, x.child, x.sealed, g.wrapped, v.id"
    " FROM version_grant g"
    " CROSS JOIN version x ON x.ver = g.ver"
    " CROSS JOIN view v ON v.org = ?1 AND v.res = g.ver >> 20"
    " WHERE g.org = ?1 AND g.ver = ?2";
inline constexpr std::string_view kHeldResource =
    "SELECT v.res FROM view v WHERE v.org = ?1 AND v.type = ?2 AND v.id = ?3";
// The next type, by its code, of which an organisation holds versions.
inline constexpr std::string_view kNextHeldType =
    "SELECT h.type FROM grant_time h WHERE h.org = ?1 AND h.type > ?2 ORDER BY h.type LIMIT 1";

inline constexpr std::string_view kIdempotent =
    "SELECT request_hash, status, answer, note, updated FROM idempotency"
    " WHERE org = ?1 AND request_id = ?2";
inline constexpr std::string_view kEpoch = "SELECT value FROM epoch WHERE name = ?1";
inline constexpr std::string_view kChild = "SELECT child FROM child_identifier WHERE identity = ?1";
inline constexpr std::string_view kOrganisation = "SELECT org FROM organisation WHERE hsa_id = ?1";

inline constexpr std::string_view kObligations =
    "SELECT id, sender, receiver, child, event, message_id, correlation_id, event_code,"
    " overtakes, state, attempts, created, received, outcome_code, fence"
    " FROM outbox WHERE sender = ?1 AND correlation_id = ?2"
    " UNION "
    "SELECT id, sender, receiver, child, event, message_id, correlation_id, event_code,"
    " overtakes, state, attempts, created, received, outcome_code, fence"
    " FROM outbox WHERE receiver = ?1 AND correlation_id = ?2"
    " ORDER BY id";
// The conditions of the index outbox_undelivered, word for word, so that it is used.
inline constexpr std::string_view kUndelivered =
    "SELECT id, sender, receiver, child, event, message_id, correlation_id, event_code,"
    " overtakes, state, attempts, created, received, outcome_code, fence, due, disclosure"
    " FROM outbox WHERE child = ?1 AND child <> 0 AND state <> 2 AND state <> 3 AND state <> 5"
    " ORDER BY id";
inline constexpr std::string_view kDisclosure =
    "SELECT sender, receiver, child, basis_kind, basis_type, basis_id, basis_version, purpose"
    " FROM disclosure WHERE disclosure = ?1";
inline constexpr std::string_view kMessagesTo =
    "SELECT id, sender, receiver, child, event, message_id, correlation_id, event_code,"
    " overtakes, state, attempts, created, received, outcome_code, fence"
    " FROM outbox WHERE receiver = ?1 AND event > ?2 ORDER BY event LIMIT ?3";
inline constexpr std::string_view kFocus =
    "SELECT type, id, version FROM outbox_focus WHERE outbox = ?1 ORDER BY position";

inline constexpr std::string_view kAudit =
    "SELECT batch, time, sealed FROM audit_batch WHERE batch >= ?1 ORDER BY batch LIMIT ?2";

inline constexpr std::string_view kLastAuditBatch = "SELECT max(batch) FROM audit_batch";
inline constexpr std::string_view kAuditBatches =
    "SELECT batch FROM audit_index a WHERE a.org = ?1 AND a.term = ?2 AND a.batch >= ?3"
    " AND a.batch < ?4 ORDER BY a.batch DESC LIMIT ?5";
// Whether an organisation holds a version.
inline constexpr std::string_view kHolds =
    "SELECT 1 FROM view v"
    " CROSS JOIN version_grant g ON g.org = ?1 AND g.ver = v.res * 1048576 + ?4"
    " WHERE v.org = ?1 AND v.type = ?2 AND v.id = ?3";

inline constexpr std::array kAll = {kKey,
                                    kFind,
                                    kFindVersion,
                                    kHeldVersion,
                                    kHeldResource,
                                    kNextHeldType,
                                    kIdempotent,
                                    kEpoch,
                                    kChild,
                                    kOrganisation,
                                    kObligations,
                                    kUndelivered,
                                    kDisclosure,
                                    kMessagesTo,
                                    kFocus,
                                    kAudit,
                                    kLastAuditBatch,
                                    kAuditBatches,
                                    kHolds};

}  // namespace gateway::store::read_sql
