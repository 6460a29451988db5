#include "gateway/rest/answer.hpp"

#include <utility>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/xml_writer.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/rest/error_map.hpp"
#include "gateway/wire/answer_fields.hpp"

namespace gateway::rest {
namespace {

// For what the gateway itself has written; a Bundle adds a few levels around a resource.
constexpr codec::ReadLimits kOwnLimits{.max_bytes = std::size_t{512} * 1024 * 1024,
                                       .max_depth = 80};

std::string to_text(const fhir::Resource& resource, const AnswerForm& form) {
  const auto layout = form.pretty ? codec::Layout::pretty : codec::Layout::compact;
  return form.format == codec::Format::json ? codec::to_json(resource, layout)
                                            : codec::to_xml(resource, layout);
}

wire::Response with_body(const Call& call, unsigned status, std::string body) {
  wire::Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.add("Content-Type", std::string(codec::content_type(call.form.format)));
  return response;
}

}  // namespace

Result<fhir::Resource> read_own(std::string json, const fhir::TypeTable& types) {
  fhir::IssueLog findings;
  auto resource = codec::read_json(std::move(json), types, kOwnLimits, findings);
  if (resource) return std::move(*resource);
  return fail(ErrorKind::internal, "REST-OWN-TEXT", "A stored resource cannot be read.");
}

wire::Response answer_with(const Call& call, unsigned status, const fhir::Resource& resource) {
  return with_body(call, status, to_text(resource, call.form));
}

wire::Response answer_with(const Services& services,
                           const Call& call,
                           unsigned status,
                           std::string json) {
  if (call.form.format == codec::Format::json && !call.form.pretty) {
    return with_body(call, status, std::move(json));
  }
  const auto resource = read_own(std::move(json), services.parts.types);
  return resource ? answer_with(call, status, *resource)
                  : answer_failure(services, call, resource.error());
}

wire::Response answer_failure(const Services& services,
                              const Call& call,
                              const fhir::Failure& failure) {
  const ErrorRow& row = error_row(failure.error.kind);
  const fhir::TypeTable& types = services.parts.types;
  const bool is_internal = failure.error.kind == ErrorKind::internal;
  auto response = answer_with(
      call,
      row.status,
      is_internal ? fhir::to_operation_outcome(types,
                                               Error{ErrorKind::internal,
                                                     failure.error.id,
                                                     "The gateway failed; the log knows why."},
                                               row.issue_code,
                                               call.request.request_id)
                  : fhir::to_operation_outcome(types, failure, row.issue_code));
  if (row.retry_after_s > 0) {
    response.headers.add("Retry-After", std::to_string(row.retry_after_s));
  }
  return response;
}

fhir::Failure no_definitions() {
  return Error{ErrorKind::unavailable,
               "REST-DEFINITIONS",
               "The definitions that this needs cannot be read now: try again."};
}

void add_version_headers(wire::Response& response, std::uint32_t version, Instant last_updated) {
  response.headers.add("ETag", to_etag(version));
  response.headers.add("Last-Modified", to_http_date(last_updated));
}

std::string url_of(const Services& services, const store::ResourceRef& ref) {
  std::string url = services.options.base_url + '/' + ref.type + '/' + ref.id;
  if (ref.version != 0) url += "/_history/" + std::to_string(ref.version);
  return url;
}

namespace {

void add_common_headers(const Call& call, wire::Response& response) {
  wire::add_answer_fields(
      response, call.client_request_id.empty() ? call.request.request_id : call.client_request_id);
  if (!call.caller.correlation_id.empty()) {
    response.headers.add("X-Correlation-ID", call.caller.correlation_id);
  }
}

}  // namespace

void finish(Call call, wire::Response response) {
  add_common_headers(call, response);
  call.respond(std::move(response));
}

exchange::Release finish_when_recorded(const Services& services,
                                       Call call,
                                       wire::Response response) {
  add_common_headers(call, response);
  return [&services, call = std::move(call), response = std::move(response)](
             Result<void> recorded) mutable {
    if (!recorded) return finish_failure(services, std::move(call), recorded.error());
    call.respond(std::move(response));
  };
}

void finish_failure(const Services& services, Call call, const fhir::Failure& failure) {
  auto response = answer_failure(services, call, failure);
  finish(std::move(call), std::move(response));
}

}  // namespace gateway::rest
