// OperatorFront: health, readiness and metrics, without a word about any child.
#pragma once

#include <atomic>

#include "gateway/base/metrics.hpp"
#include "gateway/wire/message.hpp"

namespace gateway::app {

// GET /health   200 while the process serves requests
// GET /ready    200 from the first ready() until draining(), 503 otherwise
// GET /metrics  Prometheus text format
//
// THREADS: any.
class OperatorFront final : public wire::Handler {
 public:
  explicit OperatorFront(const Metrics& metrics) : metrics_(&metrics) {}

  void handle(wire::Request request, wire::Respond respond) override;
  void ready() { ready_ = true; }
  void draining() { ready_ = false; }

 private:
  wire::Response answer(std::string_view path) const;

  const Metrics* metrics_;
  std::atomic<bool> ready_ = false;
};

}  // namespace gateway::app
