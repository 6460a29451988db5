#include "gateway/store/outbox_rows.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/store/packed_text.hpp"
#include "gateway/store/read_sql.hpp"
#include "gateway/store/type_code.hpp"

namespace gateway::store {
namespace {

constexpr std::string_view kNextEvent =
    "INSERT INTO receiver_counter(receiver, event) VALUES (?1, 1)"
    " ON CONFLICT(receiver) DO UPDATE SET event = event + 1 RETURNING event";
constexpr std::string_view kInsert =
    "INSERT INTO outbox(sender, receiver, child, event, message_id, correlation_id, event_code,"
    " disclosure, overtakes, state, due, created)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) RETURNING id";
constexpr std::string_view kInsertFocus =
    "INSERT INTO outbox_focus(outbox, position, type, id, version) VALUES (?1, ?2, ?3, ?4, ?5)";
// The conditions of the index outbox_line, word for word, so that it is used.
constexpr std::string_view kLineHead =
    "SELECT id, due FROM outbox WHERE receiver = ?1 AND child = ?2"
    " AND state < 2 AND child <> 0 AND overtakes = 0 ORDER BY id LIMIT 1";
constexpr std::string_view kLineActive =
    "SELECT id FROM outbox WHERE receiver = ?1 AND child = ?2"
    " AND state < 2 AND child <> 0 AND overtakes = 0 AND due IS NOT NULL AND id <> ?3 LIMIT 1";
constexpr std::string_view kSetDue = "UPDATE outbox SET due = ?2 WHERE id = ?1";
constexpr std::string_view kFinish =
    "UPDATE outbox SET state = ?3, fence = fence + 1, due = NULL, lost = 0, received = ?4,"
    " outcome_code = ?5, receipt = ?6"
    " WHERE id = ?1 AND fence = ?2 RETURNING receiver, child, overtakes";
constexpr std::string_view kNextReceiver =
    "SELECT receiver FROM outbox WHERE due IS NOT NULL AND receiver > ?1"
    " ORDER BY receiver LIMIT 1";
constexpr std::string_view kDue =
    "SELECT id FROM outbox WHERE receiver = ?1 AND due IS NOT NULL AND due <= ?2"
    " ORDER BY due, id LIMIT ?3";
constexpr std::string_view kClaimed =
    "SELECT lost, child, sender, event, message_id, correlation_id, event_code, overtakes,"
    " created, disclosure, fence, attempts FROM outbox WHERE id = ?1";
constexpr std::string_view kLease =
    "UPDATE outbox SET state = 1, fence = fence + 1, attempts = attempts + 1, due = ?2"
    " WHERE id = ?1";
constexpr std::string_view kSuspect =
    "UPDATE outbox SET lost = lost + 1 WHERE id = ?1 AND state = 1";
static_assert(static_cast<int>(DeliveryState::sending) == 1 &&
                  static_cast<int>(DeliveryState::received) == 2 &&
                  static_cast<int>(DeliveryState::available) == 3 &&
                  static_cast<int>(DeliveryState::set_aside) == 4 &&
                  static_cast<int>(DeliveryState::cancelled) == 5,
              "the statements above and the indexes of the outbox name these numbers");

struct Line {
  OrgKey receiver = kEveryone;
  ChildKey child = kNoChild;
};

bool keeps_order(ChildKey child, bool overtakes) {
  return child != kNoChild && !overtakes;
}

// Gives the first of a line its turn, if nobody has it.
Result<void> release_line(WriteGroup& group, const Line& line) {
  std::int64_t head = 0;
  {
    GATEWAY_TRY(auto query, group.db.statement(kLineHead));
    GATEWAY_TRY(const bool found, query.bind(line.receiver).bind(line.child).step());
    if (!found || !query.is_null(1)) return {};
    head = query.integer(0);
  }
  return run(group.db, kSetDue, head, group.now);
}

Result<bool> is_line_busy(WriteGroup& group, const Line& line, std::int64_t except) {
  GATEWAY_TRY(auto query, group.db.statement(kLineActive));
  return query.bind(line.receiver).bind(line.child).bind(except).step();
}

Result<std::int64_t> next_event(WriteGroup& group, OrgKey receiver) {
  GATEWAY_TRY(auto count, group.db.statement(kNextEvent));
  GATEWAY_TRY(const bool counted, count.bind(receiver).step());
  const auto event = counted ? count.integer(0) : 0;
  GATEWAY_CHECK(count.run());
  return event;
}

Result<void> insert_one(WriteGroup& group,
                        const OutboxWrite& write,
                        std::optional<std::int64_t> disclosure) {
  GATEWAY_TRY(const auto event, next_event(group, write.receiver));
  bool is_due = write.state == DeliveryState::queued;
  if (is_due && keeps_order(write.child, write.overtakes)) {
    GATEWAY_TRY(const bool busy, is_line_busy(group, {write.receiver, write.child}, 0));
    is_due = !busy;
  }
  const PackedText message_id(write.message_id);
  const PackedText correlation_id(write.correlation_id);
  std::int64_t id = 0;
  {
    GATEWAY_TRY(auto insert, group.db.statement(kInsert));
    insert.bind(write.sender).bind(write.receiver).bind(write.child).bind(event);
    bind(bind(insert, message_id), correlation_id).bind(write.event_code);
    disclosure.has_value() ? insert.bind(*disclosure) : insert.bind(std::nullopt);
    insert.bind(std::int64_t{write.overtakes}).bind(static_cast<std::int64_t>(write.state));
    is_due ? insert.bind(group.now) : insert.bind(std::nullopt);
    GATEWAY_TRY(const bool inserted, insert.bind(group.now).step());
    id = inserted ? insert.integer(0) : 0;
    GATEWAY_CHECK(insert.run());
  }
  std::int64_t position = 0;
  for (const auto& ref : write.focus) {
    const PackedText focus_id(ref.id);
    GATEWAY_TRY(auto insert, group.db.statement(kInsertFocus));
    insert.bind(id).bind(position++).bind(find_type_code(ref.type).value_or(0));
    GATEWAY_CHECK(bind(insert, focus_id).bind(std::int64_t{ref.version}).run());
  }
  return {};
}

// nullopt if the message was set aside instead.
Result<std::optional<Claim>> claim_one(WriteGroup& group,
                                       const ClaimRequest& request,
                                       OrgKey receiver,
                                       std::int64_t id) {
  Claim claim;
  claim.id = id;
  claim.what.receiver = receiver;
  {
    GATEWAY_TRY(auto query, group.db.statement(kClaimed));
    GATEWAY_TRY(const bool found, query.bind(id).step());
    if (!found) return std::nullopt;
    claim.ends = static_cast<unsigned>(query.integer(0));
    claim.what.child = query.integer(1);
    claim.what.sender = query.integer(2);
    claim.event = query.integer(3);
    claim.what.message_id = packed_column(query, 4);
    claim.what.correlation_id = packed_column(query, 5);
    claim.what.event_code = query.text(6);
    claim.what.overtakes = query.integer(7) != 0;
    claim.created = Instant(std::chrono::microseconds(query.integer(8)));
    if (!query.is_null(9)) claim.disclosure_key = query.integer(9);
    claim.fence = query.integer(10) + 1;
    claim.attempts = static_cast<unsigned>(query.integer(11)) + 1;
  }
  GATEWAY_CHECK(run(group.db, kLease, id, request.now + request.lease));
  claim.what.state = DeliveryState::sending;
  GATEWAY_TRY(claim.what.focus, read_focus(group.db, id));
  if (claim.disclosure_key.has_value()) {
    GATEWAY_TRY(claim.disclosure, read_disclosure(group.db, *claim.disclosure_key));
  }
  return claim;
}

Result<std::vector<std::int64_t>> due_at(WriteGroup& group,
                                         const ClaimRequest& request,
                                         OrgKey receiver,
                                         std::size_t limit) {
  std::vector<std::int64_t> ids;
  GATEWAY_TRY(auto query, group.db.statement(kDue));
  query.bind(receiver).bind(request.now).bind(static_cast<std::int64_t>(limit));
  for (;;) {
    GATEWAY_TRY(const bool more, query.step());
    if (!more) return ids;
    ids.push_back(query.integer(0));
  }
}

Result<std::optional<OrgKey>> receiver_after(WriteGroup& group, OrgKey receiver) {
  GATEWAY_TRY(auto query, group.db.statement(kNextReceiver));
  GATEWAY_TRY(const bool found, query.bind(receiver).step());
  if (!found) return std::nullopt;
  return query.integer(0);
}

}  // namespace

Result<void> mark_suspects(Connection& db, const std::vector<std::int64_t>& ids) {
  for (const std::int64_t id : ids)
    GATEWAY_CHECK(run(db, kSuspect, id));
  return {};
}

Result<std::optional<Disclosure>> read_disclosure(Connection& db, std::int64_t key) {
  GATEWAY_TRY(auto query, db.statement(read_sql::kDisclosure));
  GATEWAY_TRY(const bool found, query.bind(key).step());
  if (!found) return std::nullopt;
  Disclosure row;
  row.sender = query.integer(0);
  row.receiver = query.integer(1);
  row.child = query.integer(2);
  row.basis_kind = query.text(3);
  row.basis = {std::string(type_name(query.integer(4))),
               packed_column(query, 5),
               static_cast<std::uint32_t>(query.integer(6))};
  row.purpose = query.text(7);
  return row;
}

Result<std::vector<ResourceRef>> read_focus(Connection& db, std::int64_t id) {
  std::vector<ResourceRef> focus;
  GATEWAY_TRY(auto query, db.statement(read_sql::kFocus));
  query.bind(id);
  for (;;) {
    GATEWAY_TRY(const bool more, query.step());
    if (!more) return focus;
    focus.push_back({std::string(type_name(query.integer(0))),
                     packed_column(query, 1),
                     static_cast<std::uint32_t>(query.integer(2))});
  }
}

Result<void> insert_outbox(WriteGroup& group,
                           const std::vector<OutboxWrite>& writes,
                           const std::vector<std::int64_t>& disclosures) {
  std::vector<const OutboxWrite*> order;
  order.reserve(writes.size());
  for (const auto& write : writes)
    order.push_back(&write);
  std::ranges::stable_sort(order, {}, [](const OutboxWrite* write) { return write->receiver; });
  for (const auto* write : order) {
    std::optional<std::int64_t> disclosure;
    if (write->disclosure.has_value()) disclosure = disclosures[*write->disclosure];
    GATEWAY_CHECK(insert_one(group, *write, disclosure));
  }
  return {};
}

Result<void> update_outbox(WriteGroup& group, const OutboxUpdate& update) {
  Line line;
  bool in_order = false;
  {
    const PackedText receipt(update.receipt_digest);
    GATEWAY_TRY(auto finish, group.db.statement(kFinish));
    finish.bind(update.id).bind(update.fence).bind(static_cast<std::int64_t>(update.state));
    update.state == DeliveryState::received ? finish.bind(group.now) : finish.bind(std::nullopt);
    GATEWAY_TRY(const bool found, bind(finish.bind(update.outcome_code), receipt).step());
    if (!found)
      return fail(ErrorKind::conflict, "STORE-FENCE", "The message was taken by another claim.");
    line = {finish.integer(0), finish.integer(1)};
    in_order = keeps_order(line.child, finish.integer(2) != 0);
    GATEWAY_CHECK(finish.run());
  }
  if (update.state != DeliveryState::queued)
    return in_order ? release_line(group, line) : Result<void>();
  if (in_order) {
    // Put back by an operator while its line went on: its turn comes.
    GATEWAY_TRY(const bool busy, is_line_busy(group, line, update.id));
    if (busy) return {};
  }
  return run(group.db, kSetDue, update.id, update.next_attempt);
}

Result<std::vector<Claim>> claim_outbox(WriteGroup& group,
                                        const ClaimRequest& request,
                                        OrgKey& turn) {
  std::vector<Claim> claims;
  const OrgKey start = turn;
  bool wrapped = false;
  OrgKey at = start;
  while (claims.size() < request.limit) {
    GATEWAY_TRY(const auto next, receiver_after(group, at));
    if (!next.has_value() && wrapped) break;
    if (!next.has_value()) {
      wrapped = true;
      at = kEveryone - 1;
      continue;
    }
    if (wrapped && *next > start) break;
    at = *next;
    if (std::ranges::find(request.skip, at) != request.skip.end()) continue;
    const auto limit = std::min(request.per_receiver, request.limit - claims.size());
    GATEWAY_TRY(const auto ids, due_at(group, request, at, limit));
    for (const auto id : ids) {
      GATEWAY_TRY(auto claim, claim_one(group, request, at, id));
      if (claim.has_value()) claims.push_back(std::move(*claim));
    }
    if (!ids.empty()) turn = at;
  }
  return claims;
}

}  // namespace gateway::store
