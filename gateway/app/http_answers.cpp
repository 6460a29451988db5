#include "gateway/app/http_answers.hpp"

#include <array>
#include <cstdint>
#include <string>

#include "gateway/base/code_table.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/rest/body_limit.hpp"
#include "gateway/rivta/process_request_front.hpp"

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
                                                    {500, "exception"},
                                                    {503, "transient"}});
  for (const Row& row : kRows) {
    if (row.status == status) return row.code;
  }
  return "structure";
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

void HttpAnswers::explain(const http::Refusal& refusal,
                          const Place& place,
                          wire::Response& response) const {
  if (!is_fhir(path_of(place.target))) {
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = std::string(refusal.text) + "\n";
    return;
  }
  const Error error{ErrorKind::malformed, refusal.id, std::string(refusal.text)};
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = codec::to_json(fhir::to_operation_outcome(
      *types_, error, issue_code(refusal.status), refusal.status == 500 ? place.request_id : ""));
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
