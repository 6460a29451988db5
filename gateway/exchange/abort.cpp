#include "gateway/exchange/abort.hpp"

#include "gateway/exchange/lookup.hpp"
#include "gateway/exchange/task.hpp"
#include "gateway/exchange/task_view.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

bool is_agreed(fhir::Node task, const std::string& about, const Directory& directory) {
  if (reference_of(task.child("focus")) != about) return false;
  const auto view = view_task(task, directory);
  return view && view->machine == Machine::abort && view->status == Status::accepted;
}

}  // namespace

Result<bool> is_abort_agreed(Work& work, const std::string& task_id) {
  const std::string about = "Task/" + task_id;
  for (const Draft& draft : work.drafts()) {
    if (draft.ref.type == "Task" && is_agreed(draft.tree.root(), about, work.directory())) {
      return true;
    }
  }
  GATEWAY_TRY(const auto tasks, find_all(work, "Task", "focus", about));
  for (const Seen* task : tasks) {
    if (!is_agreed(task->tree.root(), about, work.directory())) continue;
    work.snapshot().rely_on(task->stored.ref);
    return true;
  }
  return false;
}

Result<bool> is_abortable(Work& work, fhir::Node abort) {
  const std::string_view focus = reference_of(abort.child("focus"));
  if (split_reference(focus).type != "Task") return false;
  GATEWAY_TRY(const auto task, work.find(work.caller().org, focus));
  if (!task) return false;
  const auto asked = view_task(task->tree->root(), work.directory());
  const auto view = view_task(abort, work.directory());
  if (!asked || !view || asked->machine != Machine::referral) return false;
  const bool is_begun = asked->status == Status::in_progress || asked->status == Status::on_hold;
  if (!is_begun || asked->requester != view->requester || asked->owner != view->owner) return false;
  if (task->draft == nullptr) work.snapshot().rely_on(task->ref);
  return true;
}

fhir::Checked<void> end_aborts(Work& work, const std::string& task_id, const Unit& actor) {
  GATEWAY_TRY(const auto tasks, find_all(work, "Task", "focus", "Task/" + task_id));
  for (const Seen* task : tasks) {
    if (work.find_draft("Task", task->stored.ref.id) != nullptr) continue;
    GATEWAY_TRY(const bool is_ended,
                advance_task(work,
                             *task,
                             {.action = Action::lapse,
                              .to = Status::cancelled,
                              .actor = &actor,
                              .reason = terms::kTaskEnded}));
    static_cast<void>(is_ended);  // one that was answered stays as it is
  }
  return {};
}

}  // namespace gateway::exchange
