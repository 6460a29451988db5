#include "gateway/exchange/work.hpp"

#include <algorithm>

#include "gateway/search/extractor.hpp"

namespace gateway::exchange {
namespace {

bool same_disclosure(const store::Disclosure& a, const store::Disclosure& b) {
  return a.sender == b.sender && a.receiver == b.receiver && a.child == b.child &&
         a.basis_kind == b.basis_kind && a.basis == b.basis && a.purpose == b.purpose;
}

}  // namespace

Draft* Work::find_draft(std::string_view type, std::string_view id) noexcept {
  const auto found = std::ranges::find_if(
      drafts_, [&](const Draft& draft) { return draft.ref.type == type && draft.ref.id == id; });
  return found == drafts_.end() ? nullptr : &*found;
}

Draft& Work::amend(const Seen& before, fhir::Resource tree) {
  store::ResourceRef ref = before.stored.ref;
  snapshot_.rely_on(ref);
  ++ref.version;
  drafts_.push_back({.change = nullptr,
                     .ref = std::move(ref),
                     .tree = std::move(tree),
                     .before = &before,
                     .writer = before.stored.writer,
                     .child = before.stored.child});
  return drafts_.back();
}

Result<std::optional<Found>> Work::find(store::OrgKey org, std::string_view reference) {
  const LiteralReference target = split_reference(reference);
  if (target.type.empty()) return std::optional<Found>();
  if (org == caller_.org) {
    if (Draft* draft = find_draft(target.type, target.id)) {
      return std::optional<Found>(
          Found{draft->ref, &draft->tree, draft->writer, draft->child, draft});
    }
  }
  GATEWAY_TRY(const Seen* seen, snapshot_.find(org, target.type, target.id));
  if (seen == nullptr) return std::optional<Found>();
  const store::StoredResource& stored = seen->stored;
  return std::optional<Found>(Found{stored.ref, &seen->tree, stored.writer, stored.child, nullptr});
}

Result<store::ChildKey> Work::find_child(std::vector<std::string> identifiers) {
  std::ranges::sort(identifiers);
  GATEWAY_TRY(const auto known, snapshot_.reader().find_child(identifiers));
  if (known) {
    auto& theirs = met_children_[*known];
    theirs.insert(theirs.end(), identifiers.begin(), identifiers.end());
    return *known;
  }
  for (auto& [key, theirs] : met_children_) {
    const bool is_same = std::ranges::any_of(identifiers, [&theirs](const std::string& each) {
      return std::ranges::find(theirs, each) != theirs.end();
    });
    if (!is_same) continue;
    theirs.insert(theirs.end(), identifiers.begin(), identifiers.end());
    return key;
  }
  const store::ChildKey key = -1 - static_cast<store::ChildKey>(met_children_.size());
  met_children_.emplace(key, std::move(identifiers));
  return key;
}

void Work::take_for(std::string full_url, std::string reference) {
  if (!full_url.empty()) taken_.insert_or_assign(std::move(full_url), std::move(reference));
}

const Seen* Work::kept(const Change& change) const noexcept {
  const auto found = kept_.find(&change);
  return found == kept_.end() ? nullptr : found->second;
}

std::size_t Work::disclose(const store::Disclosure& disclosure) {
  const auto same = std::ranges::find_if(
      unit_.disclosures, [&](const auto& each) { return same_disclosure(each, disclosure); });
  if (same != unit_.disclosures.end()) {
    return static_cast<std::size_t>(same - unit_.disclosures.begin());
  }
  unit_.disclosures.push_back(disclosure);
  return unit_.disclosures.size() - 1;
}

void Work::grant(const Found& what, const store::Disclosure& disclosure, store::OrgKey sender) {
  grant(what, store::Grant{disclosure.receiver, disclose(disclosure)}, sender);
}

void Work::grant(const Found& what, const store::Grant& to, store::OrgKey sender) {
  if (what.draft != nullptr) {
    auto& grants = what.draft->grants;
    if (std::ranges::find(grants, to.org, &store::Grant::org) == grants.end()) grants.push_back(to);
    return;
  }
  const bool is_granted = std::ranges::any_of(unit_.grants, [&](const store::GrantWrite& each) {
    return each.ref == what.ref && each.to.org == to.org;
  });
  if (is_granted) return;
  unit_.grants.push_back({what.ref, sender, to, snapshot_.extractor().extract(*what.tree)});
}

Result<void> Work::send(const Sending& sending) {
  if (sending.sender->key == sending.receiver->key) return {};
  const bool is_inbox = !sending.receiver->endpoint.has_value();
  store::OutboxWrite row;
  row.sender = sending.sender->key;
  row.receiver = sending.receiver->key;
  row.child = sending.disclosure.child;
  row.message_id = new_uuid();
  row.correlation_id = sending.correlation;
  row.event_code = sending.event;
  row.disclosure = disclose(sending.disclosure);
  row.overtakes = sending.overtakes;
  row.state = is_inbox ? store::DeliveryState::available : store::DeliveryState::queued;
  for (const Found& each : sending.focus) {
    row.focus.push_back(each.ref);
    if (!is_inbox) continue;
    GATEWAY_TRY(const auto held, snapshot_.reader().find_version(sending.receiver->key, each.ref));
    if (!held) grant(each, sending.disclosure, sending.sender->key);
  }
  store::AuditRecord record = record_of(is_inbox ? "delivery-available" : "delivery-queued", 'C');
  record.child = row.child;
  record.detail = row.message_id;
  for (const store::ResourceRef& ref : row.focus)
    record.entities.push_back({ref});
  audit(std::move(record));
  unit_.outbox.push_back(std::move(row));
  return {};
}

void Work::bump_basis(store::ChildKey child) {
  const std::string name = basis_epoch(child);
  if (std::ranges::find(unit_.bump_epochs, name) == unit_.bump_epochs.end()) {
    unit_.bump_epochs.push_back(name);
  }
}

store::AuditRecord Work::record_of(std::string event, char action) const {
  store::AuditRecord record;
  record.event = std::move(event);
  record.action = action;
  record.org = caller_.org;
  record.system = caller_.system_hsa_id;
  record.certificate = caller_.certificate;
  if (caller_.person) record.person = caller_.person->id + "|" + caller_.person->role;
  record.request_id = caller_.request_id;
  return record;
}

}  // namespace gateway::exchange
