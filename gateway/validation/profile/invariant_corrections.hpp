// Constraints of R4 that do not say what they mean.
#pragma once

#include <string_view>

namespace gateway::validation {

// What stands in the place of a published expression; the published one if nothing does. Empty if
// the constraint is another rule's business.
std::string_view corrected_expression(std::string_view key, std::string_view published) noexcept;

}  // namespace gateway::validation
