#include "gateway/validation/profile/value_bounds.hpp"

#include <algorithm>
#include <chrono>

#include "gateway/fhirpath/compare.hpp"
#include "gateway/fhirpath/item.hpp"

namespace gateway::validation {

bool is_below(fhir::Node value, fhir::Node bound) {
  if (!value || !bound) return false;
  fhirpath::Budget budget{.limit = 1000};
  const auto comparison = fhirpath::compare(value, bound, std::chrono::minutes(0), budget);
  return comparison.is_possible && comparison.order == std::strong_ordering::less;
}

std::size_t character_count(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace gateway::validation
