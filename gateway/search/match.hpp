// Whether index entries meet a criterion: what a store does in SQL, for records that have no rows.
#pragma once

#include <span>

#include "gateway/search/query.hpp"

namespace gateway::search {

bool meets(std::span<const IndexEntry> values, const Criterion& criterion);

}  // namespace gateway::search
