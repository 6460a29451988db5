// The payment commitment of a ProcessRequest → an extension of the ServiceRequest.
//
// Coverage does not fit: the commitment is between regions and may exist without an insurer.
#include "gateway/base/text.hpp"
#include "gateway/rivta/fhir_parts.hpp"
#include "gateway/rivta/moment.hpp"
#include "gateway/rivta/process_request_writing.hpp"

namespace gateway::rivta {
namespace {

constexpr std::string_view kCommitmentTypes = "urn:oid:1.2.752.129.2.2.2.44";
constexpr std::string_view kCounties = "urn:oid:1.2.752.129.2.2.1.18";
// The contract names no code system for these.
constexpr std::string_view kChapters =
    "https://brygga.example/fhir/CodeSystem/rivta-commitment-chapter";
constexpr std::string_view kReimbursements =
    "https://brygga.example/fhir/CodeSystem/rivta-reimbursement-type";

Coding coding(std::string_view system, XmlElement element) {
  return {std::string(system), number_text(element.attribute("code"))};
}

// Counties have two digits; this contract writes them without the leading zero.
Coding county(XmlElement element) {
  Coding found = coding(kCounties, element);
  if (found.code.size() == 1) found.code.insert(found.code.begin(), '0');
  return found;
}

void write_validity(const Writing& w, XmlElement validity) {
  fhir::Builder& b = w.b;
  const std::string low = validity.attribute("low");
  const std::string high = validity.attribute("high");
  const auto from = to_fhir_date(low);
  const auto to = to_fhir_date(high);
  if ((!low.empty() && !from) || (!high.empty() && !to) || (from && to && *to < *from)) {
    w.refuse("RIVTA-DATE", "request/paymentCommitment/validity");
    return;
  }
  if (!from && !to) return;
  b.begin("extension");
  b.add("url", "validity");
  b.begin("valuePeriod");
  write_text(b, "start", from.value_or(""));
  write_text(b, "end", to.value_or(""));
  b.end();
  b.end();
}

bool is_true(std::string_view text) {
  const std::string_view value = trim(text);
  return value == "true" || value == "1";
}

}  // namespace

void write_payment(const Writing& w, XmlElement payment) {
  fhir::Builder& b = w.b;
  const auto text = [&](std::string_view url, std::string_view name) {
    write_extension(b, url, "valueString", payment.child(name).text());
  };
  b.begin("extension");
  b.add("url", referral_extension("payment-commitment"));
  write_extension(
      b, "id", "valueString", payment.child("paymentCommitmentId").attribute("extension"));
  write_extension(b, "type", coding(kCommitmentTypes, payment.child("commitmentType")));
  write_extension(b, "chapter", coding(kChapters, payment.child("commitmentTypeChapter")));
  write_validity(w, payment.child("validity"));
  text("clinicalResponsibility", "clinicalResponsibilityDescription");
  text("administrativeResponsibility", "administrativeResponsibilityDescription");
  write_extension(b,
                  "outpatientOnly",
                  "valueBoolean",
                  is_true(payment.child("validOnlyForOutpatientCare").text()) ? "true" : "false");
  write_extension(b, "liableCounty", county(payment.child("liableCountyCouncil")));
  const auto approved =
      w.date_time(payment.child("dateOfApproval"), "request/paymentCommitment/dateOfApproval");
  if (approved) write_extension(b, "approved", "valueDateTime", *approved);
  text("consultedWith", "issuedInConsultationWith");
  text("costCenter", "costCenter");
  const XmlElement reimbursement = payment.child("reimbursementInformation");
  write_extension(
      b, "reimbursementType", coding(kReimbursements, reimbursement.child("reimbursementType")));
  write_extension(b, "contractOwner", county(reimbursement.child("ownerOfInvokedContract")));
  const XmlElement approver = payment.child("approvedBy");
  write_extension(
      b,
      "approvedBy",
      HsaReference{.type = "Practitioner",
                   .hsa_id = std::string(trim(approver.child("id").attribute("extension"))),
                   .display = approver.child("name").text()});
  b.end();
}

}  // namespace gateway::rivta
