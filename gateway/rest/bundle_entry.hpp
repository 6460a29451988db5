// The entries of a transaction: what each asks for, checked.
#pragma once

#include <cstddef>
#include <vector>

#include "gateway/exchange/door.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/rest/call.hpp"

namespace gateway::rest {

inline constexpr std::size_t kMaxEntries = 5000;

// One change for each entry, in order; which of them is written first is the door's decision, and
// so are references between them. Findings go to `findings`; then the result is not to be used.
//
// POST of a type and PUT of an id or of criteria are taken: no read, no patch, no delete.
// Source: FHIR R4, http.html#transaction, bundle.html#bundle-unique.
std::vector<exchange::Change> read_entries(const Services& services,
                                           const fhir::Resource& bundle,
                                           fhir::IssueLog& findings);

}  // namespace gateway::rest
