// Sums, least, greatest and means.
// Source of the expected answers: FHIRPath 2.0 (continuous build), #aggregates.
#include <gtest/gtest.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

TEST(AggregateTest, AddsNumbersTextAndQuantities) {
  EXPECT_EQ(answer("(1 | 2 | 3).sum()"), "6");
  EXPECT_EQ(answer("(0.1 | 0.2).sum()"), "0.3");
  EXPECT_EQ(answer("('a' | 'b').sum()"), "ab");
  EXPECT_EQ(answer("(1 'cm' | 1 'm').sum()"), "101 'cm'");
  EXPECT_EQ(answer("(1 'cm' | 1 'kg').sum()"), "{}");
  EXPECT_EQ(answer("(1 | 'a').sum()"), "FHIRPATH-OPERAND");
}

TEST(AggregateTest, FindsTheLeastAndTheGreatest) {
  EXPECT_EQ(answer("(2 | 1 | 3).min()"), "1");
  EXPECT_EQ(answer("(2 | 1 | 3).max()"), "3");
  EXPECT_EQ(answer("(1 'cm' | 1 'm').max()"), "1 'm'");
  EXPECT_EQ(answer("(@2015 | @2014).min()"), "2014");
  EXPECT_EQ(answer("(@2015 | @2015-01).min()"), "{}");
  EXPECT_EQ(answer("(1 | 'a').max()"), "FHIRPATH-OPERAND");
}

TEST(AggregateTest, FindsTheMean) {
  EXPECT_EQ(answer("(1 | 2).avg()"), "1.5");
  EXPECT_EQ(answer("(1 'm' | 300 'cm').avg() = 2 'm'"), "true");
}

TEST(AggregateTest, IsEmptyForNothingAndWhereAValueIsMissing) {
  EXPECT_EQ(answer("{}.sum() | {}.min() | {}.max() | {}.avg()"), "{}");
  EXPECT_EQ(answer("name.given.sum()"), "{}");
  EXPECT_EQ(answer("name.given[1].max()"), "Åsa");
}

}  // namespace
}  // namespace gateway::fhirpath::test
