// A ProcessRequest → ServiceRequest, without question, attachments and payment.
#include "gateway/base/text.hpp"
#include "gateway/rivta/fhir_parts.hpp"
#include "gateway/rivta/process_request_writing.hpp"

namespace gateway::rivta {
namespace {

constexpr std::string_view kRequestTypes = "urn:oid:1.2.752.129.2.2.2.24";
constexpr std::string_view kProfessions = "urn:oid:1.2.752.97.3.2.8.8";

std::string care_unit(XmlElement unit) {
  return std::string(trim(unit.child("careUnitId").attribute("extension")));
}

void write_contact_point(fhir::Builder& b,
                         std::string_view part,
                         std::string_view system,
                         const std::string& value) {
  if (is_blank(value)) return;
  b.begin("extension");
  b.add("url", part);
  b.begin("valueContactPoint");
  b.add("system", system);
  b.add("value", value);
  b.end();
  b.end();
}

// Where the answer is to go, as far as the message says more than the HSA-id.
void write_reply_address(fhir::Builder& b, XmlElement unit) {
  const std::string phone = unit.child("careUnitTelephone").text();
  const std::string email = unit.child("careUnitEmail").text();
  const std::string address = unit.child("careUnitAddress").text();
  const std::string location = unit.child("careUnitLocation").text();
  if (is_blank(phone) && is_blank(email) && is_blank(address) && is_blank(location)) return;
  b.begin("extension");
  b.add("url", referral_extension("reply-address"));
  write_contact_point(b, "telephone", "phone", phone);
  write_contact_point(b, "email", "email", email);
  if (!is_blank(address)) {
    b.begin("extension");
    b.add("url", "address");
    b.begin("valueAddress");
    b.add("text", address);
    b.end();
    b.end();
  }
  write_extension(b, "location", "valueString", location);
  b.end();
}

// Which message this was: a request that is sent again much later is known by it.
void write_message(const Writing& w) {
  fhir::Builder& b = w.b;
  b.begin("extension");
  b.add("url", referral_extension(kMessageExtension));
  write_extension(b, "digest", "valueString", w.routing.digest);
  write_extension(b, "log-id", "valueString", w.routing.log_id);
  b.end();
}

// The author is a person at a unit that need not be the one answers go to.
void write_author(const Writing& w, XmlElement author) {
  fhir::Builder& b = w.b;
  const XmlElement person = author.child("healthcareProfessional");
  b.begin("contained", "PractitionerRole");
  b.add("id", "author");
  write_reference(
      b,
      "practitioner",
      {.type = "Practitioner", .hsa_id = w.routing.author, .display = person.child("name").text()});
  write_reference(b,
                  "organization",
                  {"Organization", care_unit(author.child("healthcareProfessionalOrganisation"))});
  if (!w.routing.author_role.empty()) {
    b.begin("code");
    write_coding(b, "coding", {std::string(kProfessions), w.routing.author_role});
    b.end();
  }
  b.end();

  b.begin("extension");
  b.add("url", referral_extension("author"));
  write_literal_reference(b, "valueReference", "#author");
  b.end();
  const auto signed_on = w.date(author.child("date"), "request/author/date");
  if (signed_on) b.add("authoredOn", *signed_on);
}

void write_intermediaries(const Writing& w, XmlElement request) {
  fhir::Builder& b = w.b;
  for (XmlElement at = request.child("intermediaryParticipant"); at; at = at.next_same()) {
    b.begin("extension");
    b.add("url", referral_extension("intermediary"));
    write_extension(
        b,
        "organization",
        HsaReference{"Organization", care_unit(at.child("healthcareProfessionalOrganisation"))});
    const auto time = w.date_time(at.child("time"), "request/intermediaryParticipant/time");
    if (time) write_extension(b, "time", "valueDateTime", *time);
    b.end();
  }
}

void write_additional(const Writing& w, XmlElement request) {
  fhir::Builder& b = w.b;
  const XmlElement more = request.child("additionalInformation");
  const auto text = [&](std::string_view tail, const std::string& value) {
    write_extension(b, referral_extension(tail), "valueString", value);
  };
  text("desired-recipient", more.child("desiredRequestRecipient").text());
  text("administrative-information", more.child("administrativeInformation").text());
  text("interpreter-requirement", more.child("interpreterRequirement").text());
  text("awareness-information", request.child("awarenessInformation").child("text").text());
  text("care-process-id", request.child("careProcessId").text());
}

}  // namespace

// Source: FHIR R4, servicerequest.html.
void write_service_request(const Writing& w, XmlElement request) {
  fhir::Builder& b = w.b;
  write_identifier(b, "identifier", kRequestIdSystem, w.routing.request_id);
  write_identifier(b, "requisition", kRequestIdSystem, w.routing.request_id);
  b.add("status", "active");
  b.add("intent", "order");
  b.begin("category");
  write_coding(
      b,
      "coding",
      {std::string(kRequestTypes), number_text(request.child("typeOfRequest").attribute("code"))});
  b.end();
  write_literal_reference(b, "subject", w.patient_url);
  const XmlElement sender = request.child("requestOrganisation");
  write_reference(b,
                  "requester",
                  {.type = "Organization",
                   .hsa_id = w.routing.sender,
                   .display = sender.child("careUnitName").text()});
  write_reference(b, "performer", {"Organization", w.routing.recipient});
  write_extension(
      b, referral_extension("version"), "valuePositiveInt", std::to_string(w.routing.version));
  write_message(w);
  write_author(w, request.child("author"));
  write_reply_address(b, sender);
  write_intermediaries(w, request);
  write_additional(w, request);
  write_question(w, request.child("questionFormulation"));
  write_attachments(w, request);
  if (const XmlElement payment = request.child("paymentCommitment")) write_payment(w, payment);
}

}  // namespace gateway::rivta
