// Why no snapshot can be made, located in the differential.
#pragma once

#include <string_view>

#include "gateway/conformance/snapshot/element_outline.hpp"
#include "gateway/fhir/issue.hpp"

namespace gateway::conformance {

// The first element of the differential that speaks of `outline` or of what is below it.
ElementOutline::Statement first_statement(const ElementOutline& outline);

// A failure with one issue, at an element of the differential. `id` has static storage.
std::unexpected<fhir::Failure> refuse(const ElementOutline::Statement& at,
                                      std::string_view id,
                                      std::string_view why,
                                      ErrorKind kind = ErrorKind::invalid);
// The same at first_statement().
std::unexpected<fhir::Failure> refuse(const ElementOutline& at,
                                      std::string_view id,
                                      std::string_view why,
                                      ErrorKind kind = ErrorKind::invalid);

}  // namespace gateway::conformance
