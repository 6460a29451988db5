// ProcessRequestFront: the SOAP service ProcessRequest of clinicalprocess:activity:request,
// version 1.
//
// A valid referral goes through the exchange's door as Patient, ServiceRequest and Task; the sender
// has its answer after the commit. Interface: docs/interfaces/rivta.md.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "gateway/base/log.hpp"
#include "gateway/base/random.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/exchange/directory.hpp"
#include "gateway/exchange/door.hpp"
#include "gateway/rivta/process_request.hpp"
#include "gateway/rivta/process_request_answer.hpp"
#include "gateway/rivta/soap.hpp"
#include "gateway/rivta/xsd_check.hpp"
#include "gateway/security/hash.hpp"
#include "gateway/wire/message.hpp"

namespace gateway::rivta {

// Where the composition puts the service, on the partner listener.
inline constexpr std::string_view kProcessRequestPath =
    "/rivta/clinicalprocess/activity/request/ProcessRequest/1/rivtabp21";
inline constexpr std::string_view kProcessRequestAction =
    "urn:riv:clinicalprocess:activity:request:ProcessRequestResponder:1:ProcessRequest";
// The contract to load into the XsdCheck.
inline constexpr std::string_view kProcessRequestSchema = "process_request_1.xsd";

// LIFETIME: everything referred to outlives the front.
struct FrontParts {
  exchange::Door& door;
  std::shared_ptr<const exchange::Directory> directory;
  const conformance::Definitions& definitions;
  const XsdCheck& schemas;  // has kProcessRequestSchema
  RandomSource& random;
  const Log& log;
};

// THREADS: any.
class ProcessRequestFront final : public wire::Handler {
 public:
  // Of the canonical text of one referral; a ServiceRequest made of it stays within the limit of a
  // resource.
  static constexpr std::size_t kMaxReferralBytes = std::size_t{1024} * 1024;

  explicit ProcessRequestFront(FrontParts parts) : parts_(std::move(parts)) {}

  void handle(wire::Request request, wire::Respond respond) override;

 private:
  // A command for the door, and what the map had to say; or the answer at once.
  struct Accepted {
    exchange::Command command;
    fhir::IssueLog notes;
  };
  struct Refusal {
    Answer answer;
    std::string_view caller_reason = {};  // set: the caller may not do this, which is recorded

    Refusal(Answer why) : answer(std::move(why)) {}  // NOLINT(google-explicit-constructor)
    Refusal(Answer why, std::string_view reason) : answer(std::move(why)), caller_reason(reason) {}
  };
  std::expected<Accepted, Refusal> accept(const wire::Request& request) const;
  std::expected<exchange::Caller, Refusal> identify(const wire::Request& request,
                                                    const Routing& routing) const;
  void tell(const wire::Request& request, Refusal refusal, wire::Respond respond) const;
  std::expected<void, Answer> check_receiver(const Routing& routing,
                                             std::string_view logical_address) const;
  std::expected<Accepted, Answer> map(const Routing& routing, XmlElement process_request) const;
  exchange::Idempotent idempotence(const Routing& routing) const;
  exchange::OnlyOnce only_once(const Routing& routing) const;
  void submit(Accepted accepted, std::string log_id, wire::Respond respond) const;

  FrontParts parts_;
  security::Hash hash_;
};

}  // namespace gateway::rivta
