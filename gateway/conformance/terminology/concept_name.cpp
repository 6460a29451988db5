#include "gateway/conformance/terminology/concept_name.hpp"

#include <algorithm>

namespace gateway::conformance {

ConceptName::ConceptName(const NamedPlace& place, const CodeSystem* system, std::string_view code) {
  if (place.listed) {
    const fhir::Node root = place.set->resource.root();
    add_display(place.listed.child("display").value(), root.child("language").value());
    for (const fhir::Node each : place.listed.children("designation"))
      designations_.push_back(read_designation(each));
  }
  const auto at = system != nullptr ? system->find(code) : std::nullopt;
  is_system_known_ = at.has_value();
  if (!at) return;
  add_display(system->display(*at), system->language());
  const auto more = system->designations(*at);
  designations_.insert(designations_.end(), more.begin(), more.end());
}

void ConceptName::add_display(std::string_view display, std::string_view language) {
  if (!display.empty()) displays_.push_back({.language = language, .use = {}, .value = display});
}

std::string_view ConceptName::preferred(std::string_view language) const {
  for (const auto* names : {&displays_, &designations_}) {
    const auto found = std::ranges::find_if(*names, [language](const Designation& each) {
      return language_serves(each.language, language);
    });
    if (found != names->end()) return found->value;
  }
  return displays_.empty() ? std::string_view() : displays_.front().value;
}

DisplayCheck ConceptName::check(std::string_view display, std::string_view language) const {
  const auto serves = [language](const Designation& each) {
    return language_serves(each.language, language);
  };
  const bool has_language =
      std::ranges::any_of(displays_, serves) || std::ranges::any_of(designations_, serves);
  const auto is_it = [&](const Designation& each) {
    const bool may_be = language.empty() || each.language.empty() || !has_language || serves(each);
    return may_be && is_same_display(each.value, display);
  };
  if (std::ranges::any_of(displays_, is_it) || std::ranges::any_of(designations_, is_it))
    return DisplayCheck::right;
  const bool has_names = !displays_.empty() || !designations_.empty();
  return is_system_known_ && has_names ? DisplayCheck::wrong : DisplayCheck::cannot_tell;
}

}  // namespace gateway::conformance
