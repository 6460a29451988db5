#include "gateway/app/operator_front.hpp"

#include <string>
#include <utility>

namespace gateway::app {
namespace {

wire::Response text(unsigned status, std::string body) {
  wire::Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

}  // namespace

wire::Response OperatorFront::answer(std::string_view path) const {
  if (path == "/health") return text(200, "serving\n");
  if (path == "/ready") return ready_ ? text(200, "ready\n") : text(503, "not ready\n");
  if (path == "/metrics") return text(200, metrics_->to_text());
  return text(404, "The operator's paths are /health, /ready and /metrics.\n");
}

void OperatorFront::handle(wire::Request request, wire::Respond respond) {
  if (request.method != wire::Method::get && request.method != wire::Method::head) {
    wire::Response refused = text(405, "Only GET and HEAD.\n");
    refused.headers.add("Allow", "GET, HEAD");
    respond(std::move(refused));
    return;
  }
  respond(answer(request.path()));
}

}  // namespace gateway::app
