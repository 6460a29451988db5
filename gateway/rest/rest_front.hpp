// RestFront: the FHIR REST API. Routes a request, finds out who calls, and hands it to its
// interaction; every failure becomes an OperationOutcome.
#pragma once

#include "gateway/rest/call.hpp"
#include "gateway/security/envelope_key.hpp"
#include "gateway/wire/message.hpp"

namespace gateway::rest {

// THREADS: handle() may be called from many threads; it blocks on reads of the store and is not for
// I/O threads, unless is_brief() says so. Answers come on the calling thread or on the thread of a
// commit.
class RestFront final : public wire::Handler {
 public:
  // `cursor_key` seals the cursors of `next` links: front processes that share it accept each
  // other's; with a key of its own a restart ends all open pages.
  RestFront(RestParts parts, RestOptions options, security::SecretKey cursor_key);

  void handle(wire::Request request, wire::Respond respond) override;
  // A read by id in JSON: one look into the store, and the text goes out as it is. A long text
  // costs the connection's thread as much again when TLS encrypts it.
  bool is_brief(const wire::Request& request) const override;

 private:
  fhir::Checked<Interaction> admit(Call& call) const;

  Services services_;
};

}  // namespace gateway::rest
