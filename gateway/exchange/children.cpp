// find_children() of admit.hpp.
#include "gateway/exchange/admit.hpp"
#include "gateway/exchange/policy.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/search/index_text.hpp"

namespace gateway::exchange {
namespace {

std::string place(const Draft& draft, std::string_view element) {
  const std::string root = draft.change != nullptr && !draft.change->expression.empty()
                               ? draft.change->expression
                               : draft.ref.type;
  return root + "." + std::string(element);
}

fhir::Checked<void> find_child_of_patient(Work& work, Draft& draft) {
  std::vector<std::string> identifiers;
  for (const fhir::Node each : draft.tree.root().children("identifier")) {
    const std::string_view system = each.child("system").value();
    const std::string_view value = each.child("value").value();
    if (system.empty() || value.empty()) continue;
    identifiers.push_back(search::identifier_text(system, value));
  }
  if (identifiers.empty()) {
    return refuse_invalid("EXCHANGE-CHILD-IDENTIFIER",
                          "a Patient needs an identifier with system and value",
                          place(draft, "identifier"));
  }
  GATEWAY_TRY(const store::ChildKey child, work.find_child(std::move(identifiers)));
  if (draft.before != nullptr && child > store::kNoChild && child != draft.child) {
    return refuse(ErrorKind::conflict,
                  "EXCHANGE-CHILD-CHANGED",
                  "the identifiers belong to another child: linking is a decision of its own",
                  place(draft, "identifier"));
  }
  if (draft.before == nullptr) draft.child = child;
  return {};
}

fhir::Checked<void> take_child(Work& work,
                               Draft& draft,
                               std::string_view element,
                               std::string_view reference) {
  GATEWAY_TRY(const auto patient, work.find(work.caller().org, reference));
  if (!patient || patient->writer != work.caller().org) {
    return refuse_invalid("EXCHANGE-SUBJECT-NOT-OWN",
                          "an organisation writes about its own Patient for the child",
                          place(draft, element));
  }
  if (draft.before != nullptr && patient->child != draft.child) {
    return refuse(ErrorKind::conflict,
                  "EXCHANGE-CHILD-CHANGED",
                  "the resource is about another child",
                  place(draft, element));
  }
  draft.child = patient->child;
  return {};
}

fhir::Checked<void> find_child_of_subject(Work& work, Draft& draft, const TypePolicy& policy) {
  const std::string_view reference = reference_of(draft.tree.root().child(policy.subject));
  if (draft.before != nullptr &&
      reference == reference_of(draft.before->tree.root().child(policy.subject))) {
    return {};
  }
  if (split_reference(reference).type == "Patient") {
    return take_child(work, draft, policy.subject, reference);
  }
  if (!policy.needs_child) return {};
  return refuse_invalid("EXCHANGE-SUBJECT-MISSING",
                        "the resource must name the child it is about",
                        place(draft, policy.subject));
}

fhir::Checked<void> find_child_of_appointment(Work& work, Draft& draft) {
  if (draft.before != nullptr) return {};
  for (const fhir::Node participant : draft.tree.root().children("participant")) {
    const std::string_view actor = reference_of(participant.child("actor"));
    if (split_reference(actor).type == "Patient") {
      return take_child(work, draft, "participant", actor);
    }
  }
  return {};
}

fhir::Checked<void> find_child_of_response(Work& work, Draft& draft) {
  const std::string_view appointment = reference_of(draft.tree.root().child("appointment"));
  GATEWAY_TRY(const auto found, work.find(work.caller().org, appointment));
  if (!found) {
    return refuse_invalid("EXCHANGE-APPOINTMENT-MISSING",
                          "the response must name an Appointment that the caller holds",
                          place(draft, "appointment"));
  }
  draft.child = found->child;
  return {};
}

}  // namespace

fhir::Checked<void> find_children(Work& work) {
  for (Draft& draft : work.drafts()) {
    if (draft.ref.type == "Patient") GATEWAY_CHECK(find_child_of_patient(work, draft));
  }
  for (Draft& draft : work.drafts()) {
    const TypePolicy policy = policy_of(draft.ref.type, work.types());
    if (!policy.subject.empty()) GATEWAY_CHECK(find_child_of_subject(work, draft, policy));
    if (draft.ref.type == "Appointment") GATEWAY_CHECK(find_child_of_appointment(work, draft));
  }
  for (Draft& draft : work.drafts()) {
    if (draft.ref.type == "AppointmentResponse") {
      GATEWAY_CHECK(find_child_of_response(work, draft));
    }
  }
  return {};
}

}  // namespace gateway::exchange
