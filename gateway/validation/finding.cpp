#include "gateway/validation/finding.hpp"

#include <utility>

namespace gateway::validation {

void report(fhir::IssueLog& log, const Finding& finding, const Location& at, std::string text) {
  fhir::Issue issue;
  issue.severity = finding.severity;
  issue.code = finding.code;
  issue.id = finding.id;
  issue.text = std::move(text);
  issue.expression = at.expression();
  issue.offset = at.node().offset();
  log.add(std::move(issue));
}

}  // namespace gateway::validation
