// Basis: why one organisation may give something about a child to another (R2). Asked when a
// delivery is written and again before every attempt to send it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/exchange/directory.hpp"
#include "gateway/exchange/snapshot.hpp"
#include "gateway/fhir/issue.hpp"

namespace gateway::exchange {

struct BasisQuestion {
  const Unit* sender = nullptr;
  const Unit* receiver = nullptr;
  store::ChildKey child = store::kNoChild;
  std::string_view purpose;  // terms::kForReferral, terms::kForSip
  Instant now;
  std::vector<store::ResourceRef> focus;  // what is to be given
};

struct ConsentFacts {
  store::OrgKey writer = store::kEveryone;
  store::ChildKey child = store::kNoChild;
  fhir::Node root;
};

// Does this Consent cover the question? It must be active, about the child and permit; sender and
// receiver must be among its parties (its writer and provision.actor); purpose, class, data,
// action and period hold where they are stated. A Consent with restrictions that are not understood
// covers nothing.
//
// Errors: invalid, with the part that does not hold in the id (CONSENT-...).
// Source: FHIR R4, consent.html; domain.md, R2.
Result<void> consent_covers(const ConsentFacts& consent,
                            const Directory& directory,
                            const BasisQuestion& question);

// Does the legal basis stated in this extension (terms::kLegalBasis) reach from sender to receiver?
// It needs a code of ours, a decision-maker, a reason and a scope. A SIP always needs consent.
//
// Errors: invalid (BASIS-...).
Result<void> legal_basis_covers(fhir::Node stated, const BasisQuestion& question);

// The code that is stated in it.
std::string_view legal_basis_code(fhir::Node stated) noexcept;

}  // namespace gateway::exchange
