#include "gateway/rivta/process_request_front.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/encoding.hpp"
#include "gateway/base/text.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/rivta/fhir_parts.hpp"
#include "gateway/rivta/message_texts.hpp"
#include "gateway/rivta/patient_merge.hpp"
#include "gateway/validation/structure_check.hpp"

namespace gateway::rivta {
namespace {

constexpr std::size_t kMaxCorrelationBytes = 64;

std::unexpected<Answer> refuse(FaultCode code, std::string_view id) {
  return std::unexpected(Answer(Fault{code, id}));
}

std::unexpected<Answer> refuse(ErrorKind kind, std::string_view id, std::string path = {}) {
  const MessageText& text = message_text(id);
  return std::unexpected(
      refused_answer(Error{kind, text.id, std::string(text.english), std::move(path)}));
}

// Refusals of HTTP, before there is a SOAP message: plain text, no fault.
wire::Response plain(unsigned status, std::string_view sentence) {
  wire::Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = sentence;
  response.body += '\n';
  return response;
}

// A body in one of the forms that this service reads; or the refusal.
std::optional<wire::Response> check_http(const wire::Request& request) {
  if (request.method != wire::Method::post) {
    wire::Response response = plain(405, "ProcessRequest is called with POST.");
    response.headers.add("Allow", "POST");
    return response;
  }
  const wire::Headers& headers = request.headers;
  const bool is_one = headers.count("Content-Type") == 1;
  if (!is_one || !is_soap_content_type(*headers.find("Content-Type"))) {
    return plain(415, "The body must be text/xml in UTF-8.");
  }
  if (!equals_ignoring_case(headers.find("Content-Encoding").value_or("identity"), "identity")) {
    return plain(415, "The body must not be compressed.");
  }
  if (request.body.size() > kMaxMessageBytes) {
    return plain(413, "The message is larger than 10 MB.");
  }
  return std::nullopt;
}

bool is_correlation_id(std::string_view text) {
  const auto is_allowed = [](char c) { return is_alpha(c) || is_digit(c) || c == '-'; };
  return text.size() <= kMaxCorrelationBytes && std::ranges::all_of(text, is_allowed);
}

// The platform in between has its own header for the same thing.
std::string correlation_id(const wire::Headers& headers) {
  for (const std::string_view name : {"X-Correlation-ID", "x-skltp-correlation-id"}) {
    const auto found = headers.find(name);
    if (found && is_correlation_id(*found)) return std::string(*found);
  }
  return {};
}

// The sender's record has one Patient for a person. A temporary identity cannot be checked and may
// be given to another person later: it finds nobody.
std::optional<exchange::OwnMatch> match_of(const fhir::Resource& resource) {
  const fhir::Node identifier = resource.root().child("identifier");
  const bool is_person = resource.type_name() == "Patient" && identifier;
  if (!is_person || identifier.child("use").value() == "temp") return std::nullopt;
  return exchange::OwnMatch{.system = std::string(identifier.child("system").value()),
                            .value = std::string(identifier.child("value").value()),
                            .merge = merge_patient};
}

std::vector<exchange::Change> changes_of(const fhir::Resource& bundle) {
  std::vector<exchange::Change> changes;
  for (const fhir::Node entry : bundle.root().children("entry")) {
    fhir::Resource resource = bundle.part(entry.child("resource"));
    auto match = match_of(resource);
    changes.push_back(
        {.interaction = exchange::Interaction::create,
         .resource = std::move(resource),
         .full_url = std::string(entry.child("fullUrl").value()),
         .expression = "Bundle.entry[" + std::to_string(changes.size()) + "].resource",
         .match = std::move(match)});
  }
  return changes;
}

// The log id under which the message of this digest made the ServiceRequest; nothing if another
// message did.
std::optional<std::string> note_of(const fhir::Resource& service, std::string_view digest) {
  const fhir::Node message =
      exchange::extension(service.root(), referral_extension(kMessageExtension));
  const auto part = [message](std::string_view url) {
    return exchange::extension(message, url).child("valueString").value();
  };
  if (part("digest") != digest) return std::nullopt;
  return std::string(part("log-id"));
}

}  // namespace

void ProcessRequestFront::handle(wire::Request request, wire::Respond respond) {
  if (auto refusal = check_http(request)) return respond(*std::move(refusal));
  auto accepted = accept(request);
  if (!accepted) return tell(request, std::move(accepted).error(), std::move(respond));
  submit(*std::move(accepted), std::move(request.request_id), std::move(respond));
}

// A caller that may not do this is told when the record of it is durable.
void ProcessRequestFront::tell(const wire::Request& request,
                               Refusal refusal,
                               wire::Respond respond) const {
  if (refusal.caller_reason.empty()) {
    return respond(render(refusal.answer, request.request_id));
  }
  parts_.door.turn_away({*request.peer, request.request_id, std::string(refusal.caller_reason)},
                        [answer = std::move(refusal.answer),
                         log_id = request.request_id,
                         respond = std::move(respond)](Result<void> recorded) mutable {
                          if (!recorded) answer = refused_answer(std::move(recorded).error());
                          respond(render(answer, log_id));
                        });
}

std::expected<ProcessRequestFront::Accepted, ProcessRequestFront::Refusal>
ProcessRequestFront::accept(const wire::Request& request) const {
  if (!is_soap_action(request.headers.find("SOAPAction").value_or(""), kProcessRequestAction)) {
    return refuse(FaultCode::client, "RIVTA-SOAP-ACTION");
  }
  const auto call = read_call(request.body);
  if (!call) return std::unexpected(Answer(call.error()));
  if (!call->body.is(kProcessRequestNamespace, "ProcessRequest")) {
    return refuse(FaultCode::client, "RIVTA-UNKNOWN-SERVICE");
  }
  const auto findings = parts_.schemas.validate(kProcessRequestSchema, call->body);
  if (!findings.empty()) return std::unexpected(Answer(schema_result(findings)));

  auto routing = read_routing(call->body);
  if (!routing) return std::unexpected(refused_answer(routing.error()));
  GATEWAY_TRY(exchange::Caller caller, identify(request, *routing));
  GATEWAY_CHECK(check_receiver(*routing, call->logical_address));
  routing->legal_basis = parts_.directory->find_by_key(caller.org)->rivta_basis;
  const std::string canonical = canonical_text(call->body);
  if (canonical.size() > kMaxReferralBytes) return refuse(ErrorKind::too_large, "RIVTA-TOO-LONG");
  routing->digest = security::to_hex(hash_.sha256(security::as_bytes(canonical)));
  routing->log_id = request.request_id;

  GATEWAY_TRY(Accepted accepted, map(*routing, call->body));
  accepted.command.caller = std::move(caller);
  accepted.command.idempotent = idempotence(*routing);
  accepted.command.only_once = only_once(*routing);
  return accepted;
}

// The sender is the unit that answers go to; it must be one that the calling system may act for.
std::expected<exchange::Caller, ProcessRequestFront::Refusal> ProcessRequestFront::identify(
    const wire::Request& request, const Routing& routing) const {
  if (!request.peer) return refuse(FaultCode::client, "RIVTA-NOT-ALLOWED");
  auto caller = parts_.directory->identify(*request.peer, routing.sender);
  if (!caller) {
    parts_.log.write(LogLevel::warning,
                     "RIVTA-NOT-ALLOWED",
                     {.correlation_id = request.request_id},
                     {LogField::code("reason", caller.error().id),
                      LogField::id("system", request.peer->hsa_id)});
    return std::unexpected(Refusal(refused_answer(caller.error()), caller.error().id));
  }
  caller->request_id = request.request_id;
  caller->correlation_id = correlation_id(request.headers);
  if (!routing.author.empty()) {
    caller->person = exchange::Person{routing.author, routing.author_role};
  }
  return *std::move(caller);
}

std::expected<void, Answer> ProcessRequestFront::check_receiver(
    const Routing& routing, std::string_view logical_address) const {
  const std::string place = "request/recipient/organisation/careUnitId";
  if (routing.recipient != logical_address) {
    return refuse(ErrorKind::invalid, "RIVTA-RECEIVER-MISMATCH", place);
  }
  if (parts_.directory->find_by_hsa_id(routing.recipient) == nullptr) {
    return refuse(ErrorKind::invalid, "RIVTA-RECEIVER-UNKNOWN", place);
  }
  return {};
}

std::expected<ProcessRequestFront::Accepted, Answer> ProcessRequestFront::map(
    const Routing& routing, XmlElement process_request) const {
  auto mapped =
      map_process_request(process_request, routing, parts_.definitions.types(), parts_.random);
  if (!mapped) return std::unexpected(refused_answer(mapped.error()));
  fhir::IssueLog findings;
  validation::check_structure(mapped->bundle, parts_.definitions, findings);
  if (findings.has_errors()) {
    const MessageText& text = message_text("RIVTA-REFUSED");
    Error why{ErrorKind::invalid, text.id, std::string(text.english)};
    return std::unexpected(refused_answer({std::move(why), std::move(findings)}));
  }
  Accepted accepted;
  accepted.command.origin = exchange::Origin::rivta;
  accepted.command.changes = changes_of(mapped->bundle);
  accepted.notes = std::move(mapped->notes);
  return accepted;
}

// Source: domain.md, protocol rules: sender, requestId and versionNumber. The digest leaves out
// what may differ between two sendings of one message (canonical_text).
exchange::Idempotent ProcessRequestFront::idempotence(const Routing& routing) const {
  return {.request_id = "rivta/" + std::to_string(routing.version) + "/" + routing.request_id,
          .request_hash = routing.digest,
          .status = 200,
          .note = routing.log_id};
}

// A referral is one referral for ever, not only while the row of its request lives.
exchange::OnlyOnce ProcessRequestFront::only_once(const Routing& routing) const {
  return {.type = "ServiceRequest",
          .system = std::string(kRequestIdSystem),
          .value = routing.request_id,
          .note_of = [digest = routing.digest](const fhir::Resource& first) {
            return note_of(first, digest);
          }};
}

void ProcessRequestFront::submit(Accepted accepted,
                                 std::string log_id,
                                 wire::Respond respond) const {
  parts_.door.submit(
      std::move(accepted.command),
      [notes = std::move(accepted.notes), log_id = std::move(log_id), respond = std::move(respond)](
          fhir::Checked<exchange::Outcome> outcome) mutable {
        if (!outcome) return respond(render(refused_answer(outcome.error()), log_id));
        const std::string_view id = outcome->replayed ? outcome->note : log_id;
        respond(render(accepted_result(notes, outcome->warnings), id));
      });
}

}  // namespace gateway::rivta
