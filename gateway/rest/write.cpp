#include "gateway/rest/write.hpp"

#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/condition.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/request_body.hpp"
#include "gateway/rest/request_headers.hpp"
#include "gateway/rest/warnings.hpp"

namespace gateway::rest {
namespace {

wire::Response answer_written(const Services& services,
                              const Call& call,
                              exchange::Outcome outcome) {
  exchange::Done& done = outcome.done.front();
  const unsigned status = done.created ? 201 : 200;
  wire::Response response{.status = status, .headers = {}, .body = {}};
  switch (call.prefer.value_or(Return::representation)) {
    case Return::representation:
      response = answer_with(services, call, status, std::move(done.json));
      break;
    case Return::operation_outcome:
      response =
          answer_with(call,
                      status,
                      fhir::to_operation_outcome(services.parts.types, warnings_of(call, outcome)));
      break;
    case Return::minimal: break;
  }
  add_version_headers(response, done.ref.version, done.last_updated);
  if (done.created) response.headers.add("Location", url_of(services, done.ref));
  if (outcome.replayed) response.headers.add("Idempotent-Replayed", "true");
  return response;
}

void submit(const Services& services, Call call, exchange::Change change, unsigned status) {
  exchange::Command command{.caller = call.caller,
                            .origin = exchange::Origin::rest,
                            .changes = {},
                            .idempotent = idempotency_of(services, call, status),
                            .message_id = {}};
  command.changes.push_back(std::move(change));
  services.parts.door.submit(
      std::move(command),
      [&services, call = std::move(call)](fhir::Checked<exchange::Outcome> outcome) mutable {
        if (!outcome) {
          finish_failure(services, std::move(call), outcome.error());
          return;
        }
        auto response = answer_written(services, call, std::move(*outcome));
        finish(std::move(call), std::move(response));
      });
}

fhir::Checked<std::optional<exchange::Condition>> if_none_exist(const Services& services,
                                                                const Call& call) {
  const auto header = call.request.headers.find("If-None-Exist");
  if (!header) return std::optional<exchange::Condition>();
  if (call.request.headers.count("If-None-Exist") > 1) {
    return fail(ErrorKind::malformed, "HTTP-IF-NONE-EXIST", "If-None-Exist stands twice.");
  }
  GATEWAY_TRY(auto condition,
              parse_condition(services, call.target.type, trim(*header), Carrier::hidden));
  return std::optional(std::move(condition));
}

fhir::Checked<exchange::Change> read_creation(const Services& services, Call& call) {
  GATEWAY_TRY(auto condition, if_none_exist(services, call));
  GATEWAY_TRY(fhir::Resource resource, read_body(services, call, call.target.type));
  return exchange::Change{.interaction = exchange::Interaction::create,
                          .resource = std::move(resource),
                          .condition = std::move(condition)};
}

fhir::Checked<exchange::Change> read_update(const Services& services, Call& call) {
  GATEWAY_TRY(const auto if_match, parse_if_match(call.request.headers));
  GATEWAY_TRY(auto condition, condition_of_url(services, call));
  GATEWAY_TRY(fhir::Resource resource, read_body(services, call, call.target.type));
  if (!condition && resource.id() != call.target.id) {
    return fail(ErrorKind::malformed,
                "HTTP-BODY-ID",
                "The id of the body is not the id of the URL.",
                call.target.type + ".id");
  }
  return exchange::Change{.interaction = exchange::Interaction::update,
                          .resource = std::move(resource),
                          .id = call.target.id,
                          .if_match = if_match,
                          .condition = std::move(condition)};
}

}  // namespace

fhir::Checked<std::optional<exchange::Condition>> condition_of_url(const Services& services,
                                                                   const Call& call) {
  if (!call.target.id.empty()) return std::optional<exchange::Condition>();
  GATEWAY_TRY(auto condition,
              parse_condition(services, call.target.type, call.request.query(), Carrier::url));
  return std::optional(std::move(condition));
}

void write(const Services& services,
           Call call,
           fhir::Checked<exchange::Change> change,
           unsigned status) {
  if (!change) {
    finish_failure(services, std::move(call), change.error());
    return;
  }
  submit(services, std::move(call), std::move(*change), status);
}

void create(const Services& services, Call call) {
  auto change = read_creation(services, call);
  write(services, std::move(call), std::move(change), 201);
}

void update(const Services& services, Call call) {
  auto change = read_update(services, call);
  write(services, std::move(call), std::move(change), 200);
}

}  // namespace gateway::rest
