#include "gateway/rest/refused_caller.hpp"

#include <utility>

#include "gateway/rest/answer.hpp"

namespace gateway::rest {
namespace {

bool is_denied(ErrorKind kind) {
  return kind == ErrorKind::unauthenticated || kind == ErrorKind::forbidden;
}

}  // namespace

void refuse_call(const Services& services, Call call, fhir::Failure failure) {
  if (!call.request.peer || !is_denied(failure.error.kind)) {
    return finish_failure(services, std::move(call), failure);
  }
  exchange::TurnedAway refused{
      *call.request.peer, call.request.request_id, std::string(failure.error.id)};
  services.parts.door.turn_away(std::move(refused),
                                [&services, call = std::move(call), failure = std::move(failure)](
                                    Result<void> recorded) mutable {
                                  if (!recorded)
                                    failure = fhir::Failure(std::move(recorded).error());
                                  finish_failure(services, std::move(call), failure);
                                });
}

}  // namespace gateway::rest
