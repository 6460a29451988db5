// The reading side of the audit of SqliteReader.
#include <algorithm>
#include <functional>
#include <limits>
#include <ranges>
#include <utility>

#include "gateway/store/audit_format.hpp"
#include "gateway/store/audit_log.hpp"
#include "gateway/store/packed_text.hpp"
#include "gateway/store/read_sql.hpp"
#include "gateway/store/sqlite_reader.hpp"

namespace gateway::store {
namespace {

Instant instant(std::int64_t microseconds) {
  return Instant(std::chrono::microseconds(microseconds));
}

bool is_asked(const AuditQuestion& question, const AuditRecord& record) {
  const auto has = [](const auto& list, const auto& one) {
    return std::ranges::find(list, one) != list.end();
  };
  if (!question.children.empty() || !question.entities.empty()) {
    if (record.child != kNoChild) return has(question.children, record.child);
    return std::ranges::any_of(record.entities, [&](const AuditEntity& each) {
      return has(question.entities, each.ref.type + '/' + each.ref.id);
    });
  }
  return has(question.events, record.event);
}

// What the question leads by; each is one walk through the index.
std::vector<std::int64_t> terms_of(const AuditQuestion& question, const AuditTerms& terms) {
  std::vector<std::int64_t> found;
  found.reserve(question.children.size() + question.entities.size());
  for (const ChildKey child : question.children)
    found.push_back(terms.of_child(child));
  for (const std::string& entity : question.entities)
    found.push_back(terms.of_entity(entity));
  if (!found.empty()) return found;
  for (const std::string& event : question.events)
    found.push_back(terms.of_event(event));
  return found;
}

// The first batch that was written at `time` or later. Batches are numbered in order of time.
Result<std::int64_t> first_batch_from(Connection& db, Instant time) {
  GATEWAY_TRY(auto last, db.statement(read_sql::kLastAuditBatch));
  GATEWAY_TRY(const bool any, last.step());
  std::int64_t low = 1;
  std::int64_t high = (any ? last.integer(0) : 0) + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    GATEWAY_TRY(auto query, db.statement(read_sql::kAudit));
    GATEWAY_TRY(const bool found, query.bind(middle).bind(std::int64_t{1}).step());
    if (found && instant(query.integer(1)) < time) {
      low = query.integer(0) + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

Result<std::vector<Reader::AuditRow>> SqliteReader::read_batch(const Statement& row) {
  const auto batch = row.integer(0);
  const auto time = instant(row.integer(1));
  GATEWAY_TRY(const auto clear,
              envelope_.open(parts_.keyring.audit_key(static_cast<std::uint64_t>(batch)),
                             row.blob(2),
                             audit_associated_bytes(batch, time)));
  GATEWAY_TRY(auto records, read_audit_batch(clear));
  std::vector<AuditRow> rows;
  rows.reserve(records.size());
  for (auto& record : records)
    rows.push_back({batch, rows.size(), time, std::move(record)});
  return rows;
}

Result<bool> SqliteReader::is_audit_of(Connection& db, OrgKey org, const AuditRecord& record) {
  if (record.org == org) return true;
  if (record.action != 'C' && record.action != 'U') return false;
  for (const AuditEntity& entity : record.entities) {
    const auto type = find_type_code(entity.ref.type);
    if (!type.has_value()) return false;
    const PackedText id(entity.ref.id);
    GATEWAY_TRY(auto query, db.statement(read_sql::kHolds));
    bind(query.bind(org).bind(*type), id).bind(std::int64_t{entity.ref.version});
    GATEWAY_TRY(const bool holds, query.step());
    if (!holds) return false;
  }
  return !record.entities.empty();
}

Result<std::vector<std::int64_t>> SqliteReader::audit_batches(Connection& db,
                                                              OrgKey org,
                                                              const AuditQuestion& question) {
  std::int64_t from = 1;
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  if (question.from) {
    GATEWAY_TRY(from, first_batch_from(db, *question.from));
  }
  if (question.before) {
    GATEWAY_TRY(before, first_batch_from(db, *question.before));
  }
  if (question.after) before = std::min(before, question.after->batch + 1);
  std::vector<std::int64_t> batches;
  for (const std::int64_t term : terms_of(question, audit_terms_)) {
    GATEWAY_TRY(auto query, db.statement(read_sql::kAuditBatches));
    query.bind(org).bind(term).bind(from).bind(before);
    query.bind(static_cast<std::int64_t>(question.batches));
    for (;;) {
      GATEWAY_TRY(const bool more, query.step());
      if (!more) break;
      batches.push_back(query.integer(0));
    }
  }
  std::ranges::sort(batches, std::greater());
  const auto doubles = std::ranges::unique(batches);
  batches.erase(doubles.begin(), doubles.end());
  if (batches.size() > question.batches) batches.resize(question.batches);
  return batches;
}

Result<AuditPage> SqliteReader::audit_of(OrgKey org, const AuditQuestion& question) {
  AuditPage page;
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(const auto batches, audit_batches(*lease, org, question));
  for (const std::int64_t batch : batches) {
    std::vector<AuditRow> rows;
    {
      GATEWAY_TRY(auto query, (*lease).statement(read_sql::kAudit));
      GATEWAY_TRY(const bool found, query.bind(batch).bind(std::int64_t{1}).step());
      if (!found || query.integer(0) != batch) continue;
      GATEWAY_TRY(rows, read_batch(query));
    }
    for (AuditRow& row : std::views::reverse(rows)) {
      const AuditPlace place{row.batch, row.index};
      if (question.after && place >= *question.after) continue;
      if (!is_asked(question, row.record)) continue;
      GATEWAY_TRY(const bool is_ours, is_audit_of(*lease, org, row.record));
      if (is_ours) page.rows.push_back(std::move(row));
    }
  }
  if (batches.size() == question.batches) page.next = AuditPlace{batches.back(), 0};
  return page;
}

Result<std::optional<AuditRow>> SqliteReader::audit_at(OrgKey org, const AuditPlace& place) {
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  std::vector<AuditRow> rows;
  {
    GATEWAY_TRY(auto query, (*lease).statement(read_sql::kAudit));
    GATEWAY_TRY(const bool found, query.bind(place.batch).bind(std::int64_t{1}).step());
    if (!found || query.integer(0) != place.batch) return std::optional<AuditRow>();
    GATEWAY_TRY(rows, read_batch(query));
  }
  if (place.index >= rows.size()) return std::optional<AuditRow>();
  GATEWAY_TRY(const bool is_ours, is_audit_of(*lease, org, rows[place.index].record));
  if (!is_ours) return std::optional<AuditRow>();
  return std::optional<AuditRow>(std::move(rows[place.index]));
}

Result<std::vector<Reader::AuditRow>> SqliteReader::audit(std::int64_t from, std::size_t batches) {
  std::vector<AuditRow> rows;
  GATEWAY_TRY(auto lease, parts_.pool.lease());
  GATEWAY_TRY(auto query, (*lease).statement(read_sql::kAudit));
  query.bind(from).bind(static_cast<std::int64_t>(batches));
  for (;;) {
    GATEWAY_TRY(const bool more, query.step());
    if (!more) return rows;
    GATEWAY_TRY(auto batch, read_batch(query));
    std::ranges::move(batch, std::back_inserter(rows));
  }
}

}  // namespace gateway::store
