// Directory: organisations, their services and systems, and who may act for whom.
//
// An immutable snapshot. The first cut is read from a YAML file at start (docs/configuration.md).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/exchange/caller.hpp"
#include "gateway/security/client_certificate.hpp"
#include "gateway/store/rows.hpp"

namespace gateway::exchange {

// A system: the holder of a certificate.
struct System {
  std::string issuer;  // ClientIdentity::issuer
  std::string hsa_id;
  std::vector<std::string> units;  // HSA-ids of the units it may act for
};

// Where and how a unit takes messages. Without one, its items wait in its inbox.
struct UnitEndpoint {
  std::string url;
  std::string system_hsa_id;  // serialNumber of its server certificate
};

struct Unit {
  store::OrgKey key = store::kEveryone;  // given by the store at start
  std::string hsa_id;
  std::string id;  // logical id of its Organization
  std::string name;
  std::string kind;       // code: bup, bumm, habilitation, social-services, school
  std::string principal;  // HSA-id of the responsible authority (huvudman)
  std::string secrecy;    // code: region, social-services, school, school-health, private
  std::optional<UnitEndpoint> endpoint;
  std::vector<std::string> services;  // logical ids of its HealthcareServices
  std::string rivta_basis;  // coded legal basis that its RIV-TA referrals rest on; empty: none
};

// THREADS: immutable.
class Directory {
 public:
  Directory(std::vector<Unit> units, std::vector<System> systems)
      : units_(std::move(units)), systems_(std::move(systems)) {}

  std::span<const Unit> units() const noexcept { return units_; }
  std::span<const System> systems() const noexcept { return systems_; }
  const Unit* find_by_hsa_id(std::string_view hsa_id) const noexcept;
  const Unit* find_by_key(store::OrgKey key) const noexcept;
  // The unit that a reference means: "Organization/{id}", "HealthcareService/{id}".
  const Unit* find_by_reference(std::string_view reference) const noexcept;

  // Who calls. `acting_unit` is the X-Acting-Unit header (HSA-id) or a message's own sender; it may
  // be empty when the system acts for one unit only.
  //
  // Errors: unauthenticated (the certificate is no registered system), forbidden (the unit is not
  //         listed for it), precondition_required is not used; invalid (several units and none
  //         named).
  Result<Caller> identify(const security::ClientIdentity& identity,
                          std::string_view acting_unit) const;

 private:
  std::vector<Unit> units_;
  std::vector<System> systems_;
};

}  // namespace gateway::exchange
