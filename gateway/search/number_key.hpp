// NumberKey: decimal numbers as whole ones of the same order, for an index of ranges.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/fhirpath/decimal.hpp"
#include "gateway/search/range_question.hpp"

namespace gateway::search {

// The order of keys is the order of numbers; numbers that differ beyond the 15th digit may have one
// key.
std::int64_t to_key(const fhirpath::Decimal& number) noexcept;

// Eight bytes that compare as the numbers do.
std::string sort_number(std::int64_t number);

// A number of a query: its prefix, itself, and what it covers when it is compared for equality:
// half a unit of its last digit to each side, so that 100 is [99.5, 100.5).
struct NumberQuestion {
  std::string_view prefix = "eq";
  fhirpath::Decimal value = {};
  std::int64_t low = 0;     // inclusive
  std::int64_t before = 0;  // exclusive

  RangeQuestion range() const noexcept;
};

// Errors: malformed (SEARCH-VALUE), not_supported (SEARCH-PREFIX).
// Source: FHIR R4, search.html#number.
Result<NumberQuestion> parse_number_question(std::string_view text);

}  // namespace gateway::search
