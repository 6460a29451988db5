// What a prefix asks of the ranges in an index; one rule for dates, numbers and quantities.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/search/index_entry.hpp"

namespace gateway::search {

// A value of a query, on the scale of the index.
struct RangeQuestion {
  std::string_view prefix = "eq";
  // What the value covers, [low, before); of equality and its opposite.
  std::int64_t low = 0;
  std::int64_t before = 0;
  // Where the value itself begins and ends, [from, to); of the comparing prefixes. A date covers
  // its day there too; a number is a point.
  std::int64_t from = 0;
  std::int64_t to = 0;
  // What counts as about the same, inclusive; of `ap`.
  std::int64_t about_low = 0;
  std::int64_t about_high = 0;
};

// Takes a prefix off the front of a value; "eq" if there is none.
//
// Errors: not_supported (SEARCH-PREFIX: two letters that are no prefix).
Result<std::string_view> take_prefix(std::string_view& value);

// Ends that are open.
inline constexpr std::int64_t kOpenLow = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kOpenHigh = std::numeric_limits<std::int64_t>::max();

struct AskedRange {
  RangeTest test = RangeTest::within;
  std::int64_t low = 0;
  std::int64_t high = 0;  // inclusive
};

// Any of them will do.
//
// Deviation: for `ge` and `le` a period of a resource that reaches into the asked one from outside
// is found too; R4 wants it to lie inside or to reach beyond.
// Source: FHIR R4, search.html#prefix.
std::vector<AskedRange> asked_ranges(const RangeQuestion& question);

}  // namespace gateway::search
