#include "gateway/exchange/onward.hpp"

#include <algorithm>
#include <array>

#include "gateway/exchange/guards.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/task_sending.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::exchange {
namespace {

// Source: domain.md, R10.
constexpr auto kNamesReceiver = std::to_array<std::string_view>({
    terms::kWrongRecipient,
    terms::kOutsideMandate,
    terms::kHomeUnstable,
});

// What belongs to the old owner's handling, or is the server's own.
constexpr auto kNotTakenOver = std::to_array<std::string_view>({
    "id",
    "partOf",
    "statusReason",
    "businessStatus",
    "executionPeriod",
    "owner",
    "output",
});

std::string_view suggestion_in(fhir::Node task) noexcept {
  for (const fhir::Node output : task.children("output")) {
    if (is_output(output, terms::kSuggestedReceiver)) return reference_of(output.choice("value"));
  }
  return {};
}

fhir::Resource reference_to(const fhir::TypeTable& types, std::string_view target) {
  fhir::Builder b(types, "Reference");
  b.add("reference", target);
  return std::move(b).finish();
}

fhir::Resource next_task(const Draft& rejected, Instant now) {
  Changes changes(rejected.tree);
  const fhir::Node root = rejected.tree.root();
  for (const std::string_view element : kNotTakenOver)
    changes.remove_all(element);
  changes.remove(root.child("meta").child("versionId"));
  changes.remove(root.child("meta").child("lastUpdated"));
  for (const fhir::Node each : root.children("extension")) {
    const std::string_view url = each.child("url").value();
    if (url == terms::kHeldFrom || url == terms::kResumeBy) changes.remove(each);
  }
  const fhir::TypeTable& types = rejected.tree.types();
  changes.put("status", std::string(kStatusCodes.code(Status::requested)));
  changes.put("authoredOn", fhir::to_text(now));
  changes.put("lastModified", fhir::to_text(now));
  changes.add("partOf", reference_to(types, "Task/" + rejected.ref.id));
  changes.add("owner", reference_to(types, suggestion_in(root)));
  return changes.apply();
}

}  // namespace

bool asks_for_receiver(fhir::Node task) noexcept {
  const std::string_view reason = code_in(task.child("statusReason"), terms::kTaskReason);
  return std::ranges::find(kNamesReceiver, reason) != kNamesReceiver.end();
}

const Unit* suggested_receiver(fhir::Node task, const Directory& directory) noexcept {
  const std::string_view named = suggestion_in(task);
  if (split_reference(named).type != "HealthcareService") return nullptr;
  return directory.find_by_reference(named);
}

Result<bool> is_after_return(Work& work, const Draft& draft) {
  for (const fhir::Node each : draft.tree.root().children("partOf")) {
    const std::string_view reference = reference_of(each);
    if (split_reference(reference).type != "Task") return false;
    GATEWAY_TRY(const auto task, work.find(work.caller().org, reference));
    if (!task || task->child != draft.child) return false;
    const auto view = view_task(task->tree->root(), work.directory());
    if (!view || view->requester->key != work.caller().org) return false;
    if (view->status != Status::rejected) return false;
    if (task->draft == nullptr) work.snapshot().rely_on(task->ref);
  }
  return true;
}

fhir::Checked<void> pass_on(Work& work, const Draft& rejected, const TaskView& view) {
  const Unit* next = suggested_receiver(rejected.tree.root(), work.directory());
  if (next == nullptr || next->key == view.requester->key) {
    return refuse_invalid("EXCHANGE-SUGGESTED-RECEIVER",
                          "a request is passed on to a third unit; to the requester it is returned",
                          "Task.output");
  }
  work.drafts().push_back({.change = nullptr,
                           .ref = {"Task", work.new_uuid(), 1},
                           .tree = next_task(rejected, work.now()),
                           .before = nullptr,
                           .writer = view.requester->key,
                           .child = rejected.child,
                           .event = "transition",
                           .detail = "rejected>requested:forward"});
  Draft& made = work.drafts().back();
  made.grants.push_back({made.writer, std::nullopt});
  GATEWAY_TRY(const TaskView next_view, view_task(made.tree.root(), work.directory()));
  return send_request(work, made, next_view);
}

}  // namespace gateway::exchange
