#include "gateway/search/range_question.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"

namespace gateway::search {
namespace {

using Question = RangeQuestion;
using Ranges = std::vector<AskedRange>;

struct PrefixRow {
  std::string_view prefix;
  Ranges (*ranges)(const Question&);
};

constexpr auto kRows = std::to_array<PrefixRow>({
    {"eq", [](const Question& q) -> Ranges { return {{RangeTest::within, q.low, q.before - 1}}; }},
    // What does not lie inside reaches out on one side.
    {"ne",
     [](const Question& q) -> Ranges {
       return {{RangeTest::overlaps, kOpenLow, q.low - 1},
               {RangeTest::overlaps, q.before, kOpenHigh}};
     }},
    {"gt", [](const Question& q) -> Ranges { return {{RangeTest::overlaps, q.to, kOpenHigh}}; }},
    {"ge", [](const Question& q) -> Ranges { return {{RangeTest::overlaps, q.from, kOpenHigh}}; }},
    {"lt",
     [](const Question& q) -> Ranges { return {{RangeTest::overlaps, kOpenLow, q.from - 1}}; }},
    {"le", [](const Question& q) -> Ranges { return {{RangeTest::overlaps, kOpenLow, q.to - 1}}; }},
    {"sa", [](const Question& q) -> Ranges { return {{RangeTest::within, q.to, kOpenHigh}}; }},
    {"eb", [](const Question& q) -> Ranges { return {{RangeTest::within, kOpenLow, q.from - 1}}; }},
    {"ap",
     [](const Question& q) -> Ranges {
       return {{RangeTest::overlaps, q.about_low, q.about_high}};
     }},
});

}  // namespace

Result<std::string_view> take_prefix(std::string_view& value) {
  if (value.size() < 2 || !is_alpha(value.front())) return "eq";
  const auto row = std::ranges::find(kRows, value.substr(0, 2), &PrefixRow::prefix);
  if (row == kRows.end()) {
    return fail(ErrorKind::not_supported, "SEARCH-PREFIX", "The prefix is not supported.");
  }
  value.remove_prefix(2);
  return row->prefix;
}

std::vector<AskedRange> asked_ranges(const RangeQuestion& question) {
  const auto row = std::ranges::find(kRows, question.prefix, &PrefixRow::prefix);
  return row == kRows.end() ? Ranges() : row->ranges(question);
}

}  // namespace gateway::search
