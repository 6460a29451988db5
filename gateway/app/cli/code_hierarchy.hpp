// Code hierarchy: whether the parents of a code list lead upwards.
#pragma once

#include "gateway/app/cli/code_list.hpp"
#include "gateway/fhir/issue.hpp"

namespace gateway::app {

// Adds an error for each parent that the list does not have (CODES-PARENT; not if it is some of the
// concepts only) and for each that closes a circle (CODES-CIRCLE), at its field. Takes no more
// steps than there are concepts and parents.
void check_hierarchy(const CodeList& list, ListedPart part, fhir::IssueLog& findings);

}  // namespace gateway::app
