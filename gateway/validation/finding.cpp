#include "gateway/validation/finding.hpp"

#include <utility>

namespace gateway::validation {

void report(fhir::IssueLog& log, const Finding& finding, const Location& at, std::string text) {
  report(log, finding, FindingPlace{at.expression(), at.node().offset()}, std::move(text));
}

void report(fhir::IssueLog& log, const Finding& finding, FindingPlace place, std::string text) {
  fhir::Issue issue;
  issue.severity = finding.severity;
  issue.code = finding.code;
  issue.id = finding.id;
  issue.text = std::move(text);
  issue.expression = std::move(place.expression);
  issue.offset = place.offset;
  log.add(std::move(issue));
}

}  // namespace gateway::validation
