// Findings and errors → OperationOutcome.
#pragma once

#include <string_view>

#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::fhir {

// System of issue.details.coding: our stable message ids.
inline constexpr std::string_view kMessageIdSystem =
    "https://brygga.example/fhir/CodeSystem/message-id";
// Source: FHIR R4 extensions, extension-operationoutcome-issue-line.html and -col.html.
inline constexpr std::string_view kIssueLineUrl =
    "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
inline constexpr std::string_view kIssueColumnUrl =
    "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

// One issue for each finding, in order, and one more (ISSUES-DROPPED) if the log left some out. A
// log without findings gives one issue of severity information (ISSUES-NONE), because an
// OperationOutcome has at least one.
// REQUIRES: `types` has OperationOutcome and the data types it uses.
Resource to_operation_outcome(const TypeTable& types, const IssueLog& log);

// One issue of severity error. `issue_code` is an issue-type code (rest/error_map.cpp gives it);
// `incident` is the id under which the log knows the failure, empty if none; it becomes
// diagnostics.
Resource to_operation_outcome(const TypeTable& types,
                              const Error& error,
                              std::string_view issue_code,
                              std::string_view incident = {});

// The findings of a failure, or its error if it has none.
Resource to_operation_outcome(const TypeTable& types,
                              const Failure& failure,
                              std::string_view issue_code);

}  // namespace gateway::fhir
