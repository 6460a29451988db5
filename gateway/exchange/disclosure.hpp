// Disclosure: the recorded decision that lets a receiver have something (R2, R21), found from where
// a resource states its basis.
#pragma once

#include <vector>

#include "gateway/exchange/basis.hpp"
#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// The basis stated in `places`, the first that covers the question: each has an extension
// basis-consent (a Consent that sender or receiver holds) or legal-basis. A Consent is recorded as
// what the decision rests on, a legal basis by its code as the kind of the decision. The commit
// fails if a Consent or the child's bases change meanwhile.
//
// Errors: invalid (BASIS-MISSING: none is stated; else why the last one does not cover).
fhir::Checked<store::Disclosure> find_disclosure(Work& work,
                                                 const std::vector<fhir::Node>& places,
                                                 const BasisQuestion& question);

// For messages without content: status, receipt, withdrawal.
store::Disclosure status_only(const Unit& sender, const Unit& receiver, store::ChildKey child);

}  // namespace gateway::exchange
