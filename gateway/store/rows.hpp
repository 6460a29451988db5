// What goes into the store and comes out of it, in clear and independent of any database.
//
// Encryption, blind indexes and row layout are the store's own business: a caller never sees a key
// or a ciphertext.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/search/index_entry.hpp"
#include "gateway/search/query.hpp"

namespace gateway::store {

// An organisation (acting unit) inside this store. 0 is "everyone": directory and definitions.
using OrgKey = std::int64_t;
inline constexpr OrgKey kEveryone = 0;

// A child inside this store; joins the Patients of all organisations. Shown in no answer. 0 is
// none.
using ChildKey = std::int64_t;
inline constexpr ChildKey kNoChild = 0;

struct ResourceRef {
  std::string type = {};
  std::string id = {};
  std::uint32_t version = 0;  // 0: the current one, or none yet

  friend bool operator==(const ResourceRef&, const ResourceRef&) = default;
  friend auto operator<=>(const ResourceRef&, const ResourceRef&) = default;
};

// One version as an organisation may see it.
struct StoredResource {
  ResourceRef ref = {};
  Instant last_updated;
  bool deleted = false;
  OrgKey writer = kEveryone;
  ChildKey child = kNoChild;
  std::string json = {};  // whole resource: id, meta.versionId and meta.lastUpdated are in it
};

// --- one unit of work ---

// A version of one resource is given to an organisation; it becomes that organisation's current
// one.
struct Grant {
  OrgKey org = kEveryone;
  std::optional<std::size_t> disclosure =
      {};  // index into WriteUnit::disclosures; none for the writer
  std::optional<std::int64_t> recorded = {};  // or the key of a decision recorded earlier
};

// A new version. `version` is the expected one: the write fails with conflict if the resource is
// not at version - 1 (0 meaning that it does not exist).
struct ResourceWrite {
  ResourceRef ref = {};
  bool deleted = false;
  OrgKey writer = kEveryone;
  ChildKey child = kNoChild;
  // FHIR JSON. id, meta.versionId and meta.lastUpdated need not be there and are replaced by what
  // the store knows.
  std::string json = {};
  std::vector<search::IndexEntry> index = {};
  std::vector<Grant> grants = {};
};

// An existing version becomes visible to one more organisation.
struct GrantWrite {
  ResourceRef ref = {};     // version != 0
  OrgKey from = kEveryone;  // an organisation that holds this version
  Grant to = {};
  std::vector<search::IndexEntry> index = {};
};

// The recorded decision that lets a receiver have something (R21).
struct Disclosure {
  OrgKey sender = kEveryone;
  OrgKey receiver = kEveryone;
  ChildKey child = kNoChild;
  std::string basis_kind = {};  // "consent", "status-only", or the code of a legal basis
  ResourceRef basis = {};       // the Consent it rests on; empty type if it rests on none
  std::string purpose = {};     // code
};

enum class DeliveryState : std::uint8_t {
  queued,     // waits for its turn or its next attempt
  sending,    // claimed under a lease
  received,   // the receiver's receipt is stored
  available,  // in an inbox of a unit without endpoint; waits for a person
  set_aside,  // refused by the receiver, or it ended the process three times: an operator decides
  cancelled,  // the basis was withdrawn, or the sender cancelled, before it was received
};

// One message for one receiver. `event` numbers are given at commit, without gaps per receiver.
struct OutboxWrite {
  OrgKey sender = kEveryone;
  OrgKey receiver = kEveryone;
  ChildKey child = kNoChild;
  std::string message_id = {};                 // UUID; the same on every attempt
  std::string correlation_id = {};             // case thread
  std::string event_code = {};                 // message event code, e.g. "referral"
  std::vector<ResourceRef> focus = {};         // what is carried, versions fixed
  std::optional<std::size_t> disclosure = {};  // index into WriteUnit::disclosures
  bool overtakes = false;                      // withdrawals and cancellations pass what waits
  DeliveryState state = DeliveryState::queued;
};

// What became of a claimed message. Fails with conflict unless `fence` is the claim's own.
struct OutboxUpdate {
  std::int64_t id = 0;
  std::int64_t fence = 0;
  DeliveryState state = DeliveryState::queued;
  Instant next_attempt = {};        // for queued
  std::string outcome_code = {};    // short code, no content: "ok", "timeout", "http-503", "fatal"
  std::string receipt_digest = {};  // SHA-256, hex, of the receiver's answer; empty if none
};

// A request that is answered the same way when it is sent again (domain.md, protocol rules).
struct IdempotencyKey {
  OrgKey org = kEveryone;
  std::string request_id = {};
  friend bool operator==(const IdempotencyKey&, const IdempotencyKey&) = default;
};
struct IdempotencyRow {
  IdempotencyKey key = {};
  std::string request_hash = {};  // SHA-256, hex, of method, URL, If-Match and body
  unsigned status = 0;
  std::vector<ResourceRef> answer =
      {};                 // what the answer names, in order; its body is rendered again
  std::string note = {};  // a front's own short code, e.g. a logId
};

struct AuditEntity {
  ResourceRef ref = {};
  friend bool operator==(const AuditEntity&, const AuditEntity&) = default;
};

// One audit record. Compact; AuditEvent and Provenance are rendered from it when they are read.
struct AuditRecord {
  std::string event = {};    // row of docs/audit_events.md, e.g. "rest-create", "delivery-received"
  char action = 'E';         // C R U D E, as AuditEvent.action
  std::uint8_t outcome = 0;  // 0, 4, 8, 12, as AuditEvent.outcome
  OrgKey org = kEveryone;    // acting unit
  std::string system = {};   // HSA-id of the calling system
  std::string certificate = {};  // its SHA-256 fingerprint
  std::string person = {};       // acting person as stated by the system; empty if none
  std::string request_id = {};   // correlation of log and audit
  ChildKey child = kNoChild;
  std::vector<AuditEntity> entities = {};
  std::string detail = {};  // code of what happened, e.g. a transition or a message id; no content
};

// A counter that a decision rested on (basis of a child, directory, agreements).
struct Epoch {
  std::string name = {};
  std::int64_t value = 0;
};

// What a query found when a decision was made. At the commit the same resources of the
// organisation, and no others, must be found by it.
struct ExpectedMatches {
  static constexpr std::size_t kMaxIds = 1000;

  OrgKey org = kEveryone;
  search::Query query = {};           // without Recheck; its page does not count
  std::vector<std::string> ids = {};  // logical ids, ascending, at most kMaxIds; none is deleted
};

// A resource that no other one of the organisation may point at when the unit is committed.
struct Unreferred {
  OrgKey org = kEveryone;
  ResourceRef ref = {};  // its version does not count
};

// Everything that one accepted request changes: all of it is committed, or nothing.
struct WriteUnit {
  std::vector<ResourceRef> expect =
      {};  // read set: these are still the current versions (0: absent)
  std::vector<Epoch> expect_epochs = {};             // read set: these still have these values
  std::vector<ExpectedMatches> expect_matches = {};  // read set: these are found by these values
  std::vector<Unreferred> expect_unreferred = {};
  std::vector<std::string> bump_epochs = {};
  std::vector<ResourceWrite> resources = {};
  std::vector<GrantWrite> grants = {};
  std::vector<Disclosure> disclosures = {};
  std::vector<OutboxWrite> outbox = {};
  std::vector<OutboxUpdate> outbox_updates = {};
  std::optional<IdempotencyRow> idempotency = {};
  std::vector<AuditRecord> audit = {};
};

struct Committed {
  Instant last_updated;  // of every version in the unit
};

}  // namespace gateway::store
