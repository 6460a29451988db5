// Where the walk comes to an extension or to a reference.
#include <algorithm>
#include <string>
#include <variant>

#include "gateway/conformance/snapshot/element_types.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/validation/profile/extension_names.hpp"
#include "gateway/validation/profile/profile_walk.hpp"

namespace gateway::validation {

using fhir::Node;

namespace {

// The type in the text of a reference, or that it says of itself; empty if neither does.
std::string type_of_target(Node reference) {
  const auto parsed = fhir::parse_reference(reference.child("reference").value());
  const auto* rest = parsed ? std::get_if<fhir::RestReference>(&*parsed) : nullptr;
  if (rest != nullptr) return rest->type;
  return std::string(reference.child("type").value());
}

}  // namespace

// The URLs inside a complex extension are its own business: its slices know them.
void ProfileWalk::extension(const Location& at) {
  const std::string_view url = at.node().child("url").value();
  const bool is_absolute = url.contains(':');
  const Profile* profile = is_absolute ? context_.profiles.find(url) : nullptr;
  if (profile != nullptr) {
    extension_place(at, *profile);
  } else if (is_absolute) {
    const bool is_error =
        context_.policy.refuses_unknown_extensions && !may_be_unknown(url, context_.policy);
    report(is_error ? finding::kExtensionForeign : finding::kExtensionUnknown,
           at,
           "The definition of the extension is not here.");
  } else if (!url.empty()) {
    extension_part(at);
  }
  if (profile == nullptr)
    profile = context_.profiles.of_type(context_.definitions.known().extension);
  if (profile != nullptr) against(at, *profile);
}

void ProfileWalk::extension_place(const Location& at, const Profile& profile) {
  const Location& parent = *at.parent();
  if (profile.is_modifier != (at.node().name() == "modifierExtension")) {
    report(finding::kExtensionModifier,
           at,
           profile.is_modifier ? "The extension changes the meaning: it is a modifierExtension."
                               : "The extension does not change the meaning: it is an extension.");
  }
  if (!allows_extension(profile.contexts, parent, resource_)) {
    report(finding::kExtensionContext, parent, "An extension may not stand here.");
    return;
  }
  for (const fhirpath::Expression& invariant : profile.context_invariants) {
    const fhirpath::Environment environment{
        .resource = resource_, .root_resource = container_, .host = this, .now = context_.now};
    fhirpath::Evaluation evaluation(invariant, environment);
    const auto result = evaluation.run(parent.node());
    const bool holds =
        !result || (!result->empty() && fhirpath::boolean_of(result->front()).value_or(true));
    if (!holds)
      report(finding::kExtensionInvariant, parent, "What the extension wants here does not hold.");
  }
}

// A part is one that the definition of the extension around it has a slice for.
void ProfileWalk::extension_part(const Location& at) {
  const Node around = at.parent()->node();
  if (around.type() != context_.definitions.known().extension) return;
  const Profile* profile = context_.profiles.find(around.child("url").value());
  const ProfileElement* parts = profile == nullptr ? nullptr : profile->root.child("extension");
  if (parts == nullptr) return;
  const std::string_view url = at.node().child("url").value();
  const bool is_known = std::ranges::any_of(parts->slices, [url](const ProfileElement& slice) {
    const ProfileElement* stated = slice.child("url");
    return stated != nullptr && stated->fixed.value() == url;
  });
  if (!is_known)
    report(finding::kExtensionPart, at, "The extension around it has no part with this URL.");
}

// What a reference leads to, where the profile narrows what the type allows. A target that is not
// here has no more than a type.
void ProfileWalk::target(const Location& at, const ProfileElement& rule) {
  if (profile_->is_type()) return;  // the structure check has said it
  const Node node = at.node();
  const std::string_view text = node.child("reference").value();
  const Node found = resolve(text);
  if (!text.empty()) aggregation(at, rule, found);
  const bool is_judged = found || context_.policy.trusts_reference_types;
  const std::string type = found ? std::string(found.type_name()) : type_of_target(node);
  bool is_narrowed = false;
  bool is_allowed = type.empty() || !is_judged;
  for (const ElementType& stated : rule.types) {
    for (const std::string& canonical : stated.target_profiles) {
      const Profile* profile = context_.profiles.find(canonical);
      if (profile == nullptr) {
        if (found)
          report(finding::kProfileTargetUnknown, at, "The profile of the target is not here.");
        return;  // cannot be told
      }
      is_narrowed = true;
      is_allowed = is_allowed || (conformance::is_a(node.types(), type, profile->type) &&
                                  (!found || profile->is_type() || conforms(found, *profile)));
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
