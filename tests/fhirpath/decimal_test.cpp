// How decimals are written, read and rounded: FHIR R4, datatypes.html#decimal; and the ends of the
// range they stand for: FHIRPath 2.0, functions lowBoundary, highBoundary.
#include "gateway/fhirpath/decimal.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "tests/fhirpath/decimal_text.hpp"

namespace gateway::fhirpath {
namespace {

using test::decimal;
using test::kMost;
using test::text_of;

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
