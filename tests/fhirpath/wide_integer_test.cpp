// Whole numbers of 256 bits.
#include "gateway/fhirpath/wide_integer.hpp"

#include <cstdint>

#include <gtest/gtest.h>

#include "gateway/fhirpath/power_of_ten.hpp"

namespace gateway::fhirpath {
namespace {

using Word = WideInteger::Word;

constexpr Word kHighestWord = ~Word{0};

// 10^76, which needs 253 bits.
WideInteger widest() {
  return WideInteger::product(kPowersOfTen[kMaxDecimalDigits], kPowersOfTen[kMaxDecimalDigits]);
}

TEST(WideIntegerTest, HoldsTheProductOfAnyTwoWords) {
  const WideInteger product = WideInteger::product(kHighestWord, kHighestWord);

  const auto division = product.divided_by(WideInteger(kHighestWord));

  EXPECT_FALSE(product.fits_word());
  EXPECT_TRUE(division.quotient == WideInteger(kHighestWord));
  EXPECT_TRUE(division.remainder.is_zero());
}

TEST(WideIntegerTest, CarriesAndBorrowsBetweenItsWords) {
  const WideInteger sum = WideInteger(kHighestWord).plus(WideInteger(1));

  EXPECT_FALSE(sum.fits_word());
  EXPECT_TRUE(sum.low_word() == 0);
  EXPECT_TRUE(sum > WideInteger(kHighestWord));
  EXPECT_TRUE(sum.minus(WideInteger(1)) == WideInteger(kHighestWord));
}

TEST(WideIntegerTest, LosesItsDigitsFromTheEnd) {
  WideInteger number = widest().plus(WideInteger(7));

  EXPECT_EQ(number.drop_digit(), 7U);
  for (unsigned i = 1; i < 2 * kMaxDecimalDigits; ++i)
    EXPECT_EQ(number.drop_digit(), 0U);
  EXPECT_TRUE(number == WideInteger(1));
  EXPECT_EQ(number.drop_digit(), 1U);
  EXPECT_TRUE(number.is_zero());
}

TEST(WideIntegerTest, GrowsByTens) {
  WideInteger number(1);
  for (unsigned i = 0; i < 2 * kMaxDecimalDigits; ++i)
    number = number.times_ten();

  EXPECT_TRUE(number == widest());
}

TEST(WideIntegerTest, DividesWithARemainder) {
  const WideInteger number = widest().plus(WideInteger(5));

  const auto by_word = number.divided_by(WideInteger(kPowersOfTen[kMaxDecimalDigits]));
  const auto by_wide = number.divided_by(widest());
  const auto by_more = number.divided_by(number.plus(WideInteger(1)));

  EXPECT_TRUE(by_word.quotient == WideInteger(kPowersOfTen[kMaxDecimalDigits]));
  EXPECT_TRUE(by_word.remainder == WideInteger(5));
  EXPECT_TRUE(by_wide.quotient == WideInteger(1));
  EXPECT_TRUE(by_wide.remainder == WideInteger(5));
  EXPECT_TRUE(by_more.quotient.is_zero());
  EXPECT_TRUE(by_more.remainder == number);
}

}  // namespace
}  // namespace gateway::fhirpath
