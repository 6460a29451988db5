// Lookup: resources that the caller holds, by one search parameter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

inline constexpr std::size_t kMaxLookup = 2000;  // more about one child is refused, not cut

// All resources of `type` in the caller's view whose reference parameter `code` is `reference`.
//
// Errors: too_costly (EXCHANGE-LOOKUP-LIMIT), unavailable.
Result<std::vector<const Seen*>> find_all(Work& work,
                                          std::string_view type,
                                          std::string_view code,
                                          std::string_view reference);

}  // namespace gateway::exchange
