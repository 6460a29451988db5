// Door: the one way to change anything (architecture.md, 5b).
//
// Every interaction, transaction entry, message, SOAP call, receipt and timer becomes a Command.
// The door decides what it means, checks who may do it in which state and on what basis, and
// commits the resources, their grants, audit, provenance and outbox rows as one unit of the store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gateway/exchange/caller.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/search/query.hpp"
#include "gateway/security/client_certificate.hpp"
#include "gateway/store/rows.hpp"

namespace gateway::exchange {

enum class Interaction : std::uint8_t { create, update, delete_ };

// What a create takes instead of making another: a resource of the same type in the caller's own
// record that has this identifier; of several the newest. The question is asked again at the
// commit.
struct OwnMatch {
  std::string system;
  std::string value;
  // What is there, with what the request says. It is written if it differs from what is there.
  fhir::Resource (*merge)(const fhir::Resource& present, const fhir::Resource& said) = nullptr;
};

// Criteria in place of an id: they are asked of what the caller itself wrote, and once more at the
// commit. Of an update or a patch they name the resource; a create takes what they find instead of
// making another.
// Source: FHIR R4, http.html#ccreate, #cond-update, #patch.
struct Condition {
  search::Query query;  // without Recheck
  std::string text;     // the criteria in one order, so that equal ones are seen to be equal
};

// What a resource becomes, made from what it is; of checked structure. Called again when another
// write came between; on the thread that submits or on a worker.
using Patch = std::function<fhir::Checked<fhir::Resource>(const fhir::Resource& present)>;

// One resource to be written. Its structure has been checked by the front (validation).
struct Change {
  Interaction interaction = Interaction::create;
  fhir::Resource resource;                     // with `patch`, delete_: its type and nothing else
  Patch patch = {};                            // update only: instead of `resource`
  std::string id = {};                         // the logical id; of a create given by the door
  std::optional<std::uint32_t> if_match = {};  // version that the caller saw
  std::string full_url =
      {};  // Bundle.entry.fullUrl, "urn:uuid:..."; references to it are rewritten
  std::string expression =
      {};  // where findings are, e.g. "Bundle.entry[2].resource"; empty: the resource
  std::optional<OwnMatch> match = {};  // create only
  std::optional<Condition> condition = {};
};

enum class Origin : std::uint8_t { rest, transaction, message, rivta, timer };

// The request as a whole, for the rule of replays (domain.md, protocol rules).
struct Idempotent {
  std::string request_id;    // X-Request-ID, or the protocol's own key
  std::string request_hash;  // SHA-256, hex, of method, URL, If-Match and body
  unsigned status = 0;       // what the front will answer when this succeeds
  std::string note;          // kept and given back with a replay, e.g. a logId
};

// A request that makes a resource with an identifier of the request's own, which counts once and
// for ever, also when its row of Idempotent has ended.
struct OnlyOnce {
  std::string type;  // of the resource
  std::string system;
  std::string value;
  // Given the first version of a resource of the caller that has this identifier: the note of the
  // first answer if this same request made it; nothing if another one did.
  std::function<std::optional<std::string>(const fhir::Resource& first)> note_of;
};

struct Command {
  Caller caller;
  Origin origin = Origin::rest;
  std::vector<Change> changes;
  std::optional<Idempotent> idempotent = {};
  std::optional<OnlyOnce> only_once = {};
  std::string message_id = {};  // origin message: MessageHeader.id of the sender, for the audit
};

struct Done {
  store::ResourceRef ref;  // version as written
  Instant last_updated;
  bool created = false;
  std::string json;  // the resource as stored, whole; empty if it was deleted
};

struct Outcome {
  // One for each change, in order; none for a create whose OwnMatch took what is there and left it
  // as it is, and for a delete of what is not there.
  std::vector<Done> done;
  bool replayed = false;    // the same request was answered before; nothing was changed now
  std::string note;         // Idempotent::note of the first time
  fhir::IssueLog warnings;  // accepted, but the sender should know
};

using Completion = std::move_only_function<void(fhir::Checked<Outcome>)>;

// A call that was refused before anybody had acted: the certificate's system is not registered, or
// may not act for the unit that was named.
struct TurnedAway {
  security::ClientIdentity identity;
  std::string request_id;  // our id of the HTTP request
  std::string reason;      // id of the refusal; no value of the request
};
using Recorded = std::move_only_function<void(Result<void>)>;

// THREADS: submit() may be called from any worker thread; it blocks on reads, not on the commit.
class Door {
 public:
  virtual ~Door() = default;

  // Calls `completion` exactly once, on any thread; it must not block.
  //
  // Errors: invalid (422: rule of the exchange, with issues), conflict (409: state guard, with the
  //         current state and the legal actions as issues; idempotency key reused), forbidden
  //         (403), precondition_failed (412), precondition_required (428), not_found (404: also
  //         what is not the caller's), malformed (400: conditions that contradict each other),
  //         unavailable (503), storage_full (507).
  virtual void submit(Command command, Completion completion) = 0;

  // POST Task/{id}/$read: a person at the caller's unit has read it (R3). Recorded as an event of
  // its own; for an owner without endpoint it is also the receipt, because opening ends the
  // waiting. Outcome::done holds the Task as it is afterwards.
  //
  // Errors: as submit(); invalid (EXCHANGE-PERSON-REQUIRED) if `caller.person` is missing.
  virtual void mark_read(Caller caller, std::string task_id, Completion completion) = 0;

  // Writes the record of a refused caller. A front gives its answer in `recorded`: nobody tries the
  // door unseen (T22), and without a record the answer is the error of the store.
  //
  // Errors: unavailable, storage_full.
  virtual void turn_away(TurnedAway refused, Recorded recorded) = 0;
};

}  // namespace gateway::exchange
