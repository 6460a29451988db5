// Does an item belong to a slice?
#pragma once

#include <optional>
#include <vector>

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

// An item of an element with slices. What its discriminators lead to in it is found once for all of
// them.
//
// LIFETIME: outlived by `slicing` and `context`.
class SlicedItem {
 public:
  SlicedItem(fhir::Node item, const Slicing& slicing, const SliceContext& context);

  // All discriminators agree. One that the slice says nothing of, or that cannot be followed,
  // agrees with nothing; but a slice without a profile leaves a discriminator by profile open.
  // Source: FHIR R4, profiling.html#discriminator.
  bool matches(const ProfileElement& slice);

 private:
  fhir::Node item_;
  const Slicing& slicing_;
  const SliceContext& context_;
  std::vector<std::optional<std::vector<fhir::Node>>> found_;  // by discriminator
};

}  // namespace gateway::validation
