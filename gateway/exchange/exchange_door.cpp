#include "gateway/exchange/exchange_door.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "gateway/codec/json_writer.hpp"
#include "gateway/exchange/own_match.hpp"
#include "gateway/exchange/read_mark.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::exchange {

struct ExchangeDoor::Run {
  Underway::Mark mark;  // goes last
  Command command;
  Completion completion;
  std::string read_task;  // of mark_read(): the Task's id
  unsigned attempts = 0;
  bool is_entered = false;
  bool may_block = true;  // false on the writer's thread
  // What the last attempt wants to write, for the answer.
  struct Written {
    store::ResourceRef ref;
    fhir::Resource tree;
    bool created;
    bool deleted = false;
    std::optional<store::StoredResource> present = {};  // it was left as it is

    // `time` is that of the commit.
    Done done(Instant time) &&;
  };
  std::vector<Written> written;
  fhir::IssueLog warnings;
  std::optional<Outcome> replayed;

  store::IdempotencyKey key() const { return {command.caller.org, command.idempotent->request_id}; }
};

namespace {

Error no_room() {
  return {
      ErrorKind::unavailable, "EXCHANGE-NO-ROOM", "there is no room for the work now: try again"};
}

// A lost race is prepared again; what the client itself expected is not.
bool is_lost_race(const Error& error) {
  return error.kind == ErrorKind::conflict &&
         (error.id == "STORE-READ-SET" || error.id == "STORE-VERSION" ||
          error.id == "STORE-IDEMPOTENCY" || error.id == "STORE-FENCE");
}

bool has_identifier(const fhir::Resource& tree, const OnlyOnce& once) {
  return std::ranges::any_of(tree.root().children("identifier"), [&once](fhir::Node each) {
    return each.child("system").value() == once.system && each.child("value").value() == once.value;
  });
}

Error still_referred() {
  return {ErrorKind::conflict,
          "EXCHANGE-DELETE-REFERRED",
          "another resource of the caller points at this one"};
}

std::string render(const store::ResourceRef& ref, const fhir::Resource& tree, Instant time) {
  Changes changes(tree);
  changes.put("id", ref.id);
  changes.set_meta(std::to_string(ref.version), fhir::to_text(time));
  return codec::to_json(changes.apply());
}

}  // namespace

Done ExchangeDoor::Run::Written::done(Instant time) && {
  if (present) return {ref, present->last_updated, false, std::move(present->json)};
  return {ref, time, created, deleted ? std::string() : render(ref, tree, time)};
}

void ExchangeDoor::submit(Command command, Completion completion) {
  auto run = std::make_unique<Run>(underway_.begin());
  run->command = std::move(command);
  run->completion = std::move(completion);
  enter(std::move(run));
}

void ExchangeDoor::mark_read(Caller caller, std::string task_id, Completion completion) {
  auto run = std::make_unique<Run>(underway_.begin());
  run->command.caller = std::move(caller);
  run->completion = std::move(completion);
  run->read_task = std::move(task_id);
  enter(std::move(run));
}

void ExchangeDoor::later(Run& run, std::move_only_function<void()> task) {
  // The task owns the run: it is alive until the task has been called, and may end before the
  // executor has taken leave of this thread.
  const auto mark = underway_.begin();
  run.may_block = true;
  if (around_.executor.post(task)) return;
  run.may_block = false;
  task();
}

void ExchangeDoor::let_go(PendingRequests::Waiter waiter, bool may_block) {
  const auto mark = underway_.begin();
  std::move_only_function<void()> task = [waiter = std::move(waiter), may_block]() mutable {
    waiter(may_block);
  };
  // A full executor: the work is done here if this thread may, and refused if not.
  if (may_block) {
    if (!around_.executor.post(task)) task();
  } else {
    task();
  }
}

void ExchangeDoor::enter(RunPtr run) {
  if (!run->command.idempotent) return attempt(std::move(run));
  const bool is_first = pending_.enter(run->key(), [this, &run] {
    return [this, waiting = std::move(run)](bool may_go_on) mutable {
      if (may_go_on) return enter(std::move(waiting));
      answer(std::move(waiting), std::unexpected(fhir::Failure(no_room())));
    };
  });
  if (!is_first) return;
  run->is_entered = true;
  attempt(std::move(run));
}

// The answer of the same request, if it was given before. Errors: conflict, if it was another one.
fhir::Checked<bool> ExchangeDoor::replay(Run& run) {
  if (!run.command.idempotent) return false;
  GATEWAY_TRY(const auto hit, around_.reader.find_idempotent(run.key()));
  if (!hit) return false;
  if (hit->row.request_hash != run.command.idempotent->request_hash) {
    return exchange::refuse(ErrorKind::conflict,
                            "EXCHANGE-IDEMPOTENCY-REUSED",
                            "the request id was used for another request");
  }
  Outcome outcome;
  outcome.replayed = true;
  outcome.note = hit->row.note;
  for (const store::ResourceRef& ref : hit->row.answer) {
    GATEWAY_TRY(auto stored, around_.reader.find_version(run.command.caller.org, ref));
    if (!stored) continue;  // erased since; the rest of the answer stands
    outcome.done.push_back({ref, stored->last_updated, ref.version == 1, std::move(stored->json)});
  }
  run.replayed = std::move(outcome);
  return true;
}

// The note of the first answer to a request that counts only once; nothing, if this is the first.
fhir::Checked<std::optional<std::string>> ExchangeDoor::note_of_first(Run& run,
                                                                      Snapshot& snapshot) {
  if (!run.command.only_once) return std::optional<std::string>();
  const OnlyOnce& once = *run.command.only_once;
  const store::OrgKey org = run.command.caller.org;
  GATEWAY_TRY(const auto own, find_own(snapshot, org, {once.type, once.system, once.value}));
  bool is_taken = false;
  for (const store::ResourceRef& ref : own) {
    GATEWAY_TRY(const auto stored, around_.reader.find_version(org, {ref.type, ref.id, 1}));
    if (!stored) continue;
    GATEWAY_TRY(const fhir::Resource tree, read_stored(*stored, around_.types()));
    // The index folds case; an identifier of ours does not.
    if (!has_identifier(tree, once)) continue;
    if (auto note = once.note_of(tree)) return note;
    is_taken = true;
  }
  if (!is_taken) return std::optional<std::string>();
  return exchange::refuse(ErrorKind::conflict,
                          "EXCHANGE-IDEMPOTENCY-REUSED",
                          "the request id was used for another request");
}

fhir::Checked<void> ExchangeDoor::prepare(Run& run, Work& work) {
  if (run.read_task.empty()) return decide(work, run.command.changes);
  return decide_read_mark(work, run.read_task);
}

// In the order of the changes.
void ExchangeDoor::note_written(Run& run, Work& work) {
  run.written.clear();
  std::map<const Change*, const Draft*> drafts;
  for (const Draft& draft : work.drafts()) {
    drafts.emplace(draft.change, &draft);
    if (!run.read_task.empty()) run.written.push_back({draft.ref, draft.tree, false});
  }
  for (const Change& change : run.command.changes) {
    if (const auto draft = drafts.find(&change); draft != drafts.end()) {
      const Draft& made = *draft->second;
      run.written.push_back({made.ref, made.tree, made.before == nullptr, made.deleted});
    } else if (const Seen* present = work.kept(change); present != nullptr) {
      run.written.push_back({present->stored.ref, present->tree, false, false, present->stored});
    }
  }
}

void ExchangeDoor::attempt(RunPtr run) {
  auto replayed = replay(*run);
  if (!replayed) return refuse(std::move(run), std::move(replayed).error());
  if (*replayed) {
    Outcome outcome = std::move(*run->replayed);
    return answer(std::move(run), std::move(outcome));
  }
  ++run->attempts;
  Snapshot snapshot(around_.reader, around_.extractor);
  Work work(run->command.caller, snapshot, *around_.directory, around_.clock.now(), around_.random);
  work.set_origin(run->command.origin);
  work.set_message_id(run->command.message_id);
  auto first = note_of_first(*run, snapshot);
  if (!first) return refuse(std::move(run), std::move(first).error());
  if (*first) {
    Outcome again;
    again.replayed = true;
    again.note = std::move(**first);
    return answer(std::move(run), std::move(again));
  }
  auto prepared = prepare(*run, work);
  if (!prepared) return refuse(std::move(run), std::move(prepared).error());
  note_written(*run, work);
  run->warnings = work.warnings();
  auto unit = finish_unit(work, around_.writer);
  if (!unit) return refuse(std::move(run), std::move(unit).error());
  commit(std::move(run), std::move(*unit));
}

void ExchangeDoor::commit(RunPtr run, store::WriteUnit unit) {
  if (run->command.idempotent) {
    const Idempotent& asked = *run->command.idempotent;
    store::IdempotencyRow row{run->key(), asked.request_hash, asked.status, {}, asked.note};
    for (const auto& each : run->written)
      row.answer.push_back(each.ref);
    unit.idempotency = std::move(row);
  }
  around_.writer.submit(
      std::move(unit), [this, run = std::move(run)](Result<store::Committed> result) mutable {
        Run& working = *run;
        later(working, [this, run = std::move(run), result = std::move(result)]() mutable {
          committed(std::move(run), std::move(result));
        });
      });
}

void ExchangeDoor::committed(RunPtr run, Result<store::Committed> result) {
  if (!result && is_lost_race(result.error())) {
    if (!run->may_block) return answer(std::move(run), std::unexpected(fhir::Failure(no_room())));
    if (run->attempts < kMaxAttempts) return attempt(std::move(run));
    return refuse(std::move(run),
                  Error{ErrorKind::conflict,
                        "EXCHANGE-BUSY",
                        "what the request rests on changes too often: read again"});
  }
  if (!result && result.error().id == "STORE-REFERRED") {
    return refuse(std::move(run), still_referred());
  }
  if (!result) return answer(std::move(run), std::unexpected(fhir::Failure(result.error())));
  Outcome outcome;
  for (auto& each : run->written) {
    outcome.done.push_back(std::move(each).done(result->last_updated));
  }
  outcome.warnings = std::move(run->warnings);
  if (!run->read_task.empty() && outcome.done.empty() && run->may_block) {
    return answer_read(std::move(run));
  }
  answer(std::move(run), std::move(outcome));
}

// The Task as it is: reading it has not changed it.
void ExchangeDoor::answer_read(RunPtr run) {
  auto found = around_.reader.find(run->command.caller.org, "Task", run->read_task);
  if (!found) return answer(std::move(run), std::unexpected(fhir::Failure(found.error())));
  Outcome outcome;
  if (*found) {
    store::StoredResource& task = **found;
    outcome.done.push_back({task.ref, task.last_updated, false, std::move(task.json)});
  }
  answer(std::move(run), std::move(outcome));
}

// A refusal is recorded before it is told (security.md, T22).
void ExchangeDoor::refuse(RunPtr run, fhir::Failure failure) {
  store::AuditRecord record;
  record.event = "refused";
  record.action = 'E';
  record.outcome = 4;
  record.org = run->command.caller.org;
  record.system = run->command.caller.system_hsa_id;
  record.certificate = run->command.caller.certificate;
  record.request_id = run->command.caller.request_id;
  record.detail = failure.error.id;
  around_.writer.record(
      {std::move(record)},
      [this, run = std::move(run), failure = std::move(failure)](
          Result<store::Committed> result) mutable {
        if (!result) failure = fhir::Failure(std::move(result).error());
        Run& working = *run;
        later(working, [this, run = std::move(run), failure = std::move(failure)]() mutable {
          answer(std::move(run), std::unexpected(std::move(failure)));
        });
      });
}

void ExchangeDoor::turn_away(TurnedAway refused, Recorded recorded) {
  store::AuditRecord record;
  record.event = "caller-refused";
  record.action = 'E';
  record.outcome = 8;
  record.system = std::move(refused.identity.hsa_id);
  record.certificate = std::move(refused.identity.fingerprint);
  record.request_id = std::move(refused.request_id);
  record.detail = std::move(refused.reason);
  around_.writer.record(
      {std::move(record)},
      [this, mark = underway_.begin(), recorded = std::move(recorded)](
          Result<store::Committed> result) mutable {
        Result<void> written;
        if (!result) written = std::unexpected(std::move(result).error());
        std::move_only_function<void()> task = [mark = underway_.begin(),
                                                recorded = std::move(recorded),
                                                written = std::move(written)]() mutable {
          recorded(std::move(written));
        };
        if (!around_.executor.post(task)) task();
      });
}

void ExchangeDoor::answer(RunPtr run, fhir::Checked<Outcome> outcome) {
  if (run->is_entered) {
    for (auto& waiter : pending_.leave(run->key()))
      let_go(std::move(waiter), run->may_block);
  }
  run->completion(std::move(outcome));
}

}  // namespace gateway::exchange
