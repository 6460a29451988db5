#include "gateway/search/match.hpp"

#include <vector>

#include <gmock/gmock.h>

namespace gateway::search {
namespace {

const std::vector<IndexEntry> kValues = {
    {.parameter = 1, .text = "a"},
    {.parameter = 2, .form = Form::range, .text = "mg", .low = 10, .high = 20},
};

IndexEntry range(std::int64_t low, std::int64_t high, RangeTest test) {
  return {
      .parameter = 2, .form = Form::range, .text = "mg", .low = low, .high = high, .test = test};
}

TEST(MatchTest, ComparesTexts) {
  EXPECT_TRUE(
      meets(kValues, {.any_of = {{.parameter = 1, .text = "b"}, {.parameter = 1, .text = "a"}}}));
  EXPECT_FALSE(meets(kValues, {.any_of = {{.parameter = 3, .text = "a"}}}));
}

TEST(MatchTest, TurnsANegatedCriterionRound) {
  EXPECT_FALSE(meets(kValues, {.any_of = {{.parameter = 1, .text = "a"}}, .negated = true}));
  EXPECT_TRUE(meets(kValues, {.any_of = {{.parameter = 1, .text = "b"}}, .negated = true}));
}

TEST(MatchTest, ComparesRangesOfOneScope) {
  EXPECT_TRUE(meets(kValues, {.any_of = {range(15, 30, RangeTest::overlaps)}}));
  EXPECT_FALSE(meets(kValues, {.any_of = {range(15, 30, RangeTest::within)}}));
  EXPECT_TRUE(meets(kValues, {.any_of = {range(10, 20, RangeTest::within)}}));
  IndexEntry other = range(10, 20, RangeTest::within);
  other.text = "g";
  EXPECT_FALSE(meets(kValues, {.any_of = {other}}));
}

}  // namespace
}  // namespace gateway::search
