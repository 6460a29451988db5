// What terminology says, where the walk comes to a coded element.
#include <array>
#include <string>

#include "gateway/validation/child_locations.hpp"
#include "gateway/validation/profile/profile_walk.hpp"

namespace gateway::validation {
namespace {

using conformance::Membership;
using fhir::Node;

// By BindingStrength.
constexpr std::array kBindingFindings = {
    finding::kBindingProfile, finding::kBindingExtensible, finding::kBindingPreferred};

// A text instead of a code is no fault unless a code is required.
bool is_only_text(Node node, BindingStrength strength) {
  if (strength == BindingStrength::required || node.type_name() != "CodeableConcept") return false;
  return !node.child("coding");
}

struct CodingFaultRow {
  std::string_view element;  // of the Coding, where it is reported
  Finding finding;
  std::string_view text;
};

// By CodingFault, after `none`.
constexpr std::array kCodingFaults = {
    CodingFaultRow{"code", finding::kCodeUnknown, "The code system has no such code."},
    CodingFaultRow{"code", finding::kCodeUnlisted, "The table that is here has no such code."},
    CodingFaultRow{"display", finding::kCodeDisplay, "The display is none of the code."},
    CodingFaultRow{"system", finding::kSystemValueSet, "It names a value set, no code system."},
    CodingFaultRow{"system",
                   finding::kSystemSupplement,
                   "It names a supplement; the code system that it adds to belongs here."},
};

}  // namespace

void ProfileWalk::binding(const Location& at, const ProfileElement& rule) {
  const Binding& bound = *rule.binding;
  // The structure check has said it.
  const bool is_said = bound.strength == BindingStrength::required && profile_->is_type &&
                       at.slot() != nullptr && at.slot()->binding != 0;
  const auto ask = [&](const std::string& value_set, const Finding& finding) {
    const Membership membership = context_.codes->in_value_set(at.node(), value_set);
    if (membership == Membership::in) return;
    const bool is_unchecked = membership == Membership::cannot_tell;
    if (is_unchecked && finding.severity != fhir::Severity::error) return;
    report(is_unchecked ? finding::kBindingUnchecked : finding,
           at,
           (is_unchecked ? "It cannot be told whether the code is in the value set "
                         : "There is no code of the value set ") +
               value_set + ".");
  };
  if (!bound.value_set.empty() && !is_said && !is_only_text(at.node(), bound.strength))
    ask(bound.value_set, kBindingFindings[static_cast<std::size_t>(bound.strength)]);
  if (!bound.max_value_set.empty()) ask(bound.max_value_set, finding::kBindingMax);
}

void ProfileWalk::coding(const Location& at) {
  const auto fault = static_cast<std::size_t>(context_.codes->fault_of(at.node()));
  if (fault == 0) return;
  const CodingFaultRow& row = kCodingFaults[fault - 1];
  for_each_child(at, [&](const Location& child) {
    if (child.node().name() == row.element) report(row.finding, child, std::string(row.text));
  });
}

}  // namespace gateway::validation
