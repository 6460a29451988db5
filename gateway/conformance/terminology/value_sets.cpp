#include "gateway/conformance/terminology/value_sets.hpp"

#include <utility>

#include "gateway/conformance/packages/package_version.hpp"
#include "gateway/conformance/terminology/code_question.hpp"
#include "gateway/conformance/terminology/value_set_lister.hpp"

namespace gateway::conformance {
namespace {

// The code system in the version that the include names, else in `version`.
std::string canonical_of(std::string_view system,
                         const NamedPlace& place,
                         std::string_view version) {
  std::string canonical(system);
  if (place.clause != nullptr && !place.clause->version.empty()) version = place.clause->version;
  if (!system.empty() && !version.empty()) canonical.append("|").append(version);
  return canonical;
}

}  // namespace

Result<void> ValueSets::complete(CodeAnswer& answer,
                                 const CodedValue& value,
                                 const NamedPlace& place,
                                 std::string_view canonical) {
  std::shared_ptr<const CodeSystem> system;
  if (!canonical.empty()) {
    GATEWAY_TRY(system, systems_.find(canonical));
  }
  answer.known = knows_code(system.get(), answer.system, value.code);
  if (const auto at = system ? system->find(value.code) : std::nullopt) {
    answer.version = system->version();
    answer.is_inactive = system->is_inactive(*at);
    answer.is_abstract = system->is_abstract(*at);
  }
  const ConceptName name(place, system.get(), value.code);
  answer.preferred_display = name.preferred(value.language);
  if (!value.display.empty()) answer.display = name.check(value.display, value.language);
  return {};
}

Result<CodeAnswer> ValueSets::contains(std::string_view canonical, const CodedValue& value) {
  GATEWAY_TRY(const auto set, find(canonical));
  if (set) return contains(*set, value);
  CodeAnswer answer{.doubt = Doubt::no_value_set, .system = std::string(value.system)};
  GATEWAY_CHECK(complete(answer, value, {}, canonical_of(value.system, {}, value.version)));
  return answer;
}

Result<CodeAnswer> ValueSets::contains(const ValueSet& set, const CodedValue& value) {
  std::vector<std::string_view> systems{value.system};
  if (value.system.empty()) {
    systems = systems_of(set);
    systems.emplace_back();  // what is in doubt whatever the system
  }
  CodeAnswer answer{.membership = Membership::not_in, .system = std::string(value.system)};
  for (const std::string_view system : systems) {
    CodeQuestion question(system, value.code);
    answer.membership = either(answer.membership, question.ask(set));
    if (answer.doubt == Doubt::none) answer.doubt = question.doubt();
    if (answer.membership != Membership::in) continue;
    answer.system = system;
    break;
  }
  if (answer.membership != Membership::cannot_tell) answer.doubt = Doubt::none;
  const NamedPlace place =
      answer.membership == Membership::in ? place_of(set, answer.system, value.code) : NamedPlace{};
  GATEWAY_CHECK(complete(answer, value, place, canonical_of(answer.system, place, value.version)));
  return answer;
}

Result<CodeAnswer> ValueSets::describe(std::string_view system, const CodedValue& value) {
  CodeAnswer answer{.system = std::string(split_canonical(system).url)};
  GATEWAY_CHECK(complete(answer, value, {}, system));
  answer.membership = answer.known;
  if (answer.known == Membership::cannot_tell) {
    GATEWAY_TRY(const auto found, systems_.find(system));
    answer.doubt = found && found->size() > 0 ? Doubt::partial_system : Doubt::no_system;
  }
  return answer;
}

Result<ValueSetListing> ValueSets::expand(const ValueSet& set, const ExpansionRequest& request) {
  ValueSetLister lister(systems_.limits(), request);
  GATEWAY_CHECK(lister.list(set));
  return std::move(lister).finish();
}

}  // namespace gateway::conformance
