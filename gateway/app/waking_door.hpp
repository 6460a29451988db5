// WakingDoor: the exchange's door, and after each change a word to the dispatcher that something
// may be due.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "gateway/exchange/door.hpp"

namespace gateway::app {

// THREADS: any.
class WakingDoor final : public exchange::Door {
 public:
  WakingDoor(exchange::Door& door, std::function<void()> wake)
      : door_(&door), wake_(std::move(wake)) {}

  void submit(exchange::Command command, exchange::Completion completion) override {
    door_->submit(std::move(command), then_wake(std::move(completion)));
  }
  void mark_read(exchange::Caller caller,
                 std::string task_id,
                 exchange::Completion completion) override {
    door_->mark_read(std::move(caller), std::move(task_id), then_wake(std::move(completion)));
  }
  void turn_away(exchange::TurnedAway refused, exchange::Recorded recorded) override {
    door_->turn_away(std::move(refused), std::move(recorded));
  }

 private:
  exchange::Completion then_wake(exchange::Completion completion) {
    return [this, done = std::move(completion)](fhir::Checked<exchange::Outcome> outcome) mutable {
      const bool changed = outcome.has_value() && !outcome->replayed;
      done(std::move(outcome));
      if (changed) wake_();
    };
  }

  exchange::Door* door_;
  std::function<void()> wake_;
};

}  // namespace gateway::app
