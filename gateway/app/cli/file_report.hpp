// FileReport: what was found about one file, in the order of its text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::app {

// Findings of one file that are listed; a last one says how many more there are.
inline constexpr std::size_t kMaxListedIssues = 1000;

struct FileReport {
  std::string name;  // as the command line has it; "-" for standard input
  std::vector<fhir::Issue> issues;
  std::size_t errors = 0;  // of those listed; fatal ones included
  std::size_t warnings = 0;
  bool has_errors = false;  // of all
};

// Sorted by place, those without one first; each with an offset into `source` has line and column.
FileReport make_report(std::string name, std::string_view source, const fhir::IssueLog& found);
// What `found` holds and why the reading stopped.
FileReport make_report(std::string name,
                       std::string_view source,
                       const fhir::IssueLog& found,
                       const fhir::Failure& failure);

// An error as a finding of severity fatal.
fhir::Issue to_issue(const Error& error);

// Source: FHIR Extensions Pack, StructureDefinition/operationoutcome-file.
inline constexpr std::string_view kFileNameUrl =
    "http://hl7.org/fhir/StructureDefinition/operationoutcome-file";

// The OperationOutcome of a file, with its name in the extension above.
fhir::Resource to_outcome(const FileReport& report, const fhir::TypeTable& types);

}  // namespace gateway::app
