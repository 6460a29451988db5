#include "gateway/exchange/directory.hpp"

#include <algorithm>

namespace gateway::exchange {
namespace {

constexpr std::string_view kOrganization = "Organization/";
constexpr std::string_view kHealthcareService = "HealthcareService/";

const Unit* find_unit(std::span<const Unit> units, const auto& matches) noexcept {
  const auto found = std::ranges::find_if(units, matches);
  return found == units.end() ? nullptr : &*found;
}

}  // namespace

const Unit* Directory::find_by_hsa_id(std::string_view hsa_id) const noexcept {
  return find_unit(units_, [hsa_id](const Unit& unit) { return unit.hsa_id == hsa_id; });
}

const Unit* Directory::find_by_key(store::OrgKey key) const noexcept {
  return find_unit(units_, [key](const Unit& unit) { return unit.key == key; });
}

const Unit* Directory::find_by_reference(std::string_view reference) const noexcept {
  if (reference.starts_with(kOrganization)) {
    const std::string_view id = reference.substr(kOrganization.size());
    return find_unit(units_, [id](const Unit& unit) { return unit.id == id; });
  }
  if (!reference.starts_with(kHealthcareService)) return nullptr;
  const std::string_view id = reference.substr(kHealthcareService.size());
  return find_unit(units_, [id](const Unit& unit) {
    return std::ranges::find(unit.services, id) != unit.services.end();
  });
}

Result<Caller> Directory::identify(const security::ClientIdentity& identity,
                                   std::string_view acting_unit) const {
  const auto system = std::ranges::find_if(systems_, [&](const System& each) {
    return each.issuer == identity.issuer && each.hsa_id == identity.hsa_id;
  });
  if (system == systems_.end()) {
    return fail(ErrorKind::unauthenticated,
                "DIRECTORY-SYSTEM-UNKNOWN",
                "the certificate belongs to no registered system");
  }
  if (acting_unit.empty() && system->units.size() != 1) {
    return fail(ErrorKind::invalid,
                "DIRECTORY-UNIT-NOT-NAMED",
                "the system acts for several units: name one in X-Acting-Unit");
  }
  const std::string_view named = acting_unit.empty() ? system->units.front() : acting_unit;
  const Unit* unit = find_by_hsa_id(named);
  const bool is_listed = std::ranges::find(system->units, named) != system->units.end();
  if (!is_listed || unit == nullptr) {
    return fail(ErrorKind::forbidden,
                "DIRECTORY-UNIT-NOT-LISTED",
                "the system may not act for the named unit");
  }
  Caller caller;
  caller.org = unit->key;
  caller.unit_hsa_id = unit->hsa_id;
  caller.organization_id = unit->id;
  caller.system_hsa_id = system->hsa_id;
  caller.certificate = identity.fingerprint;
  return caller;
}

}  // namespace gateway::exchange
