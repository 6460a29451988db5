// HttpAnswers: what http needs from above it: how large a body may be, how a refusal is worded in
// the protocol of its path, and where its events go.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/base/log.hpp"
#include "gateway/base/metrics.hpp"
#include "gateway/fhir/type_table.hpp"
#include "gateway/http/server.hpp"

namespace gateway::app {

// THREADS: any.
class HttpAnswers {
 public:
  HttpAnswers(const fhir::TypeTable& types, const Log& log, Metrics& metrics)
      : types_(&types), log_(&log), metrics_(&metrics) {}

  // The most bytes that a body for this target may have (docs/security.md, limits per front).
  static std::size_t body_limit(wire::Listener listener, std::string_view target);

  // In the protocol of the path: an OperationOutcome in the format that the request asks for, also
  // if nothing of the request was read on a listener with FHIR; for the SOAP service a fault if the
  // gateway could not serve the request, text if the request was no good HTTP (docs/interfaces/
  // rivta.md); text for all others.
  wire::Response explain(const http::Refusal& refusal, const wire::Request& refused) const;

  // Counts every event; logs what an operator should see.
  void observe(const http::Event& event) const;

 private:
  wire::Response outcome(const http::Refusal& refusal, const wire::Request& refused) const;

  const fhir::TypeTable* types_;
  const Log* log_;
  Metrics* metrics_;
};

}  // namespace gateway::app
