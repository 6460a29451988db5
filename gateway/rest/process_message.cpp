#include <utility>

#include "gateway/rest/answer.hpp"
#include "gateway/rest/error_map.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/message.hpp"
#include "gateway/rest/refused_caller.hpp"
#include "gateway/rest/request_body.hpp"
#include "gateway/rest/request_headers.hpp"

namespace gateway::rest {
namespace {

// The unit that the message says it is from. Only a unit that the directory lists for the
// certificate's system is accepted; the message cannot claim more.
Result<std::string> sending_unit(const Services& services, const Message& message) {
  if (message.sender.empty()) return std::string();
  const exchange::Unit* unit = services.parts.directory->find_by_reference(message.sender);
  if (unit == nullptr) {
    return fail(ErrorKind::forbidden,
                "MESSAGE-SENDER",
                "The sender of the message is no unit of the directory.",
                "Bundle.entry[0].resource.sender");
  }
  return unit->hsa_id;
}

fhir::Checked<Message> read_request(const Services& services, Call& call) {
  // Before a byte of the body is read: somebody must be there to answer for it.
  if (!call.request.peer) {
    return fail(ErrorKind::unauthenticated,
                "HTTP-NO-CERTIFICATE",
                "The connection has no client certificate.");
  }
  GATEWAY_TRY(const fhir::Resource bundle, read_body(services, call, "Bundle"));
  GATEWAY_TRY(Message message, read_message(bundle, services.options.base_url));
  GATEWAY_TRY(const std::string unit, sending_unit(services, message));
  GATEWAY_TRY(call.caller, identify(services, call, unit));
  return message;
}

ResponseCode code_of(ErrorKind kind) {
  const ErrorRow& row = error_row(kind);
  return row.retry_after_s > 0 || kind == ErrorKind::internal ? ResponseCode::transient_error
                                                              : ResponseCode::fatal_error;
}

wire::Response answer_refused(const Services& services,
                              const Call& call,
                              const Message& message,
                              const fhir::Failure& failure) {
  // What the gateway itself could not do stays out of the answer; the log knows.
  if (failure.error.kind == ErrorKind::internal) return answer_failure(services, call, failure);
  const ErrorRow& row = error_row(failure.error.kind);
  auto response = answer_with(call,
                              row.status,
                              answer_message(message,
                                             {.code = code_of(failure.error.kind),
                                              .details = &failure.issues,
                                              .error = &failure.error},
                                             services.options.base_url,
                                             services.parts.clock.now(),
                                             services.parts.random));
  if (row.retry_after_s > 0) {
    response.headers.add("Retry-After", std::to_string(row.retry_after_s));
  }
  return response;
}

wire::Response answer_accepted(const Services& services,
                               const Call& call,
                               const Message& message,
                               const exchange::Outcome& outcome) {
  auto response = answer_with(
      call,
      200,
      answer_message(message,
                     {.details = outcome.warnings.empty() ? nullptr : &outcome.warnings},
                     services.options.base_url,
                     services.parts.clock.now(),
                     services.parts.random));
  if (outcome.replayed) response.headers.add("Idempotent-Replayed", "true");
  return response;
}

exchange::Command to_command(const Services& services, const Call& call, Message& message) {
  // The key of a message is its own, whatever connection or X-Request-ID it comes with.
  return {.caller = call.caller,
          .origin = exchange::Origin::message,
          .changes = std::move(message.changes),
          .idempotent = exchange::Idempotent{.request_id = "message " + message.key,
                                             .request_hash = security::to_hex(services.hash.sha256(
                                                 security::as_bytes(call.request.body))),
                                             .status = 200,
                                             .note = {}},
          .message_id = message.id};
}

}  // namespace

void process_message(const Services& services, Call call) {
  auto message = read_request(services, call);
  if (!message) {
    refuse_call(services, std::move(call), std::move(message).error());
    return;
  }
  exchange::Command command = to_command(services, call, *message);
  services.parts.door.submit(
      std::move(command),
      [&services, message = std::move(*message), call = std::move(call)](
          fhir::Checked<exchange::Outcome> outcome) mutable {
        auto response = outcome ? answer_accepted(services, call, message, *outcome)
                                : answer_refused(services, call, message, outcome.error());
        finish(std::move(call), std::move(response));
      });
}

}  // namespace gateway::rest
