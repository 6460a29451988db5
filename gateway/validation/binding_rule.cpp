#include <string>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/rules.hpp"

namespace gateway::validation {
namespace {

using conformance::BindingId;
using conformance::Membership;
using fhir::Node;

Membership membership_of(const RuleContext& context, BindingId binding, Node coding) {
  const Node code = coding.child("code");
  if (!code.has_value()) return Membership::not_in;
  return context.definitions.binding_contains(
      binding, code.value(), coding.child("system").value());
}

// A concept is in the value set if one of its codings is.
void check_concept(const RuleContext& context, const Location& at, BindingId binding) {
  bool has_code = false;
  for (const Node coding : at.node().children("coding")) {
    has_code = has_code || coding.child("code").has_value();
    if (membership_of(context, binding, coding) != Membership::not_in) return;
  }
  const std::string url(context.definitions.binding_url(binding));
  if (has_code) {
    report(
        context.log, finding::kBinding, at, "No coding is in the required value set " + url + ".");
  } else {
    report(context.log,
           finding::kBindingNoCode,
           at,
           "There is no code; one of the required value set " + url + " is needed.");
  }
}

}  // namespace

void check_binding(const RuleContext& context, const Location& at) {
  if (at.slot() == nullptr || at.slot()->binding == 0) return;
  const BindingId binding = at.slot()->binding;
  const Node node = at.node();
  const conformance::KnownTypes& known = context.definitions.known();
  if (node.type() == known.codeable_concept) return check_concept(context, at, binding);

  Membership membership = Membership::cannot_tell;
  if (node.type() == known.coding) {
    membership = membership_of(context, binding, node);
  } else if (node.has_value()) {
    membership = context.definitions.binding_contains(binding, node.value());
  }
  if (membership != Membership::not_in) return;
  report(context.log,
         finding::kBinding,
         at,
         "The code is not in the required value set " +
             std::string(context.definitions.binding_url(binding)) + ".");
}

}  // namespace gateway::validation
