// ExchangeDoor: the door over the store's ports.
#pragma once

#include <memory>

#include "gateway/base/underway.hpp"
#include "gateway/exchange/decide.hpp"
#include "gateway/exchange/exchange.hpp"
#include "gateway/exchange/pending_requests.hpp"

namespace gateway::exchange {

inline constexpr unsigned kMaxAttempts = 5;

// THREADS: any.
class ExchangeDoor final : public Door {
 public:
  ExchangeDoor(const Surroundings& around, Underway& underway)
      : around_(around), underway_(underway) {}

  void submit(Command command, Completion completion) override;
  void mark_read(Caller caller, std::string task_id, Completion completion) override;
  void turn_away(TurnedAway refused, Recorded recorded) override;

 private:
  // One command from its first attempt to its answer.
  struct Run;
  using RunPtr = std::unique_ptr<Run>;

  void enter(RunPtr run);
  void note_written(Run& run, Work& work);
  void attempt(RunPtr run);
  void commit(RunPtr run, store::WriteUnit unit);
  void committed(RunPtr run, Result<store::Committed> result);
  fhir::Checked<void> prepare(Run& run, Work& work);
  fhir::Checked<bool> replay(Run& run);
  fhir::Checked<std::optional<std::string>> note_of_first(Run& run, Snapshot& snapshot);
  void answer_read(RunPtr run);
  void refuse(RunPtr run, fhir::Failure failure);
  void answer(RunPtr run, fhir::Checked<Outcome> outcome);
  // Runs `task` on the executor; if that is full, here and now, with `run.may_block` false.
  void later(Run& run, std::move_only_function<void()> task);
  void let_go(PendingRequests::Waiter waiter, bool may_block);

  Surroundings around_;
  Underway& underway_;
  PendingRequests pending_;
};

}  // namespace gateway::exchange
