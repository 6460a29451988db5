// Caller: on whose behalf a request acts (architecture.md, 5d).
#pragma once

#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/store/rows.hpp"

namespace gateway::exchange {

// As stated by the calling system; needed for the steps a human takes.
struct Person {
  std::string id;    // HSA-id or another identifier of the person
  std::string role;  // code or text of the role
};

// A certificate names a system, the directory lists the units it may act for, and one of them acts.
// Access, idempotency and limits go by unit; audit keeps certificate, unit and person.
struct Caller {
  store::OrgKey org = store::kEveryone;  // acting unit
  std::string unit_hsa_id;
  std::string organization_id;  // logical id of the unit's Organization
  std::string system_hsa_id;
  std::string certificate;  // SHA-256 fingerprint, hex
  std::optional<Person> person;
  std::string request_id;      // our id of the HTTP request, for log and audit
  std::string correlation_id;  // X-Correlation-ID; empty if none
};

}  // namespace gateway::exchange
