#include "gateway/fhir/operation_outcome.hpp"

#include <string>

#include "gateway/fhir/builder.hpp"

namespace gateway::fhir {
namespace {

void add_number(Builder& b, std::string_view url, std::string_view value, std::uint32_t number) {
  b.begin("extension");
  b.add("url", url);
  b.add(value, std::to_string(number));
  b.end();
}

void add_issue(Builder& b, const Issue& issue, std::string_view incident = {}) {
  b.begin("issue");
  if (issue.position) {
    // The types differ as the published definitions of the two have them.
    add_number(b, kIssueLineUrl, "valueInteger", issue.position->line);
    add_number(b, kIssueColumnUrl, "valueString", issue.position->column);
  }
  b.add("severity", kSeverityCodes.code(issue.severity));
  b.add("code", issue.code);
  b.begin("details");
  b.begin("coding");
  b.add("system", kMessageIdSystem);
  b.add("code", issue.id);
  b.end();
  if (!issue.text.empty()) b.add("text", issue.text);
  b.end();
  if (!incident.empty()) b.add("diagnostics", incident);
  if (!issue.expression.empty()) b.add("expression", issue.expression);
  b.end();
}

Issue nothing_found() {
  return {.severity = Severity::information,
          .code = "informational",
          .id = "ISSUES-NONE",
          .text = "No issues.",
          .expression = {}};
}

Issue some_dropped(std::size_t count) {
  return {.severity = Severity::information,
          .code = "incomplete",
          .id = "ISSUES-DROPPED",
          .text = std::to_string(count) + " more issues are not listed.",
          .expression = {}};
}

}  // namespace

Resource to_operation_outcome(const TypeTable& types, const IssueLog& log) {
  Builder b(types, "OperationOutcome");
  for (const Issue& issue : log.issues())
    add_issue(b, issue);
  if (log.dropped() > 0) {
    add_issue(b, some_dropped(log.dropped()));
  } else if (log.empty()) {
    add_issue(b, nothing_found());
  }
  return std::move(b).finish();
}

Resource to_operation_outcome(const TypeTable& types,
                              const Error& error,
                              std::string_view issue_code,
                              std::string_view incident) {
  Builder b(types, "OperationOutcome");
  add_issue(b,
            {.severity = Severity::error,
             .code = issue_code,
             .id = error.id,
             .text = error.message,
             .expression = error.expression},
            incident);
  return std::move(b).finish();
}

Resource to_operation_outcome(const TypeTable& types,
                              const Failure& failure,
                              std::string_view issue_code) {
  return failure.issues.empty() ? to_operation_outcome(types, failure.error, issue_code)
                                : to_operation_outcome(types, failure.issues);
}

}  // namespace gateway::fhir
