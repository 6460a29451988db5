#include "gateway/exchange/task_view.hpp"

#include <algorithm>
#include <array>

#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

struct KindRow {
  std::string_view system;
  std::string_view code;
  Machine machine;
  std::string_view event;
  std::string_view purpose;
};

constexpr auto kKinds = std::to_array<KindRow>({
    {terms::kFhirTaskCode,
     "fulfill",
     Machine::referral,
     terms::kReferralEvent,
     terms::kForReferral},
    {terms::kFhirTaskCode, "abort", Machine::abort, terms::kAbortEvent, terms::kForReferral},
    {terms::kTaskCode, "activity", Machine::referral, terms::kReferralEvent, terms::kForSip},
    {terms::kTaskCode,
     "respond-invitation",
     Machine::invitation,
     terms::kInvitationEvent,
     terms::kForSip},
    {terms::kTaskCode,
     "approve-protocol",
     Machine::approval,
     terms::kProtocolEvent,
     terms::kForSip},
});

const KindRow* find_kind(fhir::Node task) noexcept {
  const fhir::Node code = task.child("code");
  // A Task without code that asks for a ServiceRequest can only mean to fulfil it.
  if (!code && reference_of(task.child("focus")).starts_with("ServiceRequest/")) return &kKinds[0];
  const auto row = std::ranges::find_if(
      kKinds, [code](const KindRow& each) { return code_in(code, each.system) == each.code; });
  return row == kKinds.end() ? nullptr : &*row;
}

// What is asked for as part of a SIP is an activity of it, whatever its code.
bool is_of_plan(fhir::Node task) noexcept {
  return std::ranges::any_of(task.children("basedOn"), [](const fhir::Node each) {
    return reference_of(each).starts_with("CarePlan/");
  });
}

}  // namespace

bool is_request_event(std::string_view event) noexcept {
  return std::ranges::find(kKinds, event, &KindRow::event) != kKinds.end();
}

std::optional<Status> read_status(std::string_view code) noexcept {
  if (code.empty()) return std::nullopt;
  return kStatusCodes.value(code);
}

Status held_status(fhir::Node task) noexcept {
  const fhir::Node held = extension(task, terms::kHeldFrom).choice("value");
  return read_status(held.value()).value_or(Status::none);
}

fhir::Checked<TaskView> view_task(fhir::Node task, const Directory& directory) {
  const KindRow* kind = find_kind(task);
  if (kind == nullptr) {
    return refuse_invalid(
        "EXCHANGE-TASK-CODE", "Task.code is none that the gateway carries", "Task.code");
  }
  const auto status = read_status(task.child("status").value());
  if (!status) {
    return refuse_invalid(
        "EXCHANGE-TASK-STATUS", "Task.status is none that the gateway uses", "Task.status");
  }
  TaskView view;
  view.machine = kind->machine;
  view.event = kind->event;
  view.purpose = is_of_plan(task) ? terms::kForSip : kind->purpose;
  view.status = *status;
  view.requester = directory.find_by_reference(reference_of(task.child("requester")));
  if (view.requester == nullptr) {
    return refuse_invalid("EXCHANGE-REQUESTER",
                          "Task.requester must be an Organization of the directory",
                          "Task.requester");
  }
  const fhir::Node owner = task.child("owner");
  view.owner = directory.find_by_reference(reference_of(owner));
  if (owner && view.owner == nullptr) {
    return refuse_invalid(
        "EXCHANGE-RECEIVER-UNKNOWN", "the directory does not have this receiver", "Task.owner");
  }
  view.correlation = task.child("groupIdentifier").child("value").value();
  return view;
}

}  // namespace gateway::exchange
