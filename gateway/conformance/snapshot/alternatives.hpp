// Children that exclude each other.
#pragma once

#include "gateway/conformance/snapshot/element_draft.hpp"

namespace gateway::conformance {

// Where a constraint says that there is one of several children, "(a | b | c).count() = 1", and one
// of them must be there, the others may not.
void exclude_alternatives(ElementDraft& element);

}  // namespace gateway::conformance
