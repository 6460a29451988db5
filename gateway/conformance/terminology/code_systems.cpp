#include "gateway/conformance/terminology/code_systems.hpp"

#include "gateway/conformance/packages/package_version.hpp"
#include "gateway/conformance/terminology/system_rules.hpp"

namespace gateway::conformance {

Result<std::shared_ptr<const CodeSystem>> CodeSystems::find(std::string_view canonical) {
  if (const auto kept = kept_.find(canonical)) return *kept;
  GATEWAY_TRY(const auto definition, source_.find("CodeSystem", canonical));
  std::shared_ptr<const CodeSystem> system;
  if (definition) {
    const auto supplements = supplements_.find(split_canonical(canonical).url);
    const auto with =
        supplements == supplements_.end() ? std::span<const fhir::Resource>() : supplements->second;
    GATEWAY_TRY(system, CodeSystem::make(*definition, with, limits_));
  }
  kept_.put(canonical, system, 1 + (system ? system->size() : 0));
  return system;
}

void CodeSystems::add_supplement(const fhir::Resource& supplement) {
  const std::string_view system =
      split_canonical(supplement.root().child("supplements").value()).url;
  if (system.empty()) return;
  supplements_[std::string(system)].push_back(supplement);
  forget();
}

void CodeSystems::forget() {
  kept_.clear();
  ++revision_;
}

Membership knows_code(const CodeSystem* system, std::string_view url, std::string_view code) {
  if (system != nullptr && system->content() != SystemContent::supplement) {
    if (system->find(code)) return Membership::in;
    if (system->is_complete()) return Membership::not_in;
  }
  return check_by_rule(url, code);
}

Result<Membership> CodeSystems::knows(std::string_view canonical, std::string_view code) {
  GATEWAY_TRY(const auto system, find(canonical));
  return knows_code(system.get(), split_canonical(canonical).url, code);
}

Subsumption subsumption(const CodeSystem& system, CodeSystem::Index a, CodeSystem::Index b) {
  if (a == b) return Subsumption::equivalent;
  if (!system.has_subsumption()) return Subsumption::cannot_tell;
  if (system.is_a(b, a)) return Subsumption::subsumes;
  if (system.is_a(a, b)) return Subsumption::subsumed_by;
  return system.is_complete() ? Subsumption::not_subsumed : Subsumption::cannot_tell;
}

Result<Subsumption> CodeSystems::subsumes(std::string_view canonical,
                                          std::string_view a,
                                          std::string_view b) {
  GATEWAY_TRY(const auto system, find(canonical));
  if (!system) return Subsumption::cannot_tell;
  const auto first = system->find(a);
  const auto second = system->find(b);
  if (!first || !second) return Subsumption::cannot_tell;
  return subsumption(*system, *first, *second);
}

}  // namespace gateway::conformance
