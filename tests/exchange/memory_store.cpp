#include "tests/exchange/memory_store.hpp"

#include <algorithm>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/date_time.hpp"
#include "gateway/search/match.hpp"

namespace gateway::exchange::test {

using store::DeliveryState;

std::string MemoryStore::spliced(const Version& version) const {
  fhir::IssueLog findings;
  auto tree = codec::read_json(version.json, types_, codec::ReadLimits{}, findings);
  if (!tree || findings.has_errors()) return "unreadable";
  Changes changes(*tree);
  changes.put("id", version.ref.id);
  changes.set_meta(std::to_string(version.ref.version), fhir::to_text(version.last_updated));
  return codec::to_json(changes.apply());
}

store::StoredResource MemoryStore::stored(const Version& version) const {
  return {version.ref,
          version.last_updated,
          version.deleted,
          version.writer,
          version.child,
          spliced(version)};
}

const MemoryStore::Version* MemoryStore::version_of(const Name& name, std::uint32_t number) const {
  const auto found = versions_.find({name, number});
  return found == versions_.end() ? nullptr : &found->second;
}

std::uint32_t MemoryStore::current_version(const Name& name) const {
  std::uint32_t current = 0;
  while (version_of(name, current + 1) != nullptr)
    ++current;
  return current;
}

const MemoryStore::View* MemoryStore::view_of(store::OrgKey org, const Name& name) const {
  for (const store::OrgKey each : {org, store::kEveryone}) {
    const auto views = views_.find(each);
    if (views == views_.end()) continue;
    const auto view = views->second.find(name);
    if (view != views->second.end()) return &view->second;
  }
  return nullptr;
}

bool MemoryStore::is_granted(store::OrgKey org, const store::ResourceRef& ref) const {
  const auto theirs = grants_.find(org);
  return theirs != grants_.end() && theirs->second.contains({{ref.type, ref.id}, ref.version});
}

Result<std::optional<store::StoredResource>> MemoryStore::find(store::OrgKey org,
                                                               std::string_view type,
                                                               std::string_view id) {
  const std::lock_guard lock(mutex_);
  const Name name{type, id};
  const View* view = view_of(org, name);
  if (view == nullptr) return std::optional<store::StoredResource>();
  return stored(*version_of(name, view->version));
}

Result<std::optional<store::StoredResource>> MemoryStore::find_version(
    store::OrgKey org, const store::ResourceRef& ref) {
  const std::lock_guard lock(mutex_);
  if (!is_granted(org, ref) && !is_granted(store::kEveryone, ref)) {
    return std::optional<store::StoredResource>();
  }
  return stored(*version_of({ref.type, ref.id}, ref.version));
}

bool MemoryStore::is_replaced_by(store::OrgKey org, const Version& version, Instant time) const {
  const Name name{version.ref.type, version.ref.id};
  for (std::uint32_t at = version.ref.version + 1; version_of(name, at) != nullptr; ++at) {
    const bool is_theirs = is_granted(org, {name.first, name.second, at});
    if (is_theirs && version_of(name, at)->last_updated <= time) return true;
  }
  return false;
}

Result<store::HistoryPage> MemoryStore::history(store::OrgKey org,
                                                std::string_view type,
                                                std::string_view id,
                                                const store::HistoryRange& range) {
  const std::lock_guard lock(mutex_);
  std::vector<const Version*> found;
  for (const auto& [name, version] : versions_) {
    const bool is_asked =
        (type.empty() || version.ref.type == type) && (id.empty() || version.ref.id == id);
    const bool is_own = is_granted(org, version.ref);
    if (!is_asked || !(is_own || is_granted(store::kEveryone, version.ref))) continue;
    const Instant made = version.last_updated;
    if (made < range.since || made >= range.made_before) continue;
    const bool is_current =
        made > range.current_since ||
        !is_replaced_by(is_own ? org : store::kEveryone, version, range.current_since);
    if (is_current) found.push_back(&version);
  }
  const auto place = [](const Version* each) {
    return std::pair(each->last_updated.time_since_epoch().count(), each->key);
  };
  std::ranges::sort(found, std::greater(), place);
  store::HistoryPage page{.total = found.size()};
  const Version* last = nullptr;
  for (const Version* each : found) {
    const auto& after = range.after;
    if (after && place(each) >= std::pair(after->last_updated, after->key)) continue;
    if (page.versions.size() == range.count) {
      if (last != nullptr) page.next = {place(last).first, place(last).second};
      break;
    }
    page.versions.push_back(stored(*each));
    last = each;
  }
  return page;
}

Result<store::SearchPage> MemoryStore::search(store::OrgKey org, const search::Query& query) {
  const std::lock_guard lock(mutex_);
  std::vector<const Version*> matches;
  for (const store::OrgKey each : {org, store::kEveryone}) {
    if (query.only_own && each != org) continue;
    for (const auto& [name, view] : views_[each]) {
      if (name.first != query.type) continue;
      const bool is_asked =
          query.ids.empty() || std::ranges::find(query.ids, name.second) != query.ids.end();
      const bool holds = std::ranges::all_of(query.all_of, [&view](const auto& criterion) {
        return search::meets(view.index, criterion);
      });
      if (is_asked && holds) matches.push_back(version_of(name, view.version));
    }
  }
  std::ranges::sort(matches, std::greater(), [](const Version* each) {
    return std::pair(each->last_updated, each->key);
  });
  store::SearchPage page;
  if (query.count_total) page.total = matches.size();
  for (const Version* each : matches) {
    const std::int64_t time = each->last_updated.time_since_epoch().count();
    const std::pair at(time, each->key);
    if (query.after && at >= std::pair(query.after->last_updated, query.after->key)) continue;
    if (page.matches.size() == query.count) {
      const Version* last = version_of({page.matches.back().ref.type, page.matches.back().ref.id},
                                       page.matches.back().ref.version);
      page.next = {last->last_updated.time_since_epoch().count(), last->key};
      break;
    }
    page.matches.push_back(stored(*each));
  }
  return page;
}

Result<std::optional<store::IdempotencyHit>> MemoryStore::find_idempotent(
    const store::IdempotencyKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = idempotency_.find({key.org, key.request_id});
  if (found == idempotency_.end()) return std::optional<store::IdempotencyHit>();
  return found->second;
}

Result<std::int64_t> MemoryStore::epoch(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = epochs_.find(name);
  return found == epochs_.end() ? 0 : found->second;
}

Result<std::optional<store::ChildKey>> MemoryStore::find_child(
    const std::vector<std::string>& identifiers) {
  const std::lock_guard lock(mutex_);
  for (const std::string& each : identifiers) {
    if (const auto found = children_.find(each); found != children_.end()) return found->second;
  }
  return std::optional<store::ChildKey>();
}

store::Obligation MemoryStore::line_of(const OutboxRow& row) {
  store::Obligation line;
  line.id = row.id;
  line.what = row.what;
  line.event = row.event;
  line.state = row.what.state;
  line.attempts = row.attempts;
  line.created = row.created;
  line.received = row.received;
  line.outcome_code = row.outcome_code;
  line.fence = row.fence;
  return line;
}

Result<std::vector<store::Obligation>> MemoryStore::undelivered(store::ChildKey child) {
  using store::DeliveryState;
  const std::lock_guard lock(mutex_);
  std::vector<store::Obligation> out;
  for (const OutboxRow& row : outbox_) {
    const DeliveryState state = row.what.state;
    const bool is_open = state == DeliveryState::queued || state == DeliveryState::sending ||
                         state == DeliveryState::set_aside;
    if (child == store::kNoChild || row.what.child != child || !is_open) continue;
    out.push_back(line_of(row));
    out.back().due = row.due;
    out.back().disclosure = row.disclosure;
  }
  return out;
}

Result<std::vector<store::Obligation>> MemoryStore::messages_to(store::OrgKey receiver,
                                                                std::int64_t after,
                                                                std::size_t count) {
  const std::lock_guard lock(mutex_);
  std::vector<store::Obligation> out;
  for (const OutboxRow& row : outbox_) {
    if (row.what.receiver != receiver || row.event <= after || out.size() == count) continue;
    out.push_back(line_of(row));
  }
  return out;
}

Result<std::vector<store::Obligation>> MemoryStore::obligations(store::OrgKey org,
                                                                std::string_view correlation_id) {
  const std::lock_guard lock(mutex_);
  std::vector<store::Obligation> out;
  for (const OutboxRow& row : outbox_) {
    const bool is_party = row.what.sender == org || row.what.receiver == org;
    if (!is_party || row.what.correlation_id != correlation_id) continue;
    out.push_back(line_of(row));
  }
  return out;
}

Result<std::vector<store::Reader::AuditRow>> MemoryStore::audit(std::int64_t from,
                                                                std::size_t batches) {
  const std::lock_guard lock(mutex_);
  std::vector<AuditRow> out;
  for (std::size_t i = static_cast<std::size_t>(from); i < audit_.size() && batches > 0; ++i) {
    out.push_back({static_cast<std::int64_t>(i), 0, last_commit_, audit_[i]});
    --batches;
  }
  return out;
}

bool MemoryStore::is_audit_of(store::OrgKey org, const store::AuditRecord& record) const {
  if (record.org == org) return true;
  const bool is_write = record.action == 'C' || record.action == 'U';
  return is_write && !record.entities.empty() &&
         std::ranges::all_of(record.entities,
                             [&](const auto& each) { return is_granted(org, each.ref); });
}

Result<std::optional<store::AuditRow>> MemoryStore::audit_at(store::OrgKey org,
                                                             const store::AuditPlace& place) {
  const std::lock_guard lock(mutex_);
  const auto at = static_cast<std::size_t>(place.batch);
  const bool is_there = place.batch > 0 && place.index == 0 && at <= audit_.size();
  if (!is_there || !is_audit_of(org, audit_[at - 1])) return std::optional<store::AuditRow>();
  return std::optional(store::AuditRow{place.batch, 0, last_commit_, audit_[at - 1]});
}

// One record is one batch; all of them have the time of the last commit.
Result<store::AuditPage> MemoryStore::audit_of(store::OrgKey org,
                                               const store::AuditQuestion& question) {
  const std::lock_guard lock(mutex_);
  const auto has = [](const auto& list, const auto& one) {
    return std::ranges::find(list, one) != list.end();
  };
  store::AuditPage page;
  std::int64_t batch = static_cast<std::int64_t>(audit_.size());
  if (question.after) batch = std::min(batch, question.after->batch - 1);
  for (; batch > 0; --batch) {
    if (page.rows.size() == question.batches) {
      page.next = store::AuditPlace{batch + 1, 0};
      return page;
    }
    const store::AuditRecord& record = audit_[static_cast<std::size_t>(batch - 1)];
    const bool is_led = !question.children.empty() || !question.entities.empty();
    const bool names = std::ranges::any_of(record.entities, [&](const auto& each) {
      return record.child == store::kNoChild &&
             has(question.entities, each.ref.type + "/" + each.ref.id);
    });
    const bool is_asked = is_led ? names || has(question.children, record.child)
                                 : has(question.events, std::string(record.event));
    if (is_asked && is_audit_of(org, record)) page.rows.push_back({batch, 0, last_commit_, record});
  }
  return page;
}

Result<store::OrgKey> MemoryStore::ensure_organisation(std::string_view hsa_id) {
  const std::lock_guard lock(mutex_);
  const auto next = static_cast<store::OrgKey>(organisations_.size() + 1);
  return organisations_.try_emplace(std::string(hsa_id), next).first->second;
}

Result<store::ChildKey> MemoryStore::ensure_child(const std::vector<std::string>& identifiers) {
  const std::lock_guard lock(mutex_);
  store::ChildKey child = store::kNoChild;
  for (const std::string& each : identifiers) {
    const auto found = children_.find(each);
    if (found == children_.end()) continue;
    if (child != store::kNoChild && child != found->second) {
      return fail(ErrorKind::conflict, "STORE-CHILD", "identifiers of different children");
    }
    child = found->second;
  }
  if (child == store::kNoChild) child = next_child_++;
  for (const std::string& each : identifiers)
    children_[each] = child;
  return child;
}

}  // namespace gateway::exchange::test
