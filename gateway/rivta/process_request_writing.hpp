// What the parts of the ProcessRequest map share. Private to gateway/rivta.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/rivta/process_request.hpp"
#include "gateway/rivta/xsd_document.hpp"

namespace gateway::rivta {

// One map under way: the Bundle so far and what was found.
struct Writing {
  fhir::Builder& b;
  fhir::IssueLog& log;
  const Routing& routing;
  std::string patient_url;
  std::string service_url;

  // The message cannot be accepted. `path` is made of names of the contract.
  void refuse(std::string_view id, std::string path) const;
  // Something is left out; the message is accepted.
  void note(std::string_view id, std::string path) const;

  // The attribute `value` of a DateType or TimeStampType as FHIR writes it; nullopt and an issue if
  // the calendar has no such day or time; nullopt without issue if there is no such element.
  std::optional<std::string> date(XmlElement element, std::string path) const;
  std::optional<std::string> date_time(XmlElement element, std::string path) const;
};

// The number of an xs:int as its shortest decimal text ("04" → "4").
std::string number_text(std::string_view text);

// Each opens, fills and closes the resource of an entry.
void write_patient(const Writing& w, XmlElement patient);
void write_service_request(const Writing& w, XmlElement request);
void write_task(const Writing& w, XmlElement request);

// Parts of the ServiceRequest.
void write_question(const Writing& w, XmlElement question);
void write_attachments(const Writing& w, XmlElement request);
void write_payment(const Writing& w, XmlElement payment);

}  // namespace gateway::rivta
