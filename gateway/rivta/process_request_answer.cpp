#include "gateway/rivta/process_request_answer.hpp"

#include <algorithm>
#include <array>

#include "gateway/rivta/fhir_parts.hpp"
#include "gateway/rivta/message_texts.hpp"
#include "gateway/rivta/process_request.hpp"

namespace gateway::rivta {
namespace {

constexpr std::size_t kMaxPlaces = 20;

enum class Way : std::uint8_t { validation, application, client_fault, server_fault };

struct KindRow {
  ErrorKind kind;
  Way way;
  std::string_view id;  // of the sentence, unless the error's own id has one
};

// What is not here is a fault of ours: Server, RIVTA-INTERNAL.
constexpr auto kKinds = std::to_array<KindRow>({
    {ErrorKind::malformed, Way::validation, "RIVTA-REFUSED"},
    {ErrorKind::invalid, Way::validation, "RIVTA-REFUSED"},
    {ErrorKind::not_found, Way::validation, "RIVTA-REFUSED"},
    {ErrorKind::too_large, Way::validation, "RIVTA-TOO-LONG"},
    {ErrorKind::not_supported, Way::application, "RIVTA-REFUSED"},
    {ErrorKind::gone, Way::application, "RIVTA-STATE"},
    {ErrorKind::conflict, Way::application, "RIVTA-STATE"},
    {ErrorKind::precondition_failed, Way::application, "RIVTA-STATE"},
    {ErrorKind::precondition_required, Way::application, "RIVTA-STATE"},
    {ErrorKind::too_costly, Way::application, "RIVTA-REFUSED"},
    {ErrorKind::unauthenticated, Way::client_fault, "RIVTA-NOT-ALLOWED"},
    {ErrorKind::forbidden, Way::client_fault, "RIVTA-NOT-ALLOWED"},
    {ErrorKind::throttled, Way::server_fault, "RIVTA-UNAVAILABLE"},
    {ErrorKind::unavailable, Way::server_fault, "RIVTA-UNAVAILABLE"},
    {ErrorKind::storage_full, Way::server_fault, "RIVTA-UNAVAILABLE"},
    {ErrorKind::timeout, Way::server_fault, "RIVTA-UNAVAILABLE"},
});
constexpr KindRow kInternal{ErrorKind::internal, Way::server_fault, "RIVTA-INTERNAL"};

const KindRow& row_of(ErrorKind kind) {
  const auto found = std::ranges::find(kKinds, kind, &KindRow::kind);
  return found == kKinds.end() ? kInternal : *found;
}

bool is_ours(std::string_view id) {
  return message_text(id).id == id;
}

// The sentence, then each different place once: "Meningen. (request/patient: RIVTA-DATE)".
void append_places(std::string& message, const fhir::IssueLog& log, std::string& seen) {
  std::size_t places = 0;
  for (const fhir::Issue& issue : log.issues()) {
    std::string place = " [" + issue.expression + (issue.expression.empty() ? "" : ": ");
    place += issue.id;
    place += ']';
    if (seen.find(place) != std::string::npos || ++places > kMaxPlaces) continue;
    seen += place;
    message += place;
  }
}

void append_element(std::string& xml, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  xml += "<r:";
  xml += name;
  xml += '>';
  append_xml_text(xml, text);
  xml += "</r:";
  xml += name;
  xml += '>';
}

std::string result_xml(const RequestResult& result, std::string_view log_id) {
  std::string xml = "<m:ProcessRequestResponse xmlns:m=\"";
  xml += kProcessRequestNamespace;
  xml += "\" xmlns:r=\"";
  xml += kRequestNamespace;
  xml += "\"><m:result>";
  append_element(xml, "resultCode", kResultCodes.code(result.code));
  append_element(xml, "errorCode", kErrorCodes.code(result.error));
  append_element(xml, "logId", log_id);
  append_element(xml, "subCode", result.sub_code);
  append_element(xml, "message", result.message);
  xml += "</m:result></m:ProcessRequestResponse>";
  return xml;
}

}  // namespace

RequestResult schema_result(const std::vector<XsdFinding>& findings) {
  RequestResult result{ResultCode::error, ErrorCode::validation, "RIVTA-SCHEMA", {}};
  result.message = message_text("RIVTA-SCHEMA").swedish;
  for (const XsdFinding& finding : findings) {
    result.message += " [rad " + std::to_string(finding.line) + ", ";
    result.message += finding.element.empty() ? "okänt element" : finding.element;
    result.message += ": ";
    result.message += finding.rule;
    result.message += ']';
  }
  return result;
}

RequestResult accepted_result(const fhir::IssueLog& notes, const fhir::IssueLog& warnings) {
  if (notes.empty() && warnings.empty()) return {};
  RequestResult result{ResultCode::info, ErrorCode::none, "RIVTA-NOT-CARRIED", {}};
  result.message = message_text("RIVTA-NOT-CARRIED").swedish;
  std::string seen;
  append_places(result.message, notes, seen);
  append_places(result.message, warnings, seen);
  return result;
}

Answer refused_answer(const fhir::Failure& failure) {
  const KindRow& row = row_of(failure.error.kind);
  if (row.way == Way::client_fault) return Fault{FaultCode::client, row.id};
  if (row.way == Way::server_fault) return Fault{FaultCode::server, row.id};
  RequestResult result;
  result.code = ResultCode::error;
  result.error = row.way == Way::validation ? ErrorCode::validation : ErrorCode::application;
  result.sub_code = failure.error.id;
  const std::string_view id = is_ours(failure.error.id) ? failure.error.id : row.id;
  result.message = message_text(id).swedish;
  std::string seen;
  append_places(result.message, failure.issues, seen);
  const bool has_place = failure.issues.empty() && !failure.error.expression.empty();
  if (has_place) result.message += " [" + failure.error.expression + "]";
  return result;
}

wire::Response render(const Answer& answer, std::string_view log_id) {
  if (const auto* fault = std::get_if<Fault>(&answer)) return soap_fault(*fault, log_id);
  return soap_response(result_xml(std::get<RequestResult>(answer), log_id));
}

}  // namespace gateway::rivta
