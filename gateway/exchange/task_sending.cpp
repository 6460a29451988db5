#include "gateway/exchange/task_sending.hpp"

#include <algorithm>

#include "gateway/exchange/carried.hpp"
#include "gateway/exchange/disclosure.hpp"
#include "gateway/exchange/guards.hpp"
#include "gateway/exchange/legal_basis.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

BasisQuestion question_of(Work& work,
                          const Draft& draft,
                          const TaskView& view,
                          const std::vector<Found>& focus) {
  BasisQuestion question;
  question.child = draft.child;
  question.purpose = view.purpose;
  question.now = work.now();
  for (const Found& each : focus)
    question.focus.push_back(each.ref);
  return question;
}

std::vector<std::string> values_of(fhir::Node task, std::string_view element) {
  std::vector<std::string> references;
  for (const fhir::Node each : task.children(element)) {
    references.emplace_back(reference_of(each.choice("value")));
  }
  return references;
}

// For the Provenance of the step: on what law its content left (domain.md, basis of disclosure).
void note_legal_basis(const store::Disclosure& disclosure, Draft& draft) {
  if (find_legal_basis(disclosure.basis_kind) != nullptr)
    draft.detail += " " + disclosure.basis_kind;
}

// A message of the request that was tried, whatever became of it.
Result<bool> may_have_got(Work& work, const TaskView& view, const std::string& task_id) {
  GATEWAY_TRY(const auto sent,
              work.snapshot().reader().obligations(view.requester->key, view.correlation));
  return std::ranges::any_of(sent, [&task_id](const store::Obligation& each) {
    return each.attempts > 0 && !each.what.focus.empty() && each.what.focus[0].id == task_id;
  });
}

}  // namespace

Found found_draft(Draft& draft) {
  return {draft.ref, &draft.tree, draft.writer, draft.child, &draft};
}

fhir::Checked<void> send_request(Work& work, Draft& draft, const TaskView& view) {
  if (view.owner == nullptr) {
    return refuse_invalid("EXCHANGE-RECEIVER-UNKNOWN", "a request needs an owner", "Task.owner");
  }
  const fhir::Node task = draft.tree.root();
  std::vector<std::string> starts = values_of(task, "input");
  starts.emplace_back(reference_of(task.child("focus")));
  starts.emplace_back(reference_of(task.child("for")));
  for (const fhir::Node each : task.children("basedOn")) {
    const std::string_view reference = reference_of(each);
    if (split_reference(reference).type != "CarePlan") starts.emplace_back(reference);
  }
  GATEWAY_TRY(std::vector<Found> focus,
              find_carried(work, starts, draft.child, view.requester->key));
  focus.insert(focus.begin(), found_draft(draft));
  BasisQuestion question = question_of(work, draft, view, focus);
  question.sender = view.requester;
  question.receiver = view.owner;
  GATEWAY_TRY(const auto disclosure, find_disclosure(work, {task}, question));
  note_legal_basis(disclosure, draft);
  GATEWAY_CHECK(work.send({.sender = view.requester,
                           .receiver = view.owner,
                           .event = view.event,
                           .correlation = view.correlation,
                           .focus = std::move(focus),
                           .disclosure = disclosure}));
  return {};
}

fhir::Checked<bool> send_answer(Work& work, Draft& draft, const TaskView& view) {
  const fhir::Node task = draft.tree.root();
  std::vector<std::string> starts;
  std::vector<fhir::Node> places;
  for (const fhir::Node output : task.children("output")) {
    if (!is_output(output, terms::kAnswer)) continue;
    starts.emplace_back(reference_of(output.choice("value")));
    places.push_back(output);
  }
  GATEWAY_TRY(std::vector<Found> focus, find_carried(work, starts, draft.child, view.owner->key));
  if (focus.empty()) return false;
  // The consent that the request came with holds in both directions; the requester's legal basis
  // is no ground of the answering organisation.
  if (!extension(task, terms::kLegalBasis)) places.push_back(task);
  focus.insert(focus.begin(), found_draft(draft));
  BasisQuestion question = question_of(work, draft, view, focus);
  question.sender = view.owner;
  question.receiver = view.requester;
  GATEWAY_TRY(const auto disclosure, find_disclosure(work, places, question));
  note_legal_basis(disclosure, draft);
  GATEWAY_CHECK(work.send({.sender = view.owner,
                           .receiver = view.requester,
                           .event = terms::kAnswerEvent,
                           .correlation = view.correlation,
                           .focus = std::move(focus),
                           .disclosure = disclosure}));
  return true;
}

fhir::Checked<void> notify_owner(Work& work, Draft& draft, const TaskView& view) {
  GATEWAY_CHECK(work.send({.sender = view.requester,
                           .receiver = view.owner,
                           .event = view.event,
                           .correlation = view.correlation,
                           .focus = {found_draft(draft)},
                           .disclosure = status_only(*view.requester, *view.owner, draft.child)}));
  return {};
}

fhir::Checked<void> tell_status(
    Work& work, Found task, const TaskView& view, const Unit& actor, std::string_view event) {
  const bool is_to_owner = view.owner != nullptr && actor.key != view.owner->key;
  const Unit* receiver = is_to_owner ? view.owner : view.requester;
  if (is_to_owner) {
    GATEWAY_TRY(const Seen* held, work.snapshot().find(receiver->key, "Task", task.ref.id));
    GATEWAY_TRY(const bool is_tried, may_have_got(work, view, task.ref.id));
    if (held == nullptr && !is_tried) return {};
  }
  const auto status = read_status(task.tree->root().child("status").value());
  GATEWAY_CHECK(work.send({.sender = &actor,
                           .receiver = receiver,
                           .event = event,
                           .correlation = view.correlation,
                           .focus = {task},
                           .disclosure = status_only(actor, *receiver, task.child),
                           .overtakes = is_to_owner && status && is_final(view.machine, *status)}));
  return {};
}

}  // namespace gateway::exchange
