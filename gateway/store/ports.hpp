// The ports of the store. SQLite is behind them; PostgreSQL joins it behind the same contract
// tests.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/store/audit_question.hpp"
#include "gateway/store/rows.hpp"

namespace gateway::store {

struct SearchPage {
  std::vector<StoredResource> matches;
  std::optional<search::Position> next;  // set if there is more
  std::optional<std::size_t> total;      // if asked for
  std::vector<StoredResource> included = {};  // Query::includes; each once, and no match
};

// Which versions a history shows.
struct HistoryRange {
  std::optional<search::Position> after = {};  // the page before ended here
  std::size_t count = 0;                       // page size, at most 1,000
  Instant since = Instant::min();              // made at or after this
  Instant made_before = Instant::max();        // made before this
  Instant current_since = Instant::min();      // the newest of their resource that the organisation
                                               // has of this time, or later
};

struct HistoryPage {
  std::vector<StoredResource> versions = {};  // newest first
  std::optional<search::Position> next = {};  // set if there is more
  // Versions that the question finds, whatever page is asked for; nothing if they were not counted.
  std::optional<std::size_t> total = {};
};

struct IdempotencyHit {
  IdempotencyRow row;
  Instant last_updated;
};

struct Obligation {  // one line of the promise ledger
  std::int64_t id = 0;
  OutboxWrite what;
  std::int64_t event = 0;
  DeliveryState state = DeliveryState::queued;
  unsigned attempts = 0;
  Instant created = {};
  std::optional<Instant> received = {};
  std::string outcome_code;
  std::int64_t fence = 0;  // for an OutboxUpdate without a claim: cancel, replay
  // Given by undelivered() only:
  std::optional<Instant> due = {};  // of the next attempt; while it is sent, the end of the lease
  std::optional<Disclosure> disclosure = {};
};

// Reads see what is committed, at once (read-your-writes), and never wait for a writer. Every call
// is led by an organisation: it sees its own view and what lies under kEveryone, and no row of
// another organisation is touched.
//
// THREADS: any. Calls block on the disk; not for I/O threads.
// Errors: unavailable (the database cannot be read), internal (it is damaged), gone (STORE-ERASED,
// of
//         find and find_version: the organisation's key for the child was destroyed; history and
//         search leave such versions out).
class Reader {
 public:
  using AuditRow = store::AuditRow;

  virtual ~Reader() = default;

  // The current version in the organisation's view; nullopt if it has none. A deleted one is
  // returned with `deleted`.
  virtual Result<std::optional<StoredResource>> find(OrgKey org,
                                                     std::string_view type,
                                                     std::string_view id) = 0;
  virtual Result<std::optional<StoredResource>> find_version(OrgKey org,
                                                             const ResourceRef& ref) = 0;
  // Versions granted to the organisation, by the time they were made: of a resource, of a type
  // (empty id), or of everything (both empty). What others write meanwhile moves no page.
  virtual Result<HistoryPage> history(OrgKey org,
                                      std::string_view type,
                                      std::string_view id,
                                      const HistoryRange& range) = 0;
  // A range criterion finds what shares a moment with it, or lies within it, as its RangeTest says.
  // At most 1,000 matches a page.
  // Errors: too_costly (STORE-SEARCH-LIMIT: more than 500 values, or a recheck of more than
  //         search::kMaxRechecked resources; STORE-LINK-LIMIT, STORE-INCLUDE-LIMIT).
  virtual Result<SearchPage> search(OrgKey org, const search::Query& query) = 0;

  virtual Result<std::optional<IdempotencyHit>> find_idempotent(const IdempotencyKey& key) = 0;
  // Epochs never bumped have the value 0.
  virtual Result<std::int64_t> epoch(std::string_view name) = 0;
  // The child that any organisation knows by one of these identifiers ("system|value"), or nullopt.
  virtual Result<std::optional<ChildKey>> find_child(
      const std::vector<std::string>& identifiers) = 0;
  // What the organisation sent or is to receive about a case, oldest first.
  virtual Result<std::vector<Obligation>> obligations(OrgKey org,
                                                      std::string_view correlation_id) = 0;
  // What is about the child and was neither received nor cancelled, of all senders, oldest first;
  // for a withdrawal, which stops it wherever it is.
  virtual Result<std::vector<Obligation>> undelivered(ChildKey child) = 0;
  // What is for the organisation, in the order of its event numbers, beyond `after`.
  virtual Result<std::vector<Obligation>> messages_to(OrgKey receiver,
                                                      std::int64_t after,
                                                      std::size_t count) = 0;
  // Records of what the organisation's unit did, and of who made versions that it holds.
  virtual Result<AuditPage> audit_of(OrgKey org, const AuditQuestion& question) = 0;
  // The record at a place; nullopt if there is none, or none of those.
  virtual Result<std::optional<AuditRow>> audit_at(OrgKey org, const AuditPlace& place) = 0;
  // Decrypted audit records of everyone in commit order, from batch `from` on; for checks by an
  // operator.
  virtual Result<std::vector<AuditRow>> audit(std::int64_t from, std::size_t batches) = 0;
};

// A message handed to one dispatcher under a lease.
struct Claim {
  std::int64_t id = 0;
  std::int64_t fence = 0;
  std::int64_t event = 0;  // gap-free number per receiver
  unsigned attempts = 0;   // this one included
  unsigned ends = 0;  // of the process while this message was in hand (InHand), in this attempt
  Instant created;
  OutboxWrite what;
  std::optional<Disclosure> disclosure;
  std::optional<std::int64_t> disclosure_key;  // for Grant::recorded
};

struct ClaimRequest {
  Instant now;
  std::chrono::microseconds lease{std::chrono::seconds(60)};
  std::size_t limit = 64;
  std::size_t per_receiver = 16;
  std::vector<OrgKey> skip;  // receivers whose circuit is open
};

// The write side. gateway/exchange is its only caller (tests/architecture).
//
// Completions run on the writer's thread, after the commit that made the unit durable; they must
// not block. A unit that fails leaves no trace and takes no other unit with it.
//
// THREADS: any.
class Writer {
 public:
  virtual ~Writer() = default;

  using Completion = std::move_only_function<void(Result<Committed>)>;

  // Encrypts and lays out the rows on the calling thread, then queues the unit for group commit.
  //
  // Errors (by completion): conflict (the read set no longer holds: id STORE-READ-SET; a resource
  // is
  //         not at the expected version: STORE-VERSION; an idempotency key is taken:
  //         STORE-IDEMPOTENCY; a fence is old: STORE-FENCE), unavailable (the queue is full, before
  //         any work; or COMMIT failed; or an fsync failed once, and then for good), storage_full,
  //         too_large, internal. A group whose transaction is lost fails as a whole.
  virtual void submit(WriteUnit unit, Completion completion) = 0;

  // Only audit records: the completion says that they are durable. Batched with everything else.
  virtual void record(std::vector<AuditRecord> records, Completion completion) = 0;

  // Claims due messages: per child and receiver the next one waits until the one before it is
  // received or set aside, unless it overtakes; messages without a child wait for nothing.
  // Increases `attempts` and commits before it answers.
  virtual void claim(ClaimRequest request,
                     std::move_only_function<void(Result<std::vector<Claim>>)> completion) = 0;

  // Blocking; for start-up and first sight of a child. The key of a unit, made when it is new.
  virtual Result<OrgKey> ensure_organisation(std::string_view hsa_id) = 0;
  // The child known by any of these identifiers ("system|value"); made when none is known. Further
  // identifiers are added to it. Errors: conflict (they belong to different children).
  virtual Result<ChildKey> ensure_child(const std::vector<std::string>& identifiers) = 0;
};

}  // namespace gateway::store
