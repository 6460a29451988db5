// write: one change goes through the door, and what it made is the answer.
#pragma once

#include <optional>

#include "gateway/rest/call.hpp"

namespace gateway::rest {

// The criteria in a URL without id; nothing if it has an id. Errors: as parse_condition().
fhir::Checked<std::optional<exchange::Condition>> condition_of_url(const Services& services,
                                                                   const Call& call);

// Answers with `status`, or with 201 if the change created; a change that could not be read is
// refused.
void write(const Services& services,
           Call call,
           fhir::Checked<exchange::Change> change,
           unsigned status);

}  // namespace gateway::rest
