#include "gateway/fhir/unit_factor.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace gateway::fhir {
namespace {

Factor factor(std::string_view text) {
  return Factor::parse(text).value();
}

std::string text_of(const Factor& factor) {
  const auto whole = [](Factor::Whole value) {
    std::string digits;
    for (; value != 0; value /= 10)
      digits.insert(0, 1, static_cast<char>('0' + int(value % 10)));
    return digits;
  };
  return whole(factor.numerator()) + "/" + whole(factor.denominator()) + "e" +
         std::to_string(factor.exponent());
}

TEST(FactorTest, ReadsNumbers) {
  EXPECT_EQ(text_of(factor("2.540")), "254/1e-2");
  EXPECT_EQ(text_of(factor("1e-3")), "1/1e-3");
  EXPECT_EQ(text_of(factor("980665e-5")), "980665/1e-5");
  EXPECT_EQ(text_of(factor("0.001")), "1/1e-3");
  EXPECT_EQ(text_of(factor("1" + std::string(37, '0'))), "1/1e37");
}

TEST(FactorTest, RefusesOtherTexts) {
  for (const auto* text : {"",
                           "0",
                           "0.00",
                           "-1",
                           "+1",
                           "1.2.3",
                           "1e",
                           "1e1000",
                           "1e-1000",
                           "1e5x",
                           "x",
                           ".",
                           "1 ",
                           "1E5"}) {
    EXPECT_FALSE(Factor::parse(text).has_value()) << text;
  }
  EXPECT_FALSE(Factor::parse(std::string(39, '9')).has_value());
}

TEST(FactorTest, StaysInLowestTerms) {
  EXPECT_EQ(text_of(factor("1200").times(factor("3937").inverse())), "12/3937e2");
  EXPECT_EQ(text_of(factor("3937").inverse().times(factor("3937"))), "1/1e0");
  EXPECT_EQ(text_of(factor("8").inverse()), "125/1e-3");
  EXPECT_EQ(text_of(factor("5").times(factor("6").inverse())), "25/3e-1");
  EXPECT_EQ(factor("0.5"), factor("2").inverse());
}

TEST(FactorTest, RaisesToPowers) {
  EXPECT_EQ(text_of(factor("2.54").raised(3)), "16387064/1e-6");
  EXPECT_EQ(text_of(factor("3").raised(-2)), "1/9e0");
  EXPECT_EQ(text_of(factor("7").raised(0)), "1/1e0");
  EXPECT_EQ(text_of(factor("10").raised(-99)), "1/1e-99");
}

TEST(FactorTest, RoundsWhatHasMoreDigitsThanFit) {
  const Factor many = factor("1.2345678901234567891").times(factor("1.2345678901234567891"));
  const Factor more = many.times(many);

  EXPECT_EQ(many.times(factor("1e5")).exponent(), many.exponent() + 5);
  EXPECT_NEAR(static_cast<double>(more.numerator()) * std::pow(10.0, more.exponent()),
              std::pow(1.2345678901234567891, 4),
              1e-14);
}

TEST(FactorTest, ShortensToEighteenDigits) {
  EXPECT_EQ(text_of(factor("12345678901234567890123").shortened()), "123456789012345679/1e5");
  EXPECT_EQ(text_of(factor("123").shortened()), "123/1e0");
}

}  // namespace
}  // namespace gateway::fhir
