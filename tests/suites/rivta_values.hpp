// Values that a RIV-TA message may or may not hold: every code, values at and beyond every length,
// and values that almost match a pattern.
#pragma once

#include <string>
#include <vector>

namespace gateway::suites {

const std::vector<std::string>& all_values();

}  // namespace gateway::suites
