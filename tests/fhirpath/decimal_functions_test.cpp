// Roots, logarithms and powers of decimals: FHIRPath 2.0, #math-2.
#include <gtest/gtest.h>

#include "tests/fhirpath/decimal_text.hpp"

namespace gateway::fhirpath {
namespace {

using test::decimal;
using test::kMost;
using test::text_of;

TEST(DecimalFunctionsTest, TakesRoots) {
  EXPECT_EQ(text_of(square_root(Decimal{81})), "9");
  EXPECT_EQ(text_of(square_root(decimal("10.89"))), "3.3");
  EXPECT_EQ(text_of(square_root(Decimal{2})), "1.414213562373095");
  EXPECT_EQ(text_of(square_root(Decimal{})), "0");
  EXPECT_EQ(text_of(square_root(decimal("1e36"))), "1000000000000000000");
  EXPECT_EQ(text_of(square_root(decimal("1e-28"))), "0.00000000000001");
  EXPECT_EQ(text_of(square_root(Decimal{-1})), "nothing");
}

TEST(DecimalFunctionsTest, RaisesEToAPower) {
  EXPECT_EQ(text_of(exponential(Decimal{})), "1");
  EXPECT_EQ(text_of(exponential(Decimal{1})), "2.718281828459045");
  EXPECT_EQ(text_of(exponential(decimal("-1.203972804325936"))), "0.3");
  EXPECT_EQ(text_of(exponential(Decimal{-1000})), "0");
  EXPECT_EQ(text_of(exponential(Decimal{87})), "60760302250568720000000000000000000000");
  EXPECT_EQ(text_of(exponential(Decimal{88})), "nothing");
  EXPECT_EQ(text_of(exponential(decimal(kMost))), "nothing");
}

TEST(DecimalFunctionsTest, TakesLogarithms) {
  EXPECT_EQ(text_of(natural_logarithm(decimal("1.0"))), "0");
  EXPECT_EQ(text_of(natural_logarithm(decimal("0.3"))), "-1.203972804325936");
  EXPECT_EQ(text_of(natural_logarithm(decimal("1.0000000001"))), "0.000000000099999999995");
  EXPECT_EQ(text_of(logarithm(Decimal{16}, Decimal{2})), "4");
  EXPECT_EQ(text_of(logarithm(Decimal{1000}, Decimal{10})), "3");
  EXPECT_EQ(text_of(logarithm(Decimal{8}, decimal("0.5"))), "-3");
}

TEST(DecimalFunctionsTest, HasNoLogarithmOfZeroAndBelowNorToTheBaseOne) {
  EXPECT_EQ(text_of(natural_logarithm(Decimal{})), "nothing");
  EXPECT_EQ(text_of(natural_logarithm(Decimal{-1})), "nothing");
  EXPECT_EQ(text_of(logarithm(Decimal{0}, Decimal{2})), "nothing");
  EXPECT_EQ(text_of(logarithm(Decimal{2}, Decimal{0})), "nothing");
  EXPECT_EQ(text_of(logarithm(Decimal{2}, Decimal{-2})), "nothing");
  EXPECT_EQ(text_of(logarithm(Decimal{2}, decimal("1.0"))), "nothing");
}

TEST(DecimalFunctionsTest, WholePowersAreExact) {
  EXPECT_EQ(text_of(power(Decimal{2}, Decimal{3})), "8");
  EXPECT_EQ(text_of(power(decimal("3.3"), Decimal{2})), "10.89");
  EXPECT_EQ(text_of(power(decimal("-1.5"), Decimal{3})), "-3.375");
  EXPECT_EQ(text_of(power(Decimal{2}, Decimal{126})), "85070591730234615865843651857942052864");
  EXPECT_EQ(text_of(power(Decimal{2}, Decimal{-3})), "0.125");
  EXPECT_EQ(text_of(power(Decimal{7}, decimal("0.0"))), "1");
  EXPECT_EQ(text_of(power(Decimal{}, Decimal{})), "1");
  EXPECT_EQ(text_of(power(decimal("1.0"), decimal("9223372036854775807"))), "1");
}

TEST(DecimalFunctionsTest, OtherPowersAreRounded) {
  EXPECT_EQ(text_of(power(Decimal{2}, decimal("0.5"))), "1.414213562373095");
  EXPECT_EQ(text_of(power(decimal("10.89"), decimal("0.5"))), "3.3");
  EXPECT_EQ(text_of(power(Decimal{3}, Decimal{-2})), "0.1111111111111111");
  EXPECT_EQ(text_of(power(decimal("0.70"), Decimal{-2})), "2.040816326530612");
  EXPECT_EQ(text_of(power(decimal("-0.000000007"), Decimal{-2})),
            "20408163265306122.44897959183673469388");
  EXPECT_EQ(text_of(power(decimal("1.0"), decimal(kMost))), "1");
}

TEST(DecimalFunctionsTest, HasNoPowerThatIsNotARealNumberOrDoesNotFit) {
  EXPECT_EQ(text_of(power(Decimal{-1}, decimal("0.5"))), "nothing");
  EXPECT_EQ(text_of(power(Decimal{}, Decimal{-1})), "nothing");
  EXPECT_EQ(text_of(power(Decimal{}, decimal("-0.5"))), "nothing");
  EXPECT_EQ(text_of(power(Decimal{10}, Decimal{38})), "nothing");
  EXPECT_EQ(text_of(power(Decimal{2}, decimal("9223372036854775807"))), "nothing");
}

}  // namespace
}  // namespace gateway::fhirpath
