#include "gateway/app/cli/package_host.hpp"

#include <string>
#include <vector>

#include "gateway/fhirpath/item_text.hpp"
#include "gateway/validation/profile/extension_context.hpp"
#include "gateway/validation/profile/profile_check.hpp"
#include "gateway/validation/structure_check.hpp"

namespace gateway::app {
namespace {

using conformance::Membership;
using conformance::Subsumption;
using fhir::Node;
using fhirpath::Item;

std::optional<bool> answer(Membership membership) {
  if (membership == Membership::cannot_tell) return std::nullopt;
  return membership == Membership::in;
}

std::vector<Node> codings_of(const Item& item) {
  const Node node = fhirpath::node_of(item);
  if (node && node.type_name() == "Coding") return {node};
  std::vector<Node> codings;
  if (node && node.type_name() == "CodeableConcept") {
    for (const Node coding : node.children("coding"))
      codings.push_back(coding);
  }
  return codings;
}

}  // namespace

PackageHost::PackageHost(const fhir::Resource& resource,
                         const conformance::Definitions& definitions,
                         const OpenedPackages& packages,
                         Instant now)
    : ResourceHost(resource),
      resource_(resource),
      definitions_(definitions),
      packages_(*packages.set),
      now_(now),
      profiles_(packages_, definitions.types()),
      codes_(packages_),
      systems_(packages_) {
  for (const fhir::Resource& supplement : packages.supplements) {
    codes_.add_supplement(supplement);
    systems_.add_supplement(supplement);
  }
}

Node PackageHost::resolve(std::string_view reference) const {
  if (const Node inside = ResourceHost::resolve(reference)) return inside;
  const std::string_view canonical = reference.substr(0, reference.find('#'));
  if (!canonical.contains(':')) return {};
  for (const std::string_view type : validation::canonical_types()) {
    const auto found = packages_.find(type, canonical);
    if (found && *found) return resolved_.emplace_back(**found).root();
  }
  return {};
}

std::optional<bool> PackageHost::conforms_to(const Item& item, std::string_view canonical) const {
  const Node node = fhirpath::node_of(item);
  const validation::Profile* profile = profiles_.find(canonical);
  if (!node || profile == nullptr) return std::nullopt;
  if (profile->type != node.type_name()) return false;
  // Whatever arena the node is in, it is held for longer than the part is looked at.
  const fhir::Resource part = resource_.part(node);
  fhir::IssueLog log;
  if (node.is_resource()) validation::check_structure(part, definitions_, log);
  const std::string profile_url(canonical);
  validation::check_profiles(part,
                             {.profiles = profiles_,
                              .definitions = definitions_,
                              .log = log,
                              .now = now_,
                              .codes = &codes_},
                             {&profile_url, 1});
  return !log.has_errors();
}

std::optional<bool> PackageHost::member_of(const Item& item, std::string_view value_set) const {
  if (const Node node = fhirpath::node_of(item))
    return answer(codes_.in_value_set(node, value_set));
  const std::string code = fhirpath::text_of(item);
  const auto found = codes_.value_sets().contains(value_set, {.code = code});
  return found ? answer(found->membership) : std::nullopt;
}

std::optional<bool> PackageHost::subsumes(const Item& item, const Item& other) const {
  const std::vector<Node> upper = codings_of(item);
  const std::vector<Node> lower = codings_of(other);
  bool is_in_doubt = upper.empty() || lower.empty();
  for (const Node a : upper) {
    const std::string_view system = a.child("system").value();
    for (const Node b : lower) {
      if (system != b.child("system").value()) continue;
      const auto found =
          systems_.subsumes(system, a.child("code").value(), b.child("code").value());
      const Subsumption how = found.value_or(Subsumption::cannot_tell);
      if (how == Subsumption::equivalent || how == Subsumption::subsumes) return true;
      is_in_doubt = is_in_doubt || how == Subsumption::cannot_tell;
    }
  }
  if (is_in_doubt) return std::nullopt;
  return false;
}

}  // namespace gateway::app
