// Deliveries: what the dispatcher may ask and tell. It sends; the exchange decides.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/store/ports.hpp"

namespace gateway::exchange {

// Where a receiver's system listens.
struct Destination {
  store::OrgKey org = store::kEveryone;
  std::string url;            // https://host:port/path of its $process-message
  std::string system_hsa_id;  // serialNumber that its server certificate must have
};

// One message, ready to send. The same claim gives the same message id on every attempt.
struct Parcel {
  store::Claim claim;
  Destination destination;
  fhir::Resource message;  // Bundle of type message, MessageHeader first
};

enum class Verdict : std::uint8_t {
  received,   // the receiver acknowledged: "ok"
  transient,  // no answer, 5xx, 408, 429, or "transient-error": try again
  fatal,      // refused for good: "fatal-error" or another 4xx
};

// What became of one attempt to send.
struct Attempt {
  Verdict verdict = Verdict::transient;
  std::string code;            // short and without content: "http-503"
  std::string receipt_digest;  // SHA-256 of the acknowledgement, hex; empty if there is none
  Instant next_attempt;        // counts for `transient` only
};

// THREADS: any worker thread. Completions must not block.
class Deliveries {
 public:
  virtual ~Deliveries() = default;

  // Claims due messages, checks the basis of each again, and builds the messages. Those whose basis
  // no longer holds are cancelled here and not returned.
  virtual void claim(store::ClaimRequest request,
                     std::move_only_function<void(Result<std::vector<Parcel>>)> completion) = 0;

  // Records what became of an attempt, with its audit; on `received` the receiver is granted what
  // was sent and the Task becomes received, in the same transaction.
  virtual void finish(const store::Claim& claim,
                      Attempt attempt,
                      std::move_only_function<void(Result<void>)> completion) = 0;
};

}  // namespace gateway::exchange
