#include <utility>

#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/request_headers.hpp"
#include "gateway/rest/warnings.hpp"
#include "gateway/rest/write.hpp"

namespace gateway::rest {
namespace {

fhir::Checked<exchange::Change> read_change(const Services& services, const Call& call) {
  GATEWAY_TRY(const auto if_match, parse_if_match(call.request.headers));
  GATEWAY_TRY(auto condition, condition_of_url(services, call));
  return exchange::Change{
      .interaction = exchange::Interaction::delete_,
      .resource = fhir::Builder(services.parts.types, call.target.type).finish(),
      .id = call.target.id,
      .if_match = if_match,
      .condition = std::move(condition)};
}

// Nobody may tell from the answer whether there was a resource that the caller does not see; the
// version is that of a deletion which was the caller's to make.
wire::Response answer_removed(const Services& services,
                              const Call& call,
                              const exchange::Outcome& outcome) {
  wire::Response response{.status = 204, .headers = {}, .body = {}};
  if (call.prefer == Return::operation_outcome) {
    response = answer_with(
        call, 200, fhir::to_operation_outcome(services.parts.types, warnings_of(call, outcome)));
  }
  if (!outcome.done.empty()) {
    const exchange::Done& done = outcome.done.front();
    add_version_headers(response, done.ref.version, done.last_updated);
  }
  if (outcome.replayed) response.headers.add("Idempotent-Replayed", "true");
  return response;
}

}  // namespace

void remove(const Services& services, Call call) {
  auto change = read_change(services, call);
  if (!change) return finish_failure(services, std::move(call), change.error());
  exchange::Command command{.caller = call.caller,
                            .origin = exchange::Origin::rest,
                            .changes = {},
                            .idempotent = idempotency_of(services, call, 204),
                            .message_id = {}};
  command.changes.push_back(std::move(*change));
  services.parts.door.submit(
      std::move(command),
      [&services, call = std::move(call)](fhir::Checked<exchange::Outcome> outcome) mutable {
        if (!outcome) return finish_failure(services, std::move(call), outcome.error());
        auto response = answer_removed(services, call, *outcome);
        finish(std::move(call), std::move(response));
      });
}

}  // namespace gateway::rest
