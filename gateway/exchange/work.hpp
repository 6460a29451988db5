// Work: one command on its way to becoming one unit of the store. Decisions add to it; nothing of
// it is written before the unit is submitted as a whole.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/random.hpp"
#include "gateway/exchange/directory.hpp"
#include "gateway/exchange/door.hpp"
#include "gateway/exchange/snapshot.hpp"

namespace gateway::exchange {

// A resource version that the unit will write.
struct Draft {
  const Change* change = nullptr;  // null: the server adds it
  store::ResourceRef ref;          // with the version to be written
  fhir::Resource tree;
  const Seen* before = nullptr;  // null: created
  store::OrgKey writer = store::kEveryone;
  store::ChildKey child = store::kNoChild;
  bool deleted = false;  // the new version has no content; `tree` is the one before
  std::vector<store::Grant> grants = {};
  std::string event = {};   // of its audit record
  std::string detail = {};  // of its audit record: what happened, in codes
};

// A resource that a reference means: written by this unit, or as an organisation sees it.
struct Found {
  store::ResourceRef ref;
  const fhir::Resource* tree = nullptr;
  store::OrgKey writer = store::kEveryone;
  store::ChildKey child = store::kNoChild;
  Draft* draft = nullptr;
};

// One message to be sent. `focus` names what is carried; its versions are fixed here.
struct Sending {
  const Unit* sender = nullptr;
  const Unit* receiver = nullptr;
  std::string_view event;
  std::string correlation;
  std::vector<Found> focus;
  store::Disclosure disclosure;
  bool overtakes = false;
};

// THREADS: one. LIFETIME: not longer than the command, snapshot and directory.
class Work {
 public:
  Work(const Caller& caller,
       Snapshot& snapshot,
       const Directory& directory,
       Instant now,
       RandomSource& random)
      : caller_(caller), snapshot_(snapshot), directory_(directory), now_(now), random_(random) {}

  const Caller& caller() const noexcept { return caller_; }
  Snapshot& snapshot() noexcept { return snapshot_; }
  const Directory& directory() const noexcept { return directory_; }
  const fhir::TypeTable& types() noexcept { return snapshot_.types(); }
  Instant now() const noexcept { return now_; }
  std::string new_uuid() { return make_uuid(random_); }
  Origin origin() const noexcept { return origin_; }
  // MessageHeader.id of the message that the command came with; empty if it came otherwise.
  const std::string& message_id() const noexcept { return message_id_; }
  void set_message_id(std::string id) { message_id_ = std::move(id); }
  void set_origin(Origin origin) noexcept { origin_ = origin; }

  std::deque<Draft>& drafts() noexcept { return drafts_; }
  Draft* find_draft(std::string_view type, std::string_view id) noexcept;
  // A new version of a resource that the server changes beside the client's own changes.
  Draft& amend(const Seen& before, fhir::Resource tree);

  // What "Type/id" means to the organisation; nothing if it sees none.
  Result<std::optional<Found>> find(store::OrgKey org, std::string_view reference);

  // The child with these identifiers. One that the store has not met gets a negative number here
  // and its real one when the unit is finished.
  Result<store::ChildKey> find_child(std::vector<std::string> identifiers);

  // A fullUrl of the request that means a resource which is there already, "Patient/12".
  void take_for(std::string full_url, std::string reference);
  const std::map<std::string, std::string>& taken() const noexcept { return taken_; }

  // A change that leaves what it found as it is.
  void keep(const Change& change, const Seen& present) { kept_.emplace(&change, &present); }
  // Null if the change was not kept from happening.
  const Seen* kept(const Change& change) const noexcept;

  std::size_t disclose(const store::Disclosure& disclosure);
  void grant(const Found& what, const store::Disclosure& disclosure, store::OrgKey sender);
  void grant(const Found& what, const store::Grant& to, store::OrgKey sender);
  // Queues the message, or makes its content available at once if the receiver has no endpoint.
  Result<void> send(const Sending& sending);
  void bump_basis(store::ChildKey child);
  void audit(store::AuditRecord record) { unit_.audit.push_back(std::move(record)); }
  // An audit record with the caller's side filled in.
  store::AuditRecord record_of(std::string event, char action) const;

  store::WriteUnit& unit() noexcept { return unit_; }
  fhir::IssueLog& warnings() noexcept { return warnings_; }
  // The identifiers of the children in this command, by their number here: negative for those that
  // the store has not met.
  const std::map<store::ChildKey, std::vector<std::string>>& met_children() const noexcept {
    return met_children_;
  }

 private:
  const Caller& caller_;
  Snapshot& snapshot_;
  const Directory& directory_;
  Instant now_;
  RandomSource& random_;
  Origin origin_ = Origin::rest;
  std::string message_id_;
  std::deque<Draft> drafts_;
  store::WriteUnit unit_;
  fhir::IssueLog warnings_;
  std::map<store::ChildKey, std::vector<std::string>> met_children_;
  std::map<std::string, std::string> taken_;  // fullUrl → "Type/id"
  std::map<const Change*, const Seen*> kept_;
};

}  // namespace gateway::exchange
