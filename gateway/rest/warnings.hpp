// Warnings: what a client should know about what was accepted.
#pragma once

#include <cstddef>
#include <vector>

#include "gateway/exchange/door.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/rest/call.hpp"

namespace gateway::rest {

// Those about the body, and the door's after them.
fhir::IssueLog warnings_of(const Call& call, const exchange::Outcome& outcome);

// The warnings of each of `count` entries, by expressions such as "Bundle.entry[2].resource.code";
// those of no entry stand with the first.
std::vector<fhir::IssueLog> warnings_by_entry(const fhir::IssueLog& warnings, std::size_t count);

}  // namespace gateway::rest
