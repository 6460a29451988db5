// A door and a reading side that answer what a test tells them, and remember what they were asked.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/exchange/door.hpp"
#include "gateway/exchange/reading.hpp"

namespace gateway::test {

class FakeDoor final : public exchange::Door {
 public:
  void submit(exchange::Command command, exchange::Completion completion) override {
    commands.push_back(std::move(command));
    completion(answer());
  }
  void mark_read(exchange::Caller caller,
                 std::string task_id,
                 exchange::Completion completion) override {
    read_by.push_back(std::move(caller));
    read_tasks.push_back(std::move(task_id));
    completion(answer());
  }
  void turn_away(exchange::TurnedAway refused, exchange::Recorded recorded) override {
    turned_away.push_back(std::move(refused));
    if (record_failure) return recorded(std::unexpected(*record_failure));
    recorded({});
  }

  void accept(exchange::Outcome outcome) {
    answer = [this, outcome = std::move(outcome)]() mutable {
      outcome.replayed = replay;
      return fhir::Checked<exchange::Outcome>(outcome);
    };
  }
  void refuse(fhir::Failure failure) {
    answer = [failure = std::move(failure)] {
      return fhir::Checked<exchange::Outcome>(std::unexpected(failure));
    };
  }

  std::vector<exchange::Command> commands;
  std::vector<exchange::Caller> read_by;
  std::vector<std::string> read_tasks;
  std::vector<exchange::TurnedAway> turned_away;
  std::optional<Error> record_failure;
  std::function<fhir::Checked<exchange::Outcome>()> answer = [] {
    return fhir::Checked<exchange::Outcome>(exchange::Outcome());
  };
  bool replay = false;  // as Outcome::replayed of what accept() was given
};

class FakeReading final : public exchange::Reading {
 public:
  struct Asked {
    std::string what;
    std::string type;
    std::string id;
    std::optional<std::uint32_t> version;
    store::OrgKey org = store::kEveryone;
  };

  void read(const exchange::Caller& caller,
            std::string type,
            std::string id,
            std::optional<std::uint32_t> version,
            exchange::Prepare<store::StoredResource> prepare) override {
    asked.push_back({"read", std::move(type), std::move(id), version, caller.org});
    if (failure) return release(prepare(std::unexpected(*failure)));
    release(prepare(stored));
  }
  void history(const exchange::Caller& caller,
               const exchange::HistoryQuestion& question,
               exchange::Prepare<store::HistoryPage> prepare) override {
    const auto& [type, id, range] = question;
    asked.push_back({"history", type, id, {}, caller.org});
    ranges.push_back(range);
    if (failure) return release(prepare(std::unexpected(*failure)));
    store::HistoryPage found{.total = versions.size()};
    for (const store::StoredResource& version : versions) {
      if (range.after && std::int64_t{version.ref.version} >= range.after->key) continue;
      if (found.versions.size() == range.count) {
        found.next = {.last_updated = 17, .key = found.versions.back().ref.version};
        break;
      }
      found.versions.push_back(version);
    }
    release(prepare(std::move(found)));
  }
  void search(const exchange::Caller& caller,
              search::Query query,
              exchange::Prepare<store::SearchPage> prepare) override {
    asked.push_back({"search", query.type, {}, {}, caller.org});
    queries.push_back(std::move(query));
    if (failure) return release(prepare(std::unexpected(*failure)));
    release(prepare(page));
  }
  void actions(const exchange::Caller& caller,
               std::string task_id,
               exchange::Prepare<fhir::Resource> prepare) override {
    asked.push_back({"actions", "Task", std::move(task_id), {}, caller.org});
    if (failure || !parameters) return release(prepare(std::unexpected(failure.value_or(Error{}))));
    release(prepare(*parameters));
  }

  // As the store does once the audit record is durable, or with why it is not.
  void release(exchange::Release prepared) const {
    if (record_failure) return prepared(std::unexpected(*record_failure));
    prepared({});
  }

  std::optional<Error> record_failure;
  std::vector<Asked> asked;
  std::vector<search::Query> queries;
  std::vector<store::HistoryRange> ranges;
  std::optional<fhir::Failure> failure;
  store::StoredResource stored;
  std::vector<store::StoredResource> versions;
  store::SearchPage page;
  std::optional<fhir::Resource> parameters;
};

}  // namespace gateway::test
