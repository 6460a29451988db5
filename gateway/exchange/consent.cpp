#include "gateway/exchange/consent.hpp"

#include "gateway/exchange/basis.hpp"
#include "gateway/exchange/lookup.hpp"
#include "gateway/exchange/plan.hpp"
#include "gateway/exchange/take_back.hpp"
#include "gateway/exchange/task.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

bool rests_on(fhir::Node resource, const Draft& consent) {
  const fhir::Node stated = extension(resource, terms::kBasisConsent);
  const LiteralReference target = split_reference(reference_of(stated.choice("value")));
  return target.type == "Consent" && target.id == consent.ref.id;
}

bool still_covers(Work& work, const Draft& consent, const TaskView& view) {
  if (view.owner == nullptr) return true;
  BasisQuestion question;
  question.sender = view.requester;
  question.receiver = view.owner;
  question.child = consent.child;
  question.purpose = view.purpose;
  question.now = work.now();
  // Which resources it is about was decided when they were sent; here the parties count.
  Changes without_data(consent.tree);
  for (const fhir::Node provision : consent.tree.root().children("provision")) {
    for (const fhir::Node each : provision.children("data"))
      without_data.remove(each);
  }
  const fhir::Resource tree = without_data.apply();
  return consent_covers({.writer = consent.writer, .child = consent.child, .root = tree.root()},
                        work.directory(),
                        question)
      .has_value();
}

fhir::Checked<void> end_task(Work& work, const Draft& consent, const Seen& task) {
  if (!rests_on(task.tree.root(), consent)) return {};
  if (work.find_draft("Task", task.stored.ref.id) != nullptr) return {};
  GATEWAY_TRY(const TaskView view, view_task(task.tree.root(), work.directory()));
  if (still_covers(work, consent, view)) return {};
  GATEWAY_TRY(const bool is_ended,
              advance_task(work,
                           task,
                           {.action = Action::lose_basis,
                            .to = Status::cancelled,
                            .actor = view.requester,
                            .reason = terms::kBasisWithdrawn,
                            .event = terms::kWithdrawalEvent}));
  if (!is_ended) return {};
  GATEWAY_TRY(const Seen* copy, work.snapshot().find(view.owner->key, "Task", task.stored.ref.id));
  if (copy != nullptr) {
    work.warnings().add({.severity = fhir::Severity::information,
                         .code = "informational",
                         .id = "CONSENT-COPY-HELD",
                         .text = "Organization/" + view.owner->id + " holds a copy already",
                         .expression = {}});
  }
  return {};
}

fhir::Checked<void> withdraw(Work& work, const Draft& consent) {
  GATEWAY_CHECK(stop_uncovered(work, consent));
  const std::string patient(reference_of(consent.tree.root().child("patient")));
  GATEWAY_TRY(const auto tasks, find_all(work, "Task", "patient", patient));
  for (const Seen* task : tasks)
    GATEWAY_CHECK(end_task(work, consent, *task));
  GATEWAY_TRY(const auto plans, find_all(work, "CarePlan", "patient", patient));
  for (const Seen* plan : plans) {
    if (!rests_on(plan->tree.root(), consent)) continue;
    if (consent.tree.root().child("status").value() == "active") continue;
    GATEWAY_CHECK(hold_plan(work, *plan));
  }
  return {};
}

}  // namespace

fhir::Checked<void> decide_consent(Work& work, Draft& draft) {
  draft.grants.push_back({draft.writer, std::nullopt});
  if (draft.before == nullptr) return {};
  const fhir::Node before = draft.before->tree.root();
  const fhir::Node after = draft.tree.root();
  if (same_children(before, after, "status") && same_children(before, after, "provision")) {
    return {};
  }
  work.bump_basis(draft.child);
  draft.event = "consent-changed";
  draft.detail = std::string(before.child("status").value()) + ">" +
                 std::string(after.child("status").value());
  return withdraw(work, draft);
}

}  // namespace gateway::exchange
