#include "gateway/app/cli/file_report.hpp"

#include <algorithm>
#include <utility>

#include "gateway/app/cli/terminal_text.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/rest/error_map.hpp"

namespace gateway::app {
namespace {

using fhir::Issue;
using fhir::IssueLog;
using fhir::Severity;

// Sorted first: then one walk over the text finds all lines.
IssueLog sorted_and_located(std::vector<Issue> issues, std::string_view source) {
  std::ranges::stable_sort(issues, [](const Issue& a, const Issue& b) {
    return a.offset < b.offset;  // none is less than any
  });
  IssueLog log(issues.size());
  for (Issue& issue : issues)
    log.add(std::move(issue));
  log.locate(source);
  return log;
}

Issue left_out(std::size_t count) {
  return {.severity = Severity::information,
          .code = "incomplete",
          .id = "ISSUES-DROPPED",
          .text = std::to_string(count) + " more issues are not listed.",
          .expression = {}};
}

FileReport report_of(std::string name,
                     std::string_view source,
                     std::vector<Issue> issues,
                     std::size_t dropped) {
  if (issues.size() > kMaxListedIssues) {
    dropped += issues.size() - kMaxListedIssues;
    issues.resize(kMaxListedIssues);
  }
  FileReport report{.name = std::move(name),
                    .issues = sorted_and_located(std::move(issues), source).issues()};
  for (const Issue& issue : report.issues) {
    if (issue.severity <= Severity::error) ++report.errors;
    if (issue.severity == Severity::warning) ++report.warnings;
  }
  if (dropped > 0) report.issues.push_back(left_out(dropped));
  return report;
}

}  // namespace

FileReport make_report(std::string name, std::string_view source, const IssueLog& found) {
  FileReport report = report_of(std::move(name), source, found.issues(), found.dropped());
  report.has_errors = found.has_errors();
  return report;
}

FileReport make_report(std::string name,
                       std::string_view source,
                       const IssueLog& found,
                       const fhir::Failure& failure) {
  // What stopped the reading comes first, so that it is listed whatever else was found.
  std::vector<Issue> issues = failure.issues.issues();
  if (issues.empty()) issues.push_back(to_issue(failure.error));
  issues.insert(issues.end(), found.issues().begin(), found.issues().end());
  FileReport report = report_of(
      std::move(name), source, std::move(issues), found.dropped() + failure.issues.dropped());
  report.has_errors = true;
  return report;
}

Issue to_issue(const Error& error) {
  return {.severity = Severity::fatal,
          .code = rest::error_row(error.kind).issue_code,
          .id = error.id,
          .text = error.message,
          .expression = error.expression};
}

fhir::Resource to_outcome(const FileReport& report, const fhir::TypeTable& types) {
  IssueLog log(report.issues.size());
  for (const Issue& issue : report.issues)
    log.add(issue);
  const fhir::Resource issues = fhir::to_operation_outcome(types, log);
  fhir::Builder b(types, "OperationOutcome");
  b.begin("extension");
  b.add("url", kFileNameUrl);
  b.add("valueString", is_utf8(report.name) ? report.name : printable(report.name));
  b.end();
  for (const fhir::Node issue : issues.root().children("issue"))
    b.graft("issue", issue, issues.arena());
  return std::move(b).finish();
}

}  // namespace gateway::app
