// Does an item belong to a slice?
#pragma once

#include "gateway/fhir/node.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/validation/profile/profile.hpp"
#include "gateway/validation/profile/profile_set.hpp"

namespace gateway::validation {

struct SliceContext {
  ProfileSet& profiles;
  fhir::Node resource;  // around the item
  fhir::Node root;      // the outermost
  const fhirpath::Host& host;
};

// All discriminators agree. One that the slice says nothing of, or that cannot be followed, agrees
// with nothing; but a slice without a profile leaves a discriminator by profile open. Source: FHIR
// R4, profiling.html#discriminator.
bool matches_slice(fhir::Node item,
                   const Slicing& slicing,
                   const ProfileElement& slice,
                   const SliceContext& context);

}  // namespace gateway::validation
