#include "gateway/exchange/plan.hpp"

#include <algorithm>

#include "gateway/exchange/carried.hpp"
#include "gateway/exchange/disclosure.hpp"
#include "gateway/exchange/guards.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/task_view.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/transition.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

fhir::Checked<void> check_activities(const Draft& draft) {
  for (const fhir::Node activity : draft.tree.root().children("activity")) {
    if (!activity.child("detail")) continue;
    return refuse_invalid("EXCHANGE-PLAN-DETAIL",
                          "an activity refers to the Task of the organisation that does it",
                          "CarePlan.activity.detail");
  }
  return {};
}

// Every organisation that has, or was asked for, an activity in the plan.
fhir::Checked<std::vector<const Unit*>> find_parties(Work& work, const Draft& draft) {
  std::vector<const Unit*> parties;
  for (const fhir::Node activity : draft.tree.root().children("activity")) {
    GATEWAY_TRY(const auto task,
                work.find(work.caller().org, reference_of(activity.child("reference"))));
    if (!task || task->ref.type != "Task") continue;
    GATEWAY_TRY(const TaskView view, view_task(task->tree->root(), work.directory()));
    if (view.owner == nullptr || view.owner->key == work.caller().org) continue;
    if (std::ranges::find(parties, view.owner) == parties.end()) parties.push_back(view.owner);
  }
  return parties;
}

std::string correlation_of(const Draft& draft) {
  const fhir::Node identifier = draft.tree.root().child("identifier");
  const std::string_view value = identifier.child("value").value();
  return value.empty() ? draft.ref.id : std::string(value);
}

fhir::Checked<void> send_plan(Work& work, Draft& draft, const Row& row) {
  const Unit* sender = work.directory().find_by_key(work.caller().org);
  if (sender == nullptr) {
    return refuse(ErrorKind::forbidden, "EXCHANGE-UNIT", "the directory does not have the caller");
  }
  GATEWAY_TRY(
      const auto focus,
      find_carried(work, {draft.ref.type + "/" + draft.ref.id}, draft.child, work.caller().org));
  BasisQuestion question;
  question.sender = sender;
  question.child = draft.child;
  question.purpose = terms::kForSip;
  question.now = work.now();
  for (const Found& each : focus)
    question.focus.push_back(each.ref);
  GATEWAY_TRY(const auto parties, find_parties(work, draft));
  for (const Unit* party : parties) {
    question.receiver = party;
    auto disclosure = find_disclosure(work, {draft.tree.root()}, question);
    // The end of a plan is no reason to send it on without a basis, and not refused for want of
    // one.
    if (!disclosure && (row.needs & kBasis) == 0) continue;
    if (!disclosure) return std::unexpected(std::move(disclosure).error());
    GATEWAY_CHECK(work.send({.sender = sender,
                             .receiver = party,
                             .event = terms::kPlanEvent,
                             .correlation = correlation_of(draft),
                             .focus = focus,
                             .disclosure = *disclosure}));
  }
  return {};
}

}  // namespace

fhir::Checked<void> decide_plan(Work& work, Draft& draft) {
  GATEWAY_CHECK(check_activities(draft));
  const auto to = read_status(draft.tree.root().child("status").value());
  if (!to) {
    return refuse_invalid(
        "EXCHANGE-PLAN-STATUS", "CarePlan.status is none that the gateway uses", "CarePlan.status");
  }
  Step step{Machine::plan, Status::none, *to, kRequester};
  if (draft.before != nullptr) {
    const auto from = read_status(draft.before->tree.root().child("status").value());
    step.from = from.value_or(Status::none);
  }
  GATEWAY_TRY(const Row* row, find_row(step));
  if (draft.before != nullptr) {
    GATEWAY_CHECK(check_changed_parts(*row, draft.before->tree.root(), draft.tree.root()));
  }
  GATEWAY_CHECK(check_needs(work, *row, draft));
  draft.grants.push_back({draft.writer, std::nullopt});
  draft.event = "transition";
  draft.detail = describe(*row);
  if ((row->effects & (kSend | kTell)) == 0) return {};
  return send_plan(work, draft, *row);
}

fhir::Checked<void> hold_plan(Work& work, const Seen& plan) {
  if (read_status(plan.tree.root().child("status").value()) != Status::active) return {};
  if (work.find_draft("CarePlan", plan.stored.ref.id) != nullptr) return {};
  Changes changes(plan.tree);
  changes.put("status", std::string(kStatusCodes.code(Status::on_hold)));
  changes.remove_all("id");
  const fhir::Node meta = plan.tree.root().child("meta");
  changes.remove(meta.child("versionId"));
  changes.remove(meta.child("lastUpdated"));
  Draft& draft = work.amend(plan, changes.apply());
  draft.grants.push_back({draft.writer, std::nullopt});
  draft.event = "transition";
  draft.detail = "active>on-hold:lose-basis";
  return {};
}

}  // namespace gateway::exchange
