#include "gateway/store/audit_log.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "gateway/store/audit_format.hpp"
#include "gateway/store/byte_codec.hpp"

namespace gateway::store {
namespace {

constexpr std::string_view kInsertBatch =
    "INSERT INTO audit_batch(batch, time, records, sealed) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view kInsertTerm =
    "INSERT INTO audit_index(org, term, batch) VALUES (?1, ?2, ?3)";
constexpr std::string_view kInsertLeaf =
    "INSERT INTO audit_leaf(leaf, batch, hash) VALUES (?1, ?2, ?3)";
constexpr std::string_view kInsertHead =
    "INSERT INTO audit_head(size, root, time) VALUES (?1, ?2, ?3)";
constexpr std::string_view kUpdateRange = "UPDATE audit_range SET size = ?1, peaks = ?2";
constexpr std::string_view kRange = "SELECT size, peaks FROM audit_range";
constexpr std::string_view kLastBatch = "SELECT max(batch) FROM audit_batch";
constexpr std::string_view kWithoutLeaf =
    "SELECT batch, sealed FROM audit_batch WHERE batch >"
    " (SELECT coalesce(max(batch), 0) FROM audit_leaf"
    "  WHERE leaf = (SELECT max(leaf) FROM audit_leaf)) ORDER BY batch";

}  // namespace

security::Bytes audit_associated_bytes(std::int64_t batch, Instant time) {
  ByteWriter out;
  out.text("brygga/1/audit");
  out.number(static_cast<std::uint64_t>(batch));
  out.number(static_cast<std::uint64_t>(time.time_since_epoch().count()));
  return out.take();
}

Result<void> AuditLog::load(Connection& db) {
  GATEWAY_CHECK(load_range(db));
  return load_waiting(db);
}

Result<void> AuditLog::load_range(Connection& db) {
  GATEWAY_TRY(auto range, db.statement(kRange));
  GATEWAY_TRY(const bool found, range.step());
  if (!found) return fail(ErrorKind::internal, "MERKLE-RANGE", "The audit range is missing.");
  std::vector<security::Digest> peaks;
  for (auto rest = range.blob(1); rest.size() >= security::kDigestBytes;
       rest = rest.subspan(security::kDigestBytes)) {
    std::ranges::copy(rest.first(security::kDigestBytes), peaks.emplace_back().begin());
  }
  GATEWAY_TRY(range_,
              security::CompactRange::restore(static_cast<std::uint64_t>(range.integer(0)),
                                              std::move(peaks)));
  GATEWAY_TRY(auto last, db.statement(kLastBatch));
  GATEWAY_TRY(const bool any, last.step());
  next_batch_ = (any ? last.integer(0) : 0) + 1;
  return {};
}

Result<void> AuditLog::load_waiting(Connection& db) {
  GATEWAY_TRY(auto query, db.statement(kWithoutLeaf));
  for (;;) {
    GATEWAY_TRY(const bool more, query.step());
    if (!more) return {};
    waiting_.push_back({query.integer(0), security::leaf_hash(hash_, query.blob(1))});
  }
}

Result<void> AuditLog::seal(WriteGroup& group) {
  if (group.audit.empty()) return {};
  const auto batch = next_batch_;
  const auto key = keyring_.audit_key(static_cast<std::uint64_t>(batch));
  const auto sealed = envelope_.seal(
      key, write_audit_batch(group.audit), audit_associated_bytes(batch, group.now), random_);
  const auto records = static_cast<std::int64_t>(group.audit.size());
  GATEWAY_CHECK(run(group.db, kInsertBatch, batch, group.now, records, ByteView(sealed)));
  auto& terms = group.audit_terms;
  std::ranges::sort(terms);
  const auto doubles = std::ranges::unique(terms);
  terms.erase(doubles.begin(), doubles.end());
  GATEWAY_TRY(auto insert, group.db.statement(kInsertTerm));
  for (const auto& term : terms) {
    GATEWAY_CHECK(insert.bind(term.org).bind(term.term).bind(batch).run());
    insert.again();
  }
  sealed_ = Leaf{batch, security::leaf_hash(hash_, sealed)};
  return {};
}

Result<void> AuditLog::sequence(WriteGroup& group) {
  auto range = range_;
  auto leaves = waiting_;
  if (sealed_.has_value()) leaves.push_back(*sealed_);
  if (leaves.empty()) return {};
  for (const auto& leaf : leaves) {
    const auto number = static_cast<std::int64_t>(range.size());
    GATEWAY_CHECK(run(group.db, kInsertLeaf, number, leaf.batch, ByteView(leaf.hash)));
    range.append(hash_, leaf.hash);
  }
  const auto size = static_cast<std::int64_t>(range.size());
  const auto root = range.root(hash_);
  GATEWAY_CHECK(run(group.db, kInsertHead, size, ByteView(root), group.now));
  const auto peaks = std::as_bytes(std::span(range.peaks()));
  GATEWAY_CHECK(run(group.db, kUpdateRange, size, ByteView(peaks)));
  sequenced_ = std::move(range);
  return {};
}

void AuditLog::settle(bool committed) {
  if (committed && sealed_.has_value()) {
    ++next_batch_;
    waiting_.push_back(*sealed_);
  }
  if (committed && sequenced_.has_value()) {
    range_ = std::move(*sequenced_);
    waiting_.clear();
  }
  sealed_.reset();
  sequenced_.reset();
}

}  // namespace gateway::store
