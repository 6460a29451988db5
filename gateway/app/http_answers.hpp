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

  struct Place {
    wire::Listener listener;
    std::string_view target;  // empty if it could not be read
    std::string_view request_id;
  };
  // FHIR paths get an OperationOutcome, all others one line of text.
  void explain(const http::Refusal& refusal, const Place& place, wire::Response& response) const;

  // Counts every event; logs what an operator should see.
  void observe(const http::Event& event) const;

 private:
  const fhir::TypeTable* types_;
  const Log* log_;
  Metrics* metrics_;
};

}  // namespace gateway::app
