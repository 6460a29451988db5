#include "gateway/rivta/process_request.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"
#include "gateway/rivta/fhir_parts.hpp"
#include "gateway/rivta/message_texts.hpp"
#include "gateway/rivta/moment.hpp"
#include "gateway/rivta/process_request_writing.hpp"

namespace gateway::rivta {
namespace {

constexpr std::string_view kNewReferral = "NR";
constexpr std::string_view kLegalBasis =
    "https://brygga.example/fhir/StructureDefinition/legal-basis";

XmlElement request_of(XmlElement process_request) {
  const XmlElement first = process_request.first_child();
  return first.is(kRequestNamespace, "request") ? first : XmlElement();
}

std::string hsa_id(XmlElement unit) {
  return std::string(trim(unit.child("careUnitId").attribute("extension")));
}

std::unexpected<Error> refuse(std::string_view id, std::string path) {
  const MessageText& text = message_text(id);
  return fail(ErrorKind::invalid, text.id, std::string(text.english), std::move(path));
}

// A sender before '#' and a local id after it.
bool is_request_id(std::string_view id) {
  const Halves halves = split_once(id, '#');
  return halves.found && !is_blank(halves.before) && !is_blank(halves.after);
}

fhir::Issue issue(fhir::Severity severity,
                  std::string_view code,
                  std::string_view id,
                  std::string path) {
  const MessageText& text = message_text(id);
  return {.severity = severity,
          .code = code,
          .id = text.id,
          .text = std::string(text.english),
          .expression = std::move(path)};
}

// The contract lets elements of other namespaces stand at many places; none of them is known here.
void note_extra_elements(const Writing& w, XmlElement element, const std::string& path) {
  for (XmlElement child = element.first_child(); child; child = child.next()) {
    if (child.namespace_uri() == kRequestNamespace) {
      note_extra_elements(w, child, path + "/" + std::string(child.name()));
    } else {
      w.note("RIVTA-EXTRA-ELEMENT", path);
    }
  }
}

// R2: the ground on which secrecy gives way, who decided it, why, and for what. Who signs a
// referral decides; a message that does not say who leaves it to the sending unit.
void write_legal_basis(const Writing& w) {
  if (w.routing.legal_basis.empty()) return;
  fhir::Builder& b = w.b;
  b.begin("extension");
  b.add("url", kLegalBasis);
  write_extension(b, "code", "valueCode", w.routing.legal_basis);
  b.begin("extension");
  b.add("url", "decision-maker");
  write_identifier(b,
                   "valueIdentifier",
                   kHsaSystem,
                   w.routing.author.empty() ? w.routing.sender : w.routing.author);
  b.end();
  write_extension(b, "reason", "valueCode", "care");
  write_extension(b, "scope", "valueCode", "referral");
  b.end();
}

template <typename Write>
void write_entry(fhir::Builder& b, std::string_view type, std::string_view url, Write write) {
  b.begin("entry");
  b.add("fullUrl", url);
  b.begin("resource", type);
  write();
  b.end();
  b.begin("request");
  b.add("method", "POST");
  b.add("url", type);
  b.end();
  b.end();
}

Error first_error(const fhir::IssueLog& log) {
  const auto found = std::ranges::find(log.issues(), fhir::Severity::error, &fhir::Issue::severity);
  return {ErrorKind::invalid, found->id, found->text, found->expression};
}

}  // namespace

void Writing::refuse(std::string_view id, std::string path) const {
  log.add(issue(fhir::Severity::error, "value", id, std::move(path)));
}

void Writing::note(std::string_view id, std::string path) const {
  log.add(issue(fhir::Severity::information, "informational", id, std::move(path)));
}

std::optional<std::string> Writing::date(XmlElement element, std::string path) const {
  if (!element) return std::nullopt;
  auto found = to_fhir_date(element.attribute("value"));
  if (!found) refuse("RIVTA-DATE", std::move(path));
  return found;
}

std::optional<std::string> Writing::date_time(XmlElement element, std::string path) const {
  if (!element) return std::nullopt;
  auto found = to_fhir_date_time(element.attribute("value"));
  if (!found) refuse("RIVTA-DATE", std::move(path));
  return found;
}

std::string number_text(std::string_view text) {
  std::string_view digits = trim(text);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const auto number = parse_integer<long long>(digits);
  return number ? std::to_string(*number) : std::string();
}

Result<Routing> read_routing(XmlElement process_request) {
  const XmlElement request = request_of(process_request);
  Routing routing;
  if (request.child("reasonForVersion").child("typeOfReason").attribute("code") != kNewReferral) {
    return refuse("RIVTA-REASON-NOT-SUPPORTED", "request/reasonForVersion/typeOfReason");
  }
  if (number_text(request.child("versionNumber").text()) != "1") {
    return refuse("RIVTA-VERSION-NUMBER", "request/versionNumber");
  }
  routing.version = 1;
  routing.request_id = request.child("requestId").attribute("extension");
  if (!is_request_id(routing.request_id)) return refuse("RIVTA-REQUEST-ID", "request/requestId");
  routing.sender = hsa_id(request.child("requestOrganisation"));
  if (routing.sender.empty()) {
    return refuse("RIVTA-HSA-ID", "request/requestOrganisation/careUnitId");
  }
  routing.recipient = hsa_id(request.child("recipient").child("organisation"));
  if (routing.recipient.empty()) {
    return refuse("RIVTA-HSA-ID", "request/recipient/organisation/careUnitId");
  }
  const XmlElement author = request.child("author");
  routing.author =
      std::string(trim(author.child("healthcareProfessional").child("id").attribute("extension")));
  routing.author_role = author.child("typeOfHealthcareProfessional").attribute("code");
  return routing;
}

// Source: FHIR R4, task.html and request.html: the Task asks for the ServiceRequest to be
// fulfilled.
void write_task(const Writing& w, XmlElement request) {
  fhir::Builder& b = w.b;
  write_legal_basis(w);
  write_identifier(b, "groupIdentifier", kRequestIdSystem, w.routing.request_id);
  b.add("status", "requested");
  b.add("intent", "order");
  b.begin("code");
  write_coding(b, "coding", {"http://hl7.org/fhir/CodeSystem/task-code", "fulfill"});
  b.end();
  write_literal_reference(b, "focus", w.service_url);
  write_literal_reference(b, "for", w.patient_url);
  const auto sent = w.date_time(request.child("versionTimeStamp"), "request/versionTimeStamp");
  if (sent) b.add("authoredOn", *sent);
  write_reference(b, "requester", {"Organization", w.routing.sender});
  write_reference(b, "owner", {"Organization", w.routing.recipient});
}

fhir::Checked<MappedRequest> map_process_request(XmlElement process_request,
                                                 const Routing& routing,
                                                 const fhir::TypeTable& types,
                                                 RandomSource& random) {
  const XmlElement request = request_of(process_request);
  fhir::Builder b(types, "Bundle");
  fhir::IssueLog log;
  const Writing w{.b = b,
                  .log = log,
                  .routing = routing,
                  .patient_url = "urn:uuid:" + make_uuid(random),
                  .service_url = "urn:uuid:" + make_uuid(random)};
  const std::string task_url = "urn:uuid:" + make_uuid(random);

  b.add("type", "transaction");
  write_entry(b, "Patient", w.patient_url, [&] { write_patient(w, request.child("patient")); });
  write_entry(b, "ServiceRequest", w.service_url, [&] { write_service_request(w, request); });
  write_entry(b, "Task", task_url, [&] { write_task(w, request); });
  for (XmlElement extra = request.next(); extra; extra = extra.next()) {
    w.note("RIVTA-EXTRA-ELEMENT", "ProcessRequest");
  }
  note_extra_elements(w, request, "request");

  if (log.has_errors()) {
    Error why = first_error(log);
    return std::unexpected(fhir::Failure(std::move(why), std::move(log)));
  }
  return MappedRequest{std::move(b).finish(), std::move(log)};
}

}  // namespace gateway::rivta
