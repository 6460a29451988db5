// The prose check: rules that R4 states in its text and not in its definitions, and those that the
// reference implementation adds. The structure check leaves them out, so that no write is refused
// for them.
#pragma once

#include "gateway/conformance/definitions.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/validation/validation_policy.hpp"

namespace gateway::validation {

// Adds findings about URIs, identifiers, attachments, links of narratives, and about fullUrls,
// links and references of Bundles; see docs/issues/validation.md.
//
// Takes n log n time for the entries of a Bundle.
//
// REQUIRES: `resource` was made with definitions.types().
void check_prose(const fhir::Resource& resource,
                 const conformance::Definitions& definitions,
                 const ValidationPolicy& policy,
                 fhir::IssueLog& log);

}  // namespace gateway::validation
