// The sender's Patient and what a new message of the sender says about the same person.
#pragma once

#include "gateway/fhir/resource.hpp"

namespace gateway::rivta {

// `present` with gender, birth date, names, telecoms and addresses of `said`. An entry that is
// there already, perhaps with more detail, stays; otherwise it takes the place of the entry with
// the same use and system, or is added. Nothing that the message does not speak of is changed:
// identifiers, labels of protection, contacts.
//
// REQUIRES: both are Patients, made with one TypeTable.
fhir::Resource merge_patient(const fhir::Resource& present, const fhir::Resource& said);

}  // namespace gateway::rivta
