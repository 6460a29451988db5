// Value sets that every code system of a kind has by convention, without a resource.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// What the URL of an implicit value set is about; views into it.
struct ImplicitValueSet {
  std::string_view system;
  std::string_view version = {};
  std::string_view root = {};  // the concept that all others are a kind of; empty: all concepts
};

// All of SNOMED CT ("http://snomed.info/sct?fhir_vs"), what is below one of its concepts
// ("…?fhir_vs=isa/73211009"), both also of one edition, and all of LOINC ("http://loinc.org/vs").
// Reference sets, answer lists and parts are none that could be told.
// Source: FHIR R4, snomedct.html#implicit, loinc.html#implicit.
std::optional<ImplicitValueSet> parse_implicit_value_set(std::string_view url) noexcept;

// The same as a resource. REQUIRES: `types` has ValueSet.
fhir::Resource to_value_set(const ImplicitValueSet& implicit, const fhir::TypeTable& types);

}  // namespace gateway::conformance
