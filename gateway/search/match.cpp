#include "gateway/search/match.hpp"

#include <algorithm>

namespace gateway::search {
namespace {

bool is_hit(const IndexEntry& asked, const IndexEntry& has) {
  if (asked.parameter != has.parameter || asked.text != has.text) return false;
  if ((asked.form == Form::range) != (has.form == Form::range)) return false;
  if (asked.form != Form::range) return true;
  if (asked.test == RangeTest::within) return has.low >= asked.low && has.high <= asked.high;
  return has.low <= asked.high && has.high >= asked.low;
}

}  // namespace

bool meets(std::span<const IndexEntry> values, const Criterion& criterion) {
  const bool found = std::ranges::any_of(criterion.any_of, [&](const IndexEntry& asked) {
    return std::ranges::any_of(values, [&](const IndexEntry& has) { return is_hit(asked, has); });
  });
  return found != criterion.negated;
}

}  // namespace gateway::search
