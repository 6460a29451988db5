// ProfileWalk: extensions against their definitions.
#include <algorithm>

#include "gateway/validation/profile/extension_names.hpp"
#include "gateway/validation/profile/profile_walk.hpp"

namespace gateway::validation {

using fhir::Node;

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

}  // namespace gateway::validation
