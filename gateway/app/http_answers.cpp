#include "gateway/app/http_answers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/base/code_table.hpp"
#include "gateway/base/text.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/media_type.hpp"
#include "gateway/codec/xml_writer.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/rest/body_limit.hpp"
#include "gateway/rest/request_headers.hpp"
#include "gateway/rivta/process_request_front.hpp"
#include "gateway/rivta/soap.hpp"
#include "gateway/search/form_fields.hpp"
#include "gateway/wire/answer_fields.hpp"

namespace gateway::app {
namespace {

constexpr std::string_view kFhir = "/fhir";
constexpr std::size_t kNoBody = 0;

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

bool is_fhir(std::string_view path) {
  return path.starts_with(kFhir) && (path.size() == kFhir.size() || path[kFhir.size()] == '/');
}

// Source: FHIR R4, valueset-issue-type.html.
std::string_view issue_code(unsigned status) {
  struct Row {
    unsigned status;
    std::string_view code;
  };
  static constexpr auto kRows = std::to_array<Row>({{413, "too-long"},
                                                    {414, "too-long"},
                                                    {431, "too-long"},
                                                    {408, "timeout"},
                                                    {429, "throttled"},
                                                    {500, "exception"},
                                                    {503, "transient"},
                                                    {504, "timeout"}});
  for (const Row& row : kRows) {
    if (row.status == status) return row.code;
  }
  return "structure";
}

// As in RestFront: _format goes before Accept. What cannot be read is no preference.
codec::Format format_of(const wire::Request& refused) {
  std::string accept;
  for (const wire::Headers::Field& field : refused.headers.fields()) {
    if (!equals_ignoring_case(field.name, "Accept")) continue;
    if (!accept.empty()) accept += ", ";
    accept += field.value;
  }
  const auto fields = search::parse_form(refused.query());
  std::optional<std::string_view> format;
  if (fields) {
    const auto found = std::ranges::find(*fields, "_format", &search::FormField::name);
    if (found != fields->end()) format = found->value;
  }
  return codec::negotiate_format(accept, format).value_or(codec::Format::json);
}

wire::Response line_of_text(const http::Refusal& refusal) {
  wire::Response response{.status = refusal.status, .headers = {}, .body = {}};
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body.append(refusal.text).append("\n");
  return response;
}

wire::Response fault(const http::Refusal& refusal, const wire::Request& refused) {
  const std::string_view id = refusal.status == 500 ? "RIVTA-INTERNAL" : "RIVTA-UNAVAILABLE";
  return rivta::soap_fault({rivta::FaultCode::server, id}, refused.request_id);
}

constexpr CodeTable kEvents(std::to_array<CodeRow<http::EventKind>>({
    {http::EventKind::connection_refused, "HTTP-CONNECTION-REFUSED"},
    {http::EventKind::handshake_refused, "HTTP-HANDSHAKE-REFUSED"},
    {http::EventKind::connection_revoked, "HTTP-CONNECTION-REVOKED"},
    {http::EventKind::request_refused, "HTTP-REQUEST-REFUSED"},
    {http::EventKind::handler_failed, "HTTP-HANDLER-FAILED"},
    {http::EventKind::timed_out, "HTTP-TIMED-OUT"},
}));

}  // namespace

std::size_t HttpAnswers::body_limit(wire::Listener listener, std::string_view target) {
  if (listener == wire::Listener::operator_) return kNoBody;
  const std::string_view path = path_of(target);
  if (is_fhir(path)) return rest::body_limit(wire::Method::post, path.substr(kFhir.size()));
  if (path == rivta::kProcessRequestPath) return rivta::kMaxMessageBytes;
  return rest::kMaxResourceBytes;
}

wire::Response HttpAnswers::outcome(const http::Refusal& refusal,
                                    const wire::Request& refused) const {
  const Error error{ErrorKind::malformed, refusal.id, std::string(refusal.text)};
  const auto resource = fhir::to_operation_outcome(
      *types_, error, issue_code(refusal.status), refusal.status == 500 ? refused.request_id : "");
  const codec::Format format = format_of(refused);
  wire::Response response{.status = refusal.status, .headers = {}, .body = {}};
  response.headers.add("Content-Type", std::string(codec::content_type(format)));
  response.body =
      format == codec::Format::json ? codec::to_json(resource) : codec::to_xml(resource);
  return response;
}

wire::Response HttpAnswers::explain(const http::Refusal& refusal,
                                    const wire::Request& refused) const {
  const std::string_view path = refused.path();
  const bool has_fhir = refused.listener != wire::Listener::operator_;
  if (has_fhir && (path.empty() || is_fhir(path))) {
    wire::Response response = outcome(refusal, refused);
    const auto client_id = rest::parse_request_id(refused.headers);
    const bool named = client_id && !client_id->empty();
    wire::add_answer_fields(response, named ? *client_id : refused.request_id);
    return response;
  }
  const bool is_fault = path == rivta::kProcessRequestPath && refusal.status >= 500;
  wire::Response response = is_fault ? fault(refusal, refused) : line_of_text(refusal);
  wire::add_answer_fields(response, refused.request_id);
  return response;
}

void HttpAnswers::observe(const http::Event& event) const {
  const std::string_view code = kEvents.code(event.kind);
  metrics_
      ->counter("gateway_http_events_total", "Connections and requests refused.", {{"event", code}})
      .add();
  const bool failed = event.kind == http::EventKind::handler_failed;
  log_->write(failed ? LogLevel::error : LogLevel::warning,
              code,
              {event.request_id},
              {LogField::id("source", event.source),
               LogField::code("reason", event.reason),
               LogField::number("status", static_cast<std::int64_t>(event.status))});
}

}  // namespace gateway::app
