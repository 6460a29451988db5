#include "gateway/exchange/substitute.hpp"

#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {

fhir::Node substitute_in(fhir::Node resource) noexcept {
  return extension(resource, terms::kSubstitute);
}

bool is_accepted_by_substitute(fhir::Node substitute, const Caller& caller) noexcept {
  if (!substitute || !caller.person) return false;
  const fhir::Node who = extension(substitute, "who").choice("value").child("value");
  const fhir::Node mandate = extension(substitute, "mandate").choice("value");
  return !mandate.value().empty() && who.value() == caller.person->id;
}

}  // namespace gateway::exchange
