// RestFront: the FHIR REST API. Routes a request, finds out who calls, and hands it to its
// interaction; every failure becomes an OperationOutcome.
#pragma once

#include "gateway/rest/call.hpp"
#include "gateway/security/envelope_key.hpp"
#include "gateway/wire/message.hpp"

namespace gateway::rest {

// THREADS: handle() may be called from many threads; it blocks on reads of the store and is not for
// I/O threads. Answers come on the calling thread or on the thread of a commit.
class RestFront final : public wire::Handler {
 public:
  // `cursor_key` seals the cursors of `next` links: front processes that share it accept each
  // other's; with a key of its own a restart ends all open pages.
  RestFront(RestParts parts, RestOptions options, security::SecretKey cursor_key);

  void handle(wire::Request request, wire::Respond respond) override;

 private:
  fhir::Checked<Interaction> admit(Call& call) const;

  Services services_;
};

}  // namespace gateway::rest
