// Decimals as FHIRPath 2.0 has them: Math functions, #math; boundaries, #lowboundary.
#include "gateway/fhirpath/decimal.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace gateway::fhirpath {
namespace {

Decimal decimal(std::string_view text) {
  return Decimal::parse(text).value();
}

std::string text_of(const std::optional<Decimal>& value) {
  return value ? value->to_text() : "nothing";
}

// 38 digits.
constexpr std::string_view kMost = "99999999999999999999999999999999999999";

TEST(DecimalTest, KeepsTheDigitsItIsWrittenWith) {
  for (const std::string_view text : {"0",
                                      "1",
                                      "-7",
                                      "1.50",
                                      "0.0",
                                      "0.000",
                                      "-0.0034",
                                      "100",
                                      "12345678901234567890.123456789"}) {
    EXPECT_EQ(text_of(Decimal::parse(text)), text);
  }
}

TEST(DecimalTest, ReadsASignAndZerosInFrontOfTheNumber) {
  EXPECT_EQ(text_of(Decimal::parse("+7.50")), "7.50");
  EXPECT_EQ(text_of(Decimal::parse("007")), "7");
  EXPECT_EQ(text_of(Decimal::parse("-00.5")), "-0.5");
  EXPECT_EQ(text_of(Decimal::parse("-0.0")), "0.0");
}

TEST(DecimalTest, ReadsExponents) {
  EXPECT_EQ(text_of(Decimal::parse("1e3")), "1000");
  EXPECT_EQ(text_of(Decimal::parse("1.50E+2")), "150");
  EXPECT_EQ(text_of(Decimal::parse("1.50e1")), "15.0");
  EXPECT_EQ(text_of(Decimal::parse("-1.5e-3")), "-0.0015");
  EXPECT_EQ(text_of(Decimal::parse("1e37")), "10000000000000000000000000000000000000");
  EXPECT_EQ(text_of(Decimal::parse("1e-28")), "0.0000000000000000000000000001");
  EXPECT_EQ(text_of(Decimal::parse("100e-30")), "0.0000000000000000000000000001");
  EXPECT_EQ(text_of(Decimal::parse("0e99999999999999999999")), "0");
}

TEST(DecimalTest, RefusesWhatIsNoDecimal) {
  for (const std::string_view text :
       {"",    "-",  "+",  ".",   ".5",  "1.",  "1.e2",  "e2",  "1e",  "1e+",   "1e2.5",
        "1,5", " 1", "1 ", "0x1", "--1", "+-1", "1.2.3", "NaN", "inf", "1e2e3", "1_000"}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
}

TEST(DecimalTest, RefusesMoreThanFits) {
  EXPECT_EQ(text_of(Decimal::parse(kMost)), kMost);
  EXPECT_FALSE(Decimal::parse(std::string(kMost) + "0"));
  EXPECT_FALSE(Decimal::parse("1e38"));
  EXPECT_FALSE(Decimal::parse("1e99999999999999999999"));
  EXPECT_FALSE(Decimal::parse("1e-29"));
  EXPECT_FALSE(Decimal::parse("1e-99999999999999999999"));
}

TEST(DecimalTest, IsMadeOfAnyInteger) {
  EXPECT_EQ(Decimal{std::numeric_limits<std::int64_t>::min()}.to_text(), "-9223372036854775808");
  EXPECT_EQ(Decimal{std::numeric_limits<std::int64_t>::max()}.to_text(), "9223372036854775807");
}

TEST(DecimalTest, IsAnIntegerIfItIsWholeAndFits) {
  EXPECT_EQ(decimal("5.00").to_integer(), 5);
  EXPECT_EQ(decimal("-9223372036854775808").to_integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(decimal("9223372036854775807.0").to_integer(),
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(decimal("9223372036854775808").to_integer(), std::nullopt);
  EXPECT_EQ(decimal("-9223372036854775809").to_integer(), std::nullopt);
  EXPECT_EQ(decimal("5.01").to_integer(), std::nullopt);
}

TEST(DecimalTest, BecomesTheNearestDouble) {
  EXPECT_EQ(decimal("0.1").to_double(), 0.1);
  EXPECT_EQ(decimal("-3.14159265358979").to_double(), -3.14159265358979);
  EXPECT_EQ(decimal("0.0000000000000000000000000001").to_double(), 1e-28);
  EXPECT_EQ(decimal("9007199254740993").to_double(), 9007199254740992.0);
  EXPECT_EQ(decimal(kMost).to_double(), 1e38);
  EXPECT_EQ(Decimal{}.to_double(), 0.0);
}

TEST(DecimalTest, IsTrimmedOfZerosAtTheEnd) {
  EXPECT_EQ(decimal("1.500").trimmed().to_text(), "1.5");
  EXPECT_EQ(decimal("100").trimmed().to_text(), "100");
  EXPECT_EQ(decimal("-2.00").trimmed().to_text(), "-2");
  EXPECT_EQ(decimal("0.000").trimmed().to_text(), "0");
}

TEST(DecimalTest, RoundsTowardsZeroDownAndUp) {
  EXPECT_EQ(decimal("1.9").truncated(), Decimal{1});
  EXPECT_EQ(decimal("-1.56").truncated(), Decimal{-1});
  EXPECT_EQ(decimal("-0.5").truncated().to_text(), "0");
  EXPECT_EQ(decimal("1.9").floor(), Decimal{1});
  EXPECT_EQ(decimal("-1.1").floor(), Decimal{-2});
  EXPECT_EQ(decimal("-2.0").floor().to_text(), "-2");
  EXPECT_EQ(decimal("1.1").ceiling(), Decimal{2});
  EXPECT_EQ(decimal("-1.1").ceiling(), Decimal{-1});
  EXPECT_EQ(decimal("2.0").ceiling().to_text(), "2");
}

TEST(DecimalTest, RoundsHalfAwayFromZero) {
  EXPECT_EQ(decimal("3.14159").rounded(3).to_text(), "3.142");
  EXPECT_EQ(decimal("2.5").rounded(0).to_text(), "3");
  EXPECT_EQ(decimal("-2.5").rounded(0).to_text(), "-3");
  EXPECT_EQ(decimal("2.4999").rounded(0).to_text(), "2");
  EXPECT_EQ(decimal("-0.04").rounded(1).to_text(), "0.0");
  EXPECT_EQ(decimal("9.99").rounded(1).to_text(), "10.0");
  EXPECT_EQ(decimal("1.5").rounded(4).to_text(), "1.5");
}

TEST(DecimalTest, ComparesByValue) {
  EXPECT_EQ(decimal("1.50"), decimal("1.5"));
  EXPECT_EQ(decimal("0.00"), Decimal{});
  EXPECT_LT(decimal("1.5"), decimal("1.51"));
  EXPECT_LT(decimal("-1.51"), decimal("-1.5"));
  EXPECT_LT(decimal("-1"), decimal("0.5"));
  EXPECT_GT(decimal("0.5"), decimal("-1"));
}

TEST(DecimalTest, ComparesTheLargestWithTheSmallest) {
  const Decimal largest = decimal(kMost);
  const Decimal smallest = decimal("1e-28");

  EXPECT_GT(largest, smallest);
  EXPECT_LT(largest.negated(), smallest.negated());
  EXPECT_LT(smallest, decimal("1"));
  EXPECT_NE(decimal("99999999999999999999999999999999999998"), largest);
}

TEST(DecimalTest, AddsAndSubtractsExactly) {
  EXPECT_EQ(text_of(add(decimal("0.1"), decimal("0.2"))), "0.3");
  EXPECT_EQ(text_of(add(decimal("1.2"), decimal("1.80"))), "3.00");
  EXPECT_EQ(text_of(add(decimal("-1.2"), decimal("0.7"))), "-0.5");
  EXPECT_EQ(text_of(subtract(decimal("1.8"), decimal("1.2"))), "0.6");
  EXPECT_EQ(text_of(subtract(decimal("1.2"), decimal("1.8"))), "-0.6");
  EXPECT_EQ(text_of(subtract(decimal("1.2"), decimal("1.2"))), "0.0");
  EXPECT_EQ(text_of(add(decimal("1e27"), decimal("0.0000000001"))),
            "1000000000000000000000000000.0000000001");
}

TEST(DecimalTest, RoundsDigitsOfASumThatDoNotFit) {
  EXPECT_EQ(text_of(add(decimal("1e30"), decimal("0.123456789"))),
            "1000000000000000000000000000000.1234568");
  EXPECT_EQ(text_of(add(decimal(kMost), decimal("0.4"))), kMost);
  EXPECT_EQ(text_of(add(decimal(kMost), decimal("0.5"))), "nothing");
  EXPECT_EQ(text_of(add(decimal(kMost), Decimal{1})), "nothing");
  EXPECT_EQ(text_of(subtract(decimal(kMost).negated(), Decimal{1})), "nothing");
}

TEST(DecimalTest, MultipliesExactly) {
  EXPECT_EQ(text_of(multiply(decimal("1.2"), decimal("1.8"))), "2.16");
  EXPECT_EQ(text_of(multiply(decimal("-0.5"), decimal("4"))), "-2.0");
  EXPECT_EQ(text_of(multiply(decimal("12345678901234567.89"), decimal("9876543210987654321"))),
            "121932631137021795223746380111126352.69");
  EXPECT_EQ(text_of(multiply(decimal("1e-20"), decimal("1e-9"))), "0.0000000000000000000000000000");
  EXPECT_EQ(text_of(multiply(decimal("1e-20"), decimal("5e-9"))), "0.0000000000000000000000000001");
}

TEST(DecimalTest, MultipliesUpToTheLargest) {
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

TEST(DecimalTest, DividesWithTheDigitsTheQuotientNeeds) {
  EXPECT_EQ(text_of(divide(Decimal{4}, Decimal{2})), "2");
  EXPECT_EQ(text_of(divide(Decimal{1}, Decimal{2})), "0.5");
  EXPECT_EQ(text_of(divide(decimal("4.0"), decimal("2.0"))), "2");
  EXPECT_EQ(text_of(divide(decimal("4.00"), Decimal{2})), "2.00");
  EXPECT_EQ(text_of(divide(Decimal{1}, decimal("0.001"))), "1000");
  EXPECT_EQ(text_of(divide(decimal("-7"), decimal("8"))), "-0.875");
  EXPECT_EQ(text_of(divide(Decimal{0}, decimal("8"))), "0");
}

TEST(DecimalTest, RoundsAQuotientThatDoesNotEnd) {
  EXPECT_EQ(text_of(divide(Decimal{1}, Decimal{3})), "0.33333333333333333333");
  EXPECT_EQ(text_of(divide(Decimal{2}, Decimal{3})), "0.66666666666666666667");
  EXPECT_EQ(text_of(divide(Decimal{-2}, Decimal{3})), "-0.66666666666666666667");
  EXPECT_EQ(text_of(divide(decimal("1e-25"), Decimal{3})), "0.00000000000000000000");
  EXPECT_EQ(text_of(divide(decimal("2e30"), Decimal{3})),
            "666666666666666666666666666666.66666667");
  EXPECT_EQ(text_of(divide(decimal("2e36"), Decimal{3})),
            "666666666666666666666666666666666666.67");
}

TEST(DecimalTest, DividesTheLargestBySmallAndLargeNumbers) {
  EXPECT_EQ(text_of(divide(decimal(kMost), decimal(kMost))), "1");
  EXPECT_EQ(text_of(divide(decimal(kMost), decimal("1e-28"))), "nothing");
  EXPECT_EQ(text_of(divide(decimal("1e-28"), decimal("1e-28"))), "1");
  EXPECT_EQ(text_of(divide(decimal("1e9"), decimal("1e-28"))),
            "10000000000000000000000000000000000000");
  EXPECT_EQ(text_of(divide(decimal("1e10"), decimal("1e-28"))), "nothing");
  EXPECT_EQ(text_of(divide(Decimal{1}, decimal(kMost))), "0.00000000000000000000");
}

TEST(DecimalTest, DoesNotDivideByZero) {
  EXPECT_EQ(text_of(divide(Decimal{5}, decimal("0.0"))), "nothing");
  EXPECT_EQ(text_of(whole_quotient(Decimal{5}, Decimal{})), "nothing");
  EXPECT_EQ(text_of(remainder(Decimal{5}, Decimal{})), "nothing");
}

TEST(DecimalTest, WholeQuotientIsTruncatedAndTheRemainderHasTheSignOfTheFirst) {
  EXPECT_EQ(text_of(whole_quotient(Decimal{5}, Decimal{2})), "2");
  EXPECT_EQ(text_of(whole_quotient(Decimal{-5}, Decimal{2})), "-2");
  EXPECT_EQ(text_of(whole_quotient(decimal("2.2"), decimal("1.8"))), "1");
  EXPECT_EQ(text_of(remainder(Decimal{5}, Decimal{2})), "1");
  EXPECT_EQ(text_of(remainder(Decimal{-5}, Decimal{2})), "-1");
  EXPECT_EQ(text_of(remainder(Decimal{5}, Decimal{-2})), "1");
  EXPECT_EQ(text_of(remainder(decimal("2.2"), decimal("1.8"))), "0.4");
}

TEST(DecimalTest, RemaindersOfNumbersFarApartAreExact) {
  EXPECT_EQ(text_of(remainder(decimal(kMost), decimal("0.0000000000000000000000000007"))),
            "0.0000000000000000000000000004");
  EXPECT_EQ(text_of(whole_quotient(decimal("1e9"), decimal("1e-28"))),
            "10000000000000000000000000000000000000");
  EXPECT_EQ(text_of(whole_quotient(decimal(kMost), decimal("0.1"))), "nothing");
}

TEST(DecimalTest, TakesRoots) {
  EXPECT_EQ(text_of(square_root(Decimal{81})), "9");
  EXPECT_EQ(text_of(square_root(decimal("10.89"))), "3.3");
  EXPECT_EQ(text_of(square_root(Decimal{2})), "1.414213562373095");
  EXPECT_EQ(text_of(square_root(Decimal{})), "0");
  EXPECT_EQ(text_of(square_root(decimal("1e36"))), "1000000000000000000");
  EXPECT_EQ(text_of(square_root(decimal("1e-28"))), "0.00000000000001");
  EXPECT_EQ(text_of(square_root(Decimal{-1})), "nothing");
}

TEST(DecimalTest, RaisesEToAPower) {
  EXPECT_EQ(text_of(exponential(Decimal{})), "1");
  EXPECT_EQ(text_of(exponential(Decimal{1})), "2.718281828459045");
  EXPECT_EQ(text_of(exponential(decimal("-1.203972804325936"))), "0.3");
  EXPECT_EQ(text_of(exponential(Decimal{-1000})), "0");
  EXPECT_EQ(text_of(exponential(Decimal{87})), "60760302250568720000000000000000000000");
  EXPECT_EQ(text_of(exponential(Decimal{88})), "nothing");
  EXPECT_EQ(text_of(exponential(decimal(kMost))), "nothing");
}

TEST(DecimalTest, TakesLogarithms) {
  EXPECT_EQ(text_of(natural_logarithm(decimal("1.0"))), "0");
  EXPECT_EQ(text_of(natural_logarithm(decimal("0.3"))), "-1.203972804325936");
  EXPECT_EQ(text_of(natural_logarithm(decimal("1.0000000001"))), "0.000000000099999999995");
  EXPECT_EQ(text_of(logarithm(Decimal{16}, Decimal{2})), "4");
  EXPECT_EQ(text_of(logarithm(Decimal{1000}, Decimal{10})), "3");
  EXPECT_EQ(text_of(logarithm(Decimal{8}, decimal("0.5"))), "-3");
}

TEST(DecimalTest, HasNoLogarithmOfZeroAndBelowNorToTheBaseOne) {
  EXPECT_EQ(text_of(natural_logarithm(Decimal{})), "nothing");
  EXPECT_EQ(text_of(natural_logarithm(Decimal{-1})), "nothing");
  EXPECT_EQ(text_of(logarithm(Decimal{0}, Decimal{2})), "nothing");
  EXPECT_EQ(text_of(logarithm(Decimal{2}, Decimal{0})), "nothing");
  EXPECT_EQ(text_of(logarithm(Decimal{2}, Decimal{-2})), "nothing");
  EXPECT_EQ(text_of(logarithm(Decimal{2}, decimal("1.0"))), "nothing");
}

TEST(DecimalTest, WholePowersAreExact) {
  EXPECT_EQ(text_of(power(Decimal{2}, Decimal{3})), "8");
  EXPECT_EQ(text_of(power(decimal("3.3"), Decimal{2})), "10.89");
  EXPECT_EQ(text_of(power(decimal("-1.5"), Decimal{3})), "-3.375");
  EXPECT_EQ(text_of(power(Decimal{2}, Decimal{126})), "85070591730234615865843651857942052864");
  EXPECT_EQ(text_of(power(Decimal{2}, Decimal{-3})), "0.125");
  EXPECT_EQ(text_of(power(Decimal{7}, decimal("0.0"))), "1");
  EXPECT_EQ(text_of(power(Decimal{}, Decimal{})), "1");
  EXPECT_EQ(text_of(power(decimal("1.0"), decimal("9223372036854775807"))), "1");
}

TEST(DecimalTest, OtherPowersAreRounded) {
  EXPECT_EQ(text_of(power(Decimal{2}, decimal("0.5"))), "1.414213562373095");
  EXPECT_EQ(text_of(power(decimal("10.89"), decimal("0.5"))), "3.3");
  EXPECT_EQ(text_of(power(Decimal{3}, Decimal{-2})), "0.1111111111111111");
  EXPECT_EQ(text_of(power(decimal("0.70"), Decimal{-2})), "2.040816326530612");
  EXPECT_EQ(text_of(power(decimal("-0.000000007"), Decimal{-2})),
            "20408163265306122.44897959183673469388");
  EXPECT_EQ(text_of(power(decimal("1.0"), decimal(kMost))), "1");
}

TEST(DecimalTest, HasNoPowerThatIsNotARealNumberOrDoesNotFit) {
  EXPECT_EQ(text_of(power(Decimal{-1}, decimal("0.5"))), "nothing");
  EXPECT_EQ(text_of(power(Decimal{}, Decimal{-1})), "nothing");
  EXPECT_EQ(text_of(power(Decimal{}, decimal("-0.5"))), "nothing");
  EXPECT_EQ(text_of(power(Decimal{10}, Decimal{38})), "nothing");
  EXPECT_EQ(text_of(power(Decimal{2}, decimal("9223372036854775807"))), "nothing");
}

TEST(DecimalBoundaryTest, LiesHalfAUnitOfTheLastDigitAway) {
  EXPECT_EQ(text_of(decimal("2.41").low_boundary(8)), "2.40500000");
  EXPECT_EQ(text_of(decimal("2.41").high_boundary(8)), "2.41500000");
  EXPECT_EQ(text_of(decimal("-2.41").low_boundary(8)), "-2.41500000");
  EXPECT_EQ(text_of(decimal("-2.41").high_boundary(8)), "-2.40500000");
  EXPECT_EQ(text_of(decimal("2.410").low_boundary(5)), "2.40950");
  EXPECT_EQ(text_of(decimal("7").low_boundary(1)), "6.5");
  EXPECT_EQ(text_of(decimal("-240").high_boundary(2)), "-239.50");
}

TEST(DecimalBoundaryTest, IsCutTowardsZeroAndRoundedAwayFromIt) {
  EXPECT_EQ(text_of(decimal("2.419").low_boundary(2)), "2.41");
  EXPECT_EQ(text_of(decimal("2.419").high_boundary(2)), "2.42");
  EXPECT_EQ(text_of(decimal("-2.419").low_boundary(2)), "-2.42");
  EXPECT_EQ(text_of(decimal("-2.419").high_boundary(2)), "-2.41");
  EXPECT_EQ(text_of(decimal("2.41").low_boundary(2)), "2.40");
  EXPECT_EQ(text_of(decimal("2.41").high_boundary(2)), "2.42");
  EXPECT_EQ(text_of(decimal("7").low_boundary(0)), "6");
  EXPECT_EQ(text_of(decimal("7").high_boundary(0)), "8");
  EXPECT_EQ(text_of(decimal("9.97").high_boundary(1)), "10.0");
}

TEST(DecimalBoundaryTest, CutToZeroKeepsTheSign) {
  const Decimal low = decimal("-0.0021").low_boundary(1).value();

  EXPECT_EQ(low.to_text(), "-0.0");
  EXPECT_EQ(low, Decimal{});
  EXPECT_EQ(low.negated().to_text(), "0.0");
  EXPECT_EQ(text_of(decimal("0.0021").high_boundary(1)), "0.0");
}

TEST(DecimalBoundaryTest, OfZeroLiesOnBothSides) {
  EXPECT_EQ(text_of(Decimal{}.low_boundary(2)), "-0.50");
  EXPECT_EQ(text_of(Decimal{}.high_boundary(2)), "0.50");
  EXPECT_EQ(text_of(decimal("0.0").high_boundary(2)), "0.05");
}

TEST(DecimalBoundaryTest, HasAtMostAsManyPlacesAsFit) {
  EXPECT_EQ(text_of(decimal("1.5").low_boundary(28)), "1.4500000000000000000000000000");
  EXPECT_EQ(text_of(decimal("1.5").low_boundary(29)), "nothing");
  EXPECT_EQ(text_of(decimal("1.5").high_boundary(29)), "nothing");
  EXPECT_EQ(text_of(decimal("12345678901").high_boundary(27)),
            "12345678901.500000000000000000000000000");
  EXPECT_EQ(text_of(decimal("12345678901").high_boundary(28)), "nothing");
  EXPECT_EQ(text_of(decimal(kMost).high_boundary(0)), "nothing");
  EXPECT_EQ(text_of(decimal("1e-28").low_boundary(28)), "0.0000000000000000000000000000");
}

}  // namespace
}  // namespace gateway::fhirpath
