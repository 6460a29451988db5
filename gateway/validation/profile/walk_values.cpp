// What the walk says of an element by itself: its value and its constraints.
#include <algorithm>
#include <string>

#include "gateway/fhir/compare.hpp"
#include "gateway/validation/profile/profile_walk.hpp"
#include "gateway/validation/profile/value_bounds.hpp"
#include "gateway/validation/profile/value_difference.hpp"
#include "gateway/validation/profile/value_match.hpp"

namespace gateway::validation {

using fhir::Node;

void ProfileWalk::values(const Location& at, const ProfileElement& rule) {
  const Node node = at.node();
  if (rule.fixed && !fhir::deep_equal(node, rule.fixed)) {
    for (const FindingPlace& place : differences_of(at, rule.fixed, Strictness::fixed))
      report(finding::kFixed, place, "The profile fixes another value.");
  }
  if (rule.pattern && !matches_pattern(node, rule.pattern)) {
    for (const FindingPlace& place : differences_of(at, rule.pattern, Strictness::pattern))
      report(finding::kPattern, place, "The value has not what the pattern of the profile has.");
  }
  if (rule.max_length && node.has_value() && character_count(node.value()) > *rule.max_length)
    report(finding::kLength, at, "The value is longer than the profile allows.");
  if (rule.min_value && is_below_minimum(node, rule.min_value, context_.now))
    report(finding::kMinValue, at, "The value is less than the profile allows.");
  if (rule.max_value && is_above_maximum(node, rule.max_value, context_.now))
    report(finding::kMaxValue, at, "The value is more than the profile allows.");
}

// Where a resource stands in another, a constraint that its profile states as well is about it, not
// about what is around it. Elements share the constraints that they have in common.
bool ProfileWalk::is_of_inner_profile(const Location& at,
                                      const ProfileElement& rule,
                                      const Invariant& invariant) const {
  if (!at.node().is_resource() || &rule == &profile_->root) return false;
  return std::ranges::any_of(rule.types, [&](const ElementType& type) {
    return std::ranges::any_of(type.profiles, [&](const std::string& canonical) {
      const Profile* profile = context_.profiles.find(canonical);
      return profile != nullptr &&
             std::ranges::any_of(profile->root.invariants,
                                 [&](const auto& each) { return each.get() == &invariant; });
    });
  });
}

// A constraint that several profiles state is the same one, and its answer with it; but not where
// %resource is another one.
void ProfileWalk::invariants(const Location& at, const ProfileElement& rule) {
  for (const auto& each : rule.invariants) {
    if (is_of_inner_profile(at, rule, *each)) continue;
    if (is_in_inner_ || visited_.insert(at.node().data(), each.get())) invariant(at, *each);
  }
}

void ProfileWalk::invariant(const Location& at, const Invariant& invariant) {
  const fhirpath::Environment environment{
      .resource = resource_, .root_resource = container_, .host = this, .now = context_.now};
  fhirpath::Evaluation evaluation(invariant.expression, environment);
  is_in_doubt_ = false;
  const auto result = evaluation.run(at.node());
  const bool is_unknown = result && result->empty() && is_in_doubt_;
  const bool holds =
      result && !result->empty() && fhirpath::boolean_of(result->front()).value_or(true);
  if (holds) return;
  const std::string name = invariant.key + ": " + invariant.human;
  if (!result || is_unknown) {
    report(finding::kInvariantUnknown, at, "The constraint cannot be evaluated: " + name);
    return;
  }
  const bool is_error = invariant.severity == fhir::Severity::error;
  report(is_error ? finding::kInvariant : finding::kInvariantWarning,
         at,
         "The constraint does not hold: " + name);
}

}  // namespace gateway::validation
