#include <utility>

#include "gateway/rest/answer.hpp"
#include "gateway/rest/interactions.hpp"

namespace gateway::rest {

void task_actions(const Services& services, Call call) {
  const exchange::Caller caller = call.caller;
  std::string id = call.target.id;
  services.parts.reading.actions(
      caller,
      std::move(id),
      [&services, call = std::move(call)](fhir::Checked<fhir::Resource> actions) mutable {
        auto response = actions ? answer_with(call, 200, *actions)
                                : answer_failure(services, call, actions.error());
        return finish_when_recorded(services, std::move(call), std::move(response));
      });
}

void task_read(const Services& services, Call call) {
  exchange::Caller caller = call.caller;
  std::string id = call.target.id;
  services.parts.door.mark_read(
      std::move(caller),
      std::move(id),
      [&services, call = std::move(call)](fhir::Checked<exchange::Outcome> outcome) mutable {
        if (!outcome) {
          finish_failure(services, std::move(call), outcome.error());
          return;
        }
        exchange::Done& task = outcome->done.front();
        auto response = answer_with(services, call, 200, std::move(task.json));
        add_version_headers(response, task.ref.version, task.last_updated);
        finish(std::move(call), std::move(response));
      });
}

void not_offered(const Services& services, Call call) {
  finish_failure(services,
                 std::move(call),
                 Error{ErrorKind::not_supported,
                       "HTTP-NOT-OFFERED",
                       "FHIR R4 knows this interaction; this gateway does not offer it."});
}

}  // namespace gateway::rest
