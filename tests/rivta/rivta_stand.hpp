// What the tests of this front share: definitions and schemas, loaded once, and a front behind
// which a door writes down what it is given.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/conformance/definitions.hpp"
#include "gateway/exchange/door.hpp"
#include "gateway/rivta/process_request_front.hpp"
#include "gateway/rivta/xsd_check.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/support/sequence_random.hpp"

namespace gateway::test {

const conformance::Definitions& definitions();
const rivta::XmlLibrary& xml_library();
const rivta::XsdCheck& schemas();

// The folder of shared formats; empty if it is not there.
std::string shared_folder();

// Accepts every command, or answers with `refusal`.
class RecordingDoor final : public exchange::Door {
 public:
  void submit(exchange::Command command, exchange::Completion completion) override;
  void mark_read(exchange::Caller, std::string, exchange::Completion) override {}
  void turn_away(exchange::TurnedAway refused, exchange::Recorded recorded) override {
    turned_away.push_back(std::move(refused));
    if (record_failure) return recorded(std::unexpected(*record_failure));
    recorded({});
  }

  std::vector<exchange::Command> commands;
  std::vector<exchange::TurnedAway> turned_away;
  std::optional<Error> record_failure;
  std::optional<fhir::Failure> refusal;
  bool replays = false;
  std::string first_note;
};

// The school's system may act for SKOLA1; BUP1 is known too.
class Stand {
 public:
  Stand();

  wire::Request request(std::string body) const;
  wire::Response send(wire::Request request);
  wire::Response send(std::string body) { return send(request(std::move(body))); }

  RecordingDoor& door() { return door_; }
  const MemoryLog& log() const { return sink_; }

 private:
  RecordingDoor door_;
  MemoryLog sink_;
  ManualClock clock_;
  Log log_{sink_, clock_};
  SequenceRandom random_;
  std::unique_ptr<rivta::ProcessRequestFront> front_;
};

// The text between <name...> and </...name>, whatever the prefix; empty if there is none.
std::string element_text(const std::string& xml, std::string_view name);

}  // namespace gateway::test
