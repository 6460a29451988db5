// The order, the sums, products and quotients of decimals: FHIRPath 2.0, #math.
#include <gtest/gtest.h>

#include "tests/fhirpath/decimal_text.hpp"

namespace gateway::fhirpath {
namespace {

using test::decimal;
using test::kMost;
using test::text_of;

TEST(DecimalArithmeticTest, ComparesByValue) {
  EXPECT_EQ(decimal("1.50"), decimal("1.5"));
  EXPECT_EQ(decimal("0.00"), Decimal{});
  EXPECT_LT(decimal("1.5"), decimal("1.51"));
  EXPECT_LT(decimal("-1.51"), decimal("-1.5"));
  EXPECT_LT(decimal("-1"), decimal("0.5"));
  EXPECT_GT(decimal("0.5"), decimal("-1"));
}

TEST(DecimalArithmeticTest, ComparesTheLargestWithTheSmallest) {
  const Decimal largest = decimal(kMost);
  const Decimal smallest = decimal("1e-28");

  EXPECT_GT(largest, smallest);
  EXPECT_LT(largest.negated(), smallest.negated());
  EXPECT_LT(smallest, decimal("1"));
  EXPECT_NE(decimal("99999999999999999999999999999999999998"), largest);
}

TEST(DecimalArithmeticTest, AddsAndSubtractsExactly) {
  EXPECT_EQ(text_of(add(decimal("0.1"), decimal("0.2"))), "0.3");
  EXPECT_EQ(text_of(add(decimal("1.2"), decimal("1.80"))), "3.00");
  EXPECT_EQ(text_of(add(decimal("-1.2"), decimal("0.7"))), "-0.5");
  EXPECT_EQ(text_of(subtract(decimal("1.8"), decimal("1.2"))), "0.6");
  EXPECT_EQ(text_of(subtract(decimal("1.2"), decimal("1.8"))), "-0.6");
  EXPECT_EQ(text_of(subtract(decimal("1.2"), decimal("1.2"))), "0.0");
  EXPECT_EQ(text_of(add(decimal("1e27"), decimal("0.0000000001"))),
            "1000000000000000000000000000.0000000001");
}

TEST(DecimalArithmeticTest, RoundsDigitsOfASumThatDoNotFit) {
  EXPECT_EQ(text_of(add(decimal("1e30"), decimal("0.123456789"))),
            "1000000000000000000000000000000.1234568");
  EXPECT_EQ(text_of(add(decimal(kMost), decimal("0.4"))), kMost);
  EXPECT_EQ(text_of(add(decimal(kMost), decimal("0.5"))), "nothing");
  EXPECT_EQ(text_of(add(decimal(kMost), Decimal{1})), "nothing");
  EXPECT_EQ(text_of(subtract(decimal(kMost).negated(), Decimal{1})), "nothing");
}

TEST(DecimalArithmeticTest, MultipliesExactly) {
  EXPECT_EQ(text_of(multiply(decimal("1.2"), decimal("1.8"))), "2.16");
  EXPECT_EQ(text_of(multiply(decimal("-0.5"), decimal("4"))), "-2.0");
  EXPECT_EQ(text_of(multiply(decimal("12345678901234567.89"), decimal("9876543210987654321"))),
            "121932631137021795223746380111126352.69");
  EXPECT_EQ(text_of(multiply(decimal("1e-20"), decimal("1e-9"))), "0.0000000000000000000000000000");
  EXPECT_EQ(text_of(multiply(decimal("1e-20"), decimal("5e-9"))), "0.0000000000000000000000000001");
}

TEST(DecimalArithmeticTest, MultipliesUpToTheLargest) {
  EXPECT_EQ(text_of(multiply(decimal("33333333333333333333333333333333333333"), Decimal{3})),
            kMost);
  EXPECT_EQ(text_of(multiply(decimal("1e19"), decimal("1e18"))),
            "10000000000000000000000000000000000000");
  EXPECT_EQ(text_of(multiply(decimal("1e19"), decimal("1e19"))), "nothing");
  EXPECT_EQ(text_of(multiply(decimal(kMost), decimal(kMost))), "nothing");
  EXPECT_EQ(text_of(multiply(decimal(kMost), decimal("1e-28"))),
            "9999999999.9999999999999999999999999999");
  EXPECT_EQ(text_of(multiply(decimal("0.9999999999999999999999999999"),
                             decimal("9999999999.9999999999999999999999999999"))),
            "9999999999.9999999999999999989999999999");
}

TEST(DecimalArithmeticTest, DividesWithTheDigitsTheQuotientNeeds) {
  EXPECT_EQ(text_of(divide(Decimal{4}, Decimal{2})), "2");
  EXPECT_EQ(text_of(divide(Decimal{1}, Decimal{2})), "0.5");
  EXPECT_EQ(text_of(divide(decimal("4.0"), decimal("2.0"))), "2");
  EXPECT_EQ(text_of(divide(decimal("4.00"), Decimal{2})), "2.00");
  EXPECT_EQ(text_of(divide(Decimal{1}, decimal("0.001"))), "1000");
  EXPECT_EQ(text_of(divide(decimal("-7"), decimal("8"))), "-0.875");
  EXPECT_EQ(text_of(divide(Decimal{0}, decimal("8"))), "0");
}

TEST(DecimalArithmeticTest, RoundsAQuotientThatDoesNotEnd) {
  EXPECT_EQ(text_of(divide(Decimal{1}, Decimal{3})), "0.33333333333333333333");
  EXPECT_EQ(text_of(divide(Decimal{2}, Decimal{3})), "0.66666666666666666667");
  EXPECT_EQ(text_of(divide(Decimal{-2}, Decimal{3})), "-0.66666666666666666667");
  EXPECT_EQ(text_of(divide(decimal("1e-25"), Decimal{3})), "0.00000000000000000000");
  EXPECT_EQ(text_of(divide(decimal("2e30"), Decimal{3})),
            "666666666666666666666666666666.66666667");
  EXPECT_EQ(text_of(divide(decimal("2e36"), Decimal{3})),
            "666666666666666666666666666666666666.67");
}

TEST(DecimalArithmeticTest, DividesTheLargestBySmallAndLargeNumbers) {
  EXPECT_EQ(text_of(divide(decimal(kMost), decimal(kMost))), "1");
  EXPECT_EQ(text_of(divide(decimal(kMost), decimal("1e-28"))), "nothing");
  EXPECT_EQ(text_of(divide(decimal("1e-28"), decimal("1e-28"))), "1");
  EXPECT_EQ(text_of(divide(decimal("1e9"), decimal("1e-28"))),
            "10000000000000000000000000000000000000");
  EXPECT_EQ(text_of(divide(decimal("1e10"), decimal("1e-28"))), "nothing");
  EXPECT_EQ(text_of(divide(Decimal{1}, decimal(kMost))), "0.00000000000000000000");
}

TEST(DecimalArithmeticTest, DoesNotDivideByZero) {
  EXPECT_EQ(text_of(divide(Decimal{5}, decimal("0.0"))), "nothing");
  EXPECT_EQ(text_of(whole_quotient(Decimal{5}, Decimal{})), "nothing");
  EXPECT_EQ(text_of(remainder(Decimal{5}, Decimal{})), "nothing");
}

TEST(DecimalArithmeticTest, WholeQuotientIsTruncatedAndTheRemainderHasTheSignOfTheFirst) {
  EXPECT_EQ(text_of(whole_quotient(Decimal{5}, Decimal{2})), "2");
  EXPECT_EQ(text_of(whole_quotient(Decimal{-5}, Decimal{2})), "-2");
  EXPECT_EQ(text_of(whole_quotient(decimal("2.2"), decimal("1.8"))), "1");
  EXPECT_EQ(text_of(remainder(Decimal{5}, Decimal{2})), "1");
  EXPECT_EQ(text_of(remainder(Decimal{-5}, Decimal{2})), "-1");
  EXPECT_EQ(text_of(remainder(Decimal{5}, Decimal{-2})), "1");
  EXPECT_EQ(text_of(remainder(decimal("2.2"), decimal("1.8"))), "0.4");
}

TEST(DecimalArithmeticTest, RemaindersOfNumbersFarApartAreExact) {
  EXPECT_EQ(text_of(remainder(decimal(kMost), decimal("0.0000000000000000000000000007"))),
            "0.0000000000000000000000000004");
  EXPECT_EQ(text_of(whole_quotient(decimal("1e9"), decimal("1e-28"))),
            "10000000000000000000000000000000000000");
  EXPECT_EQ(text_of(whole_quotient(decimal(kMost), decimal("0.1"))), "nothing");
}

}  // namespace
}  // namespace gateway::fhirpath
