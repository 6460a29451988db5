// ProfileWalk: what references lead to.
#include <algorithm>

#include "gateway/conformance/snapshot/element_types.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/validation/profile/profile_walk.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

// The type in the text of a reference, or that it says of itself; empty if neither does.
std::string type_of_target(Node reference) {
  const auto parsed = fhir::parse_reference(reference.child("reference").value());
  const auto* rest = parsed ? std::get_if<fhir::RestReference>(&*parsed) : nullptr;
  if (rest != nullptr) return rest->type;
  return std::string(reference.child("type").value());
}

}  // namespace

// What a reference leads to, where the profile narrows what the type allows. A target that is not
// here has no more than a type.
void ProfileWalk::target(const Location& at, const ProfileElement& rule) {
  if (profile_->is_type) return;  // the structure check has said it
  const Node node = at.node();
  const std::string_view text = node.child("reference").value();
  const Node found = resolve(text);
  if (!text.empty()) aggregation(at, rule, found);
  const bool is_judged = found || context_.policy.trusts_reference_types;
  const std::string type = found ? std::string(found.type_name()) : type_of_target(node);
  bool is_narrowed = false;
  bool is_allowed = type.empty() || !is_judged;
  for (const ElementType& stated : rule.types) {
    for (const Profile* profile : context_.profiles.targets_of(stated)) {
      if (is_allowed && !found) return;
      if (profile == nullptr) {
        if (found)
          report(finding::kProfileTargetUnknown, at, "The profile of the target is not here.");
        return;  // cannot be told
      }
      is_narrowed = true;
      is_allowed = is_allowed || (conformance::is_a(node.types(), type, profile->type) &&
                                  (!found || profile->is_type || conforms(found, *profile)));
    }
  }
  if (is_narrowed && !is_allowed)
    report(finding::kProfileTarget, at, "The target is none that the profile allows.");
}

// Source: FHIR R4, valueset-resource-aggregation-mode.html. What is in the same Bundle may be seen
// as elsewhere, too.
void ProfileWalk::aggregation(const Location& at, const ProfileElement& rule, Node found) {
  const bool is_contained = at.node().child("reference").value().starts_with('#');
  for (const ElementType& type : rule.types) {
    if (type.aggregation.empty() || type.code != "Reference") continue;
    const bool is_allowed = std::ranges::any_of(type.aggregation, [&](const std::string& mode) {
      if (mode == "contained") return is_contained;
      return !is_contained && (mode == "referenced" || static_cast<bool>(found));
    });
    if (!is_allowed)
      report(finding::kAggregation, at, "The target is not where the profile wants it.");
  }
}

}  // namespace gateway::validation
