// Carried: what a message takes along: what its focus refers to, of one organisation's own content,
// about the same child.
#pragma once

#include <string>
#include <vector>

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

inline constexpr std::size_t kMaxCarried = 100;     // resources in one message
inline constexpr std::size_t kMaxCarriedDepth = 4;  // references in a row, from the focus on

// The resources of `writer` that `starts` ("Type/id") and their references lead to, as the caller
// sees them: the caller's own, or those of the organisation whose request it passes on.
// Tasks, Consents and the directory are not followed: they are shared or kept otherwise. A CarePlan
// goes when it is a start; one that something refers to goes when it is active (plan.hpp).
//
// Errors: invalid (EXCHANGE-OTHER-CHILD: something about another child; EXCHANGE-TOO-MUCH).
fhir::Checked<std::vector<Found>> find_carried(Work& work,
                                               const std::vector<std::string>& starts,
                                               store::ChildKey child,
                                               store::OrgKey writer);

}  // namespace gateway::exchange
