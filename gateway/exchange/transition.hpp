// Transition: reads the difference between two versions as the one step of a machine that it means.
#pragma once

#include <string>

#include "gateway/exchange/machine.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/node.hpp"

namespace gateway::exchange {

struct Step {
  Machine machine = Machine::referral;
  Status from = Status::none;
  Status to = Status::none;
  std::uint8_t roles = 0;      // of the caller, Role
  std::string_view word = {};  // known_word() of the new businessStatus
};

// Errors: conflict (EXCHANGE-NO-TRANSITION: no row, with the status and the legal actions as
//         issues), forbidden (EXCHANGE-ROLE: the step is another party's).
fhir::Checked<const Row*> find_row(const Step& step);

// Errors: invalid (EXCHANGE-ELEMENT-FIXED, an issue for each element that this step leaves alone).
fhir::Checked<void> check_changed_parts(const Row& row, fhir::Node before, fhir::Node after);

// Information issues: the current status, and the codes of what these roles may do from it.
void add_legal_actions(Machine machine, Status from, std::uint8_t roles, fhir::IssueLog& issues);

// "requested>received:receive", for audit.
std::string describe(const Row& row);

}  // namespace gateway::exchange
