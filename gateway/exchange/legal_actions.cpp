#include "gateway/exchange/legal_actions.hpp"

#include "gateway/exchange/task_view.hpp"
#include "gateway/fhir/builder.hpp"

namespace gateway::exchange {
namespace {

void add_part(fhir::Builder& b, std::string_view name, std::string_view code) {
  b.begin("part");
  b.add("name", name);
  b.add("valueCode", code);
  b.end();
}

void add_action(fhir::Builder& b, const Row& row) {
  b.begin("parameter");
  b.add("name", "action");
  add_part(b, "code", kActionCodes.code(row.action));
  add_part(b, "status", kStatusCodes.code(row.to));
  const std::string_view word = word_of(row.action);
  if (!word.empty()) add_part(b, "business-status", word);
  for (const NeedName& each : need_names()) {
    if ((row.needs & each.need) != 0) add_part(b, "requires", each.name);
  }
  b.end();
}

}  // namespace

fhir::Checked<fhir::Resource> legal_actions(const fhir::Resource& task,
                                            const Caller& caller,
                                            const Directory& directory) {
  GATEWAY_TRY(const TaskView view, view_task(task.root(), directory));
  unsigned roles = 0;
  if (view.requester->key == caller.org) roles |= kRequester;
  if (view.owner != nullptr && view.owner->key == caller.org) roles |= kOwner;
  const Status held = held_status(task.root());
  fhir::Builder b(task.types(), "Parameters");
  for (const Row& row : rows(view.machine)) {
    if (row.from != view.status || (row.by & roles) == 0) continue;
    if ((row.needs & kHeldStatus) != 0 && !leads_on_from(row, held)) continue;
    add_action(b, row);
  }
  return std::move(b).finish();
}

}  // namespace gateway::exchange
