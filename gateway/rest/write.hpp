// write: one change goes through the door, and what it made is the answer.
#pragma once

#include "gateway/rest/call.hpp"

namespace gateway::rest {

// Answers with `status`, or with 201 if the change created; a change that could not be read is
// refused.
void write(const Services& services,
           Call call,
           fhir::Checked<exchange::Change> change,
           unsigned status);

}  // namespace gateway::rest
