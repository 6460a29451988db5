// The write side of MemoryStore.
#include <algorithm>

#include "gateway/search/match.hpp"

#include "tests/exchange/memory_store.hpp"

namespace gateway::exchange::test {

using store::DeliveryState;

namespace {

bool is_waiting(DeliveryState state) {
  return state == DeliveryState::queued || state == DeliveryState::sending;
}

}  // namespace

Result<void> MemoryStore::check(const store::WriteUnit& unit) const {
  for (const store::ResourceRef& ref : unit.expect) {
    if (current_version({ref.type, ref.id}) != ref.version) {
      return fail(ErrorKind::conflict, "STORE-READ-SET", "the read set no longer holds");
    }
  }
  for (const store::Epoch& each : unit.expect_epochs) {
    const auto found = epochs_.find(each.name);
    if ((found == epochs_.end() ? 0 : found->second) != each.value) {
      return fail(ErrorKind::conflict, "STORE-READ-SET", "an epoch moved on");
    }
  }
  for (const store::ExpectedMatches& each : unit.expect_matches) {
    if (ids_found(each) != each.ids) {
      return fail(ErrorKind::conflict, "STORE-READ-SET", "a value finds others now");
    }
  }
  for (const store::Unreferred& each : unit.expect_unreferred) {
    if (is_referred(each)) {
      return fail(ErrorKind::conflict, "STORE-REFERRED", "another resource points at it");
    }
  }
  for (const store::ResourceWrite& each : unit.resources) {
    if (current_version({each.ref.type, each.ref.id}) + 1 != each.ref.version) {
      return fail(ErrorKind::conflict, "STORE-VERSION", "the resource has another version");
    }
  }
  for (const store::OutboxUpdate& each : unit.outbox_updates) {
    const auto row = std::ranges::find(outbox_, each.id, &OutboxRow::id);
    if (row == outbox_.end() || row->fence != each.fence) {
      return fail(ErrorKind::conflict, "STORE-FENCE", "the fence is old");
    }
  }
  if (unit.idempotency) {
    const auto& key = unit.idempotency->key;
    if (idempotency_.contains({key.org, key.request_id})) {
      return fail(ErrorKind::conflict, "STORE-IDEMPOTENCY", "the key is taken");
    }
  }
  for (const store::GrantWrite& each : unit.grants) {
    if (!is_granted(each.from, each.ref)) {
      return fail(ErrorKind::internal, "STORE-GRANT", "the giver does not hold the version");
    }
  }
  return {};
}

bool MemoryStore::is_referred(const store::Unreferred& asked) const {
  const auto views = views_.find(asked.org);
  if (views == views_.end()) return false;
  const std::string reference = asked.ref.type + "/" + asked.ref.id;
  return std::ranges::any_of(views->second, [&](const auto& named) {
    return named.first != std::pair(asked.ref.type, asked.ref.id) &&
           std::ranges::find(named.second.index, reference, &search::IndexEntry::text) !=
               named.second.index.end();
  });
}

std::vector<std::string> MemoryStore::ids_found(const store::ExpectedMatches& expected) const {
  std::vector<std::string> ids;
  const auto views = views_.find(expected.org);
  if (views == views_.end()) return ids;
  for (const auto& [name, view] : views->second) {
    const bool is_found =
        name.first == expected.query.type &&
        std::ranges::all_of(expected.query.all_of, [&view](const auto& criterion) {
          return search::meets(view.index, criterion);
        });
    if (is_found) ids.push_back(name.second);
  }
  return ids;
}

void MemoryStore::grant(store::OrgKey org,
                        const store::ResourceRef& ref,
                        const std::vector<search::IndexEntry>& index) {
  const Name name{ref.type, ref.id};
  grants_[org][{name, ref.version}] = true;
  views_[org][name] = {ref.version, index};
}

void MemoryStore::apply(const store::WriteUnit& unit, Instant now) {
  for (const std::string& name : unit.bump_epochs)
    ++epochs_[name];
  const auto known = static_cast<std::int64_t>(disclosures_.size());
  disclosures_.insert(disclosures_.end(), unit.disclosures.begin(), unit.disclosures.end());
  for (const store::ResourceWrite& each : unit.resources) {
    const Name name{each.ref.type, each.ref.id};
    versions_[{name, each.ref.version}] = {
        each.ref, each.deleted, each.writer, each.child, each.json, now, next_key_++};
    for (const store::Grant& to : each.grants)
      grant(to.org, each.ref, each.index);
  }
  for (const store::GrantWrite& each : unit.grants)
    grant(each.to.org, each.ref, each.index);
  for (const store::OutboxUpdate& each : unit.outbox_updates) {
    OutboxRow& row = *std::ranges::find(outbox_, each.id, &OutboxRow::id);
    ++row.fence;
    row.what.state = each.state;
    row.due = each.next_attempt;
    row.outcome_code = each.outcome_code;
    if (each.state == DeliveryState::received) row.received = now;
  }
  for (const store::OutboxWrite& each : unit.outbox) {
    OutboxRow row;
    row.what = each;
    row.id = static_cast<std::int64_t>(outbox_.size() + 1);
    row.event = ++events_[each.receiver];
    row.due = now;
    row.created = now;
    if (each.disclosure) {
      row.disclosure = unit.disclosures.at(*each.disclosure);
      row.disclosure_key = known + static_cast<std::int64_t>(*each.disclosure);
    }
    outbox_.push_back(std::move(row));
  }
  if (unit.idempotency) {
    const auto& key = unit.idempotency->key;
    idempotency_[{key.org, key.request_id}] = {*unit.idempotency, now};
  }
  audit_.insert(audit_.end(), unit.audit.begin(), unit.audit.end());
}

void MemoryStore::complete(Completion completion, Result<store::Committed> result) {
  if (holds_) {
    waiting_.emplace_back(std::move(completion), std::move(result));
    return;
  }
  completion(std::move(result));
}

void MemoryStore::release() {
  holds_ = false;
  auto waiting = std::move(waiting_);
  waiting_.clear();
  for (auto& [completion, result] : waiting)
    completion(std::move(result));
}

void MemoryStore::submit(store::WriteUnit unit, Completion completion) {
  if (before_commit_) std::exchange(before_commit_, nullptr)();
  Result<store::Committed> result = store::Committed{};
  {
    const std::lock_guard lock(mutex_);
    if (next_failure_) {
      result = std::unexpected(*std::exchange(next_failure_, std::nullopt));
    } else if (auto holds = check(unit); !holds) {
      result = std::unexpected(std::move(holds).error());
    } else {
      last_commit_ = std::max(clock_.now(), last_commit_);
      apply(unit, last_commit_);
      result->last_updated = last_commit_;
    }
  }
  complete(std::move(completion), std::move(result));
}

void MemoryStore::record(std::vector<store::AuditRecord> records, Completion completion) {
  Result<store::Committed> result = store::Committed{clock_.now()};
  {
    const std::lock_guard lock(mutex_);
    if (next_failure_) {
      result = std::unexpected(*std::exchange(next_failure_, std::nullopt));
    } else {
      audit_.insert(audit_.end(), records.begin(), records.end());
    }
  }
  complete(std::move(completion), std::move(result));
}

void MemoryStore::claim(
    store::ClaimRequest request,
    std::move_only_function<void(Result<std::vector<store::Claim>>)> completion) {
  std::vector<store::Claim> claims;
  {
    const std::lock_guard lock(mutex_);
    for (OutboxRow& row : outbox_) {
      if (claims.size() == request.limit) break;
      if (!is_waiting(row.what.state) || row.due > request.now) continue;
      if (std::ranges::find(request.skip, row.what.receiver) != request.skip.end()) continue;
      const bool is_behind = std::ranges::any_of(outbox_, [&row](const OutboxRow& other) {
        return other.id < row.id && other.what.receiver == row.what.receiver &&
               other.what.child == row.what.child && is_waiting(other.what.state) &&
               !other.what.overtakes;
      });
      if (is_behind && !row.what.overtakes) continue;
      row.what.state = DeliveryState::sending;
      row.due = request.now + request.lease;
      ++row.fence;
      ++row.attempts;
      claims.push_back({row.id,
                        row.fence,
                        row.event,
                        row.attempts,
                        row.ends,
                        row.created,
                        row.what,
                        row.disclosure,
                        row.disclosure_key});
    }
  }
  completion(std::move(claims));
}

}  // namespace gateway::exchange::test
