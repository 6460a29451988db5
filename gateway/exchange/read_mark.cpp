#include "gateway/exchange/read_mark.hpp"

#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/task.hpp"

namespace gateway::exchange {

fhir::Checked<void> decide_read_mark(Work& work, const std::string& task_id) {
  if (!work.caller().person) {
    return refuse_invalid("EXCHANGE-PERSON-REQUIRED",
                          "a person takes this step: name them in X-Acting-Person");
  }
  GATEWAY_TRY(const Seen* task, work.snapshot().find(work.caller().org, "Task", task_id));
  if (task == nullptr) {
    return refuse(
        ErrorKind::not_found, "EXCHANGE-NOT-FOUND", "there is no such Task for the caller");
  }
  store::AuditRecord record = work.record_of("task-read", 'R');
  record.child = task->stored.child;
  record.entities.push_back({task->stored.ref});
  work.audit(std::move(record));
  GATEWAY_TRY(const TaskView view, view_task(task->tree.root(), work.directory()));
  const bool is_opened = view.owner != nullptr && view.owner->key == work.caller().org &&
                         !view.owner->endpoint && view.status == Status::requested;
  if (!is_opened) return {};
  GATEWAY_TRY(
      const bool is_received,
      advance_task(
          work, *task, {.action = Action::receive, .to = Status::received, .actor = view.owner}));
  static_cast<void>(is_received);  // another step was faster: the record of the reading stands
  return {};
}

}  // namespace gateway::exchange
