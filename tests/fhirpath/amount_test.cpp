// Units of measure. Source: UCUM, https://ucum.org/ucum; FHIRPath 2.0, #quantity.
#include "gateway/fhirpath/amount.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::fhirpath {
namespace {

using fhir::parse_unit;

constexpr std::string_view kNothing = "nothing";

bool same(std::string_view a, std::string_view b) {
  const auto unit_a = parse_unit(a);
  const auto unit_b = parse_unit(b);
  return unit_a && unit_b && *unit_a == *unit_b;
}

bool comparable(std::string_view a, std::string_view b) {
  const auto unit_a = parse_unit(a);
  const auto unit_b = parse_unit(b);
  return unit_a && unit_b && is_comparable(*unit_a, *unit_b);
}

Decimal number(std::string_view text) {
  return Decimal::parse(text).value();
}

std::string text_of(const std::optional<Decimal>& value) {
  return value ? value->trimmed().to_text() : std::string(kNothing);
}

std::string converted(std::string_view value, std::string_view from, std::string_view to) {
  return text_of(convert(number(value), parse_unit(from).value(), parse_unit(to).value()));
}

// "less", "equal", "greater" or "nothing"
std::string order(std::string_view a,
                  std::string_view unit_of_a,
                  std::string_view b,
                  std::string_view unit_of_b) {
  const auto found =
      compare(number(a), parse_unit(unit_of_a).value(), number(b), parse_unit(unit_of_b).value());
  if (!found) return std::string(kNothing);
  if (*found == std::strong_ordering::equal) return "equal";
  return *found == std::strong_ordering::less ? "less" : "greater";
}

std::string text_of(const std::optional<Amount>& amount) {
  if (!amount) return std::string(kNothing);
  return amount->value.trimmed().to_text() + " " + amount->unit;
}

Amount amount(std::string_view value, std::string_view unit) {
  return {number(value), std::string(unit)};
}

TEST(UnitTest, IsTheSameInOtherWords) {
  EXPECT_TRUE(same("L", "l"));
  EXPECT_TRUE(same("L", "dm3"));
  EXPECT_TRUE(same("[IU]/L", "10*-3.[iU]/mL"));
  EXPECT_TRUE(same("%", "10*-2"));
  EXPECT_TRUE(same("%", "1/100"));
  EXPECT_TRUE(same("J", "kg.m2/s2"));
  EXPECT_TRUE(same("J", "N.m"));
  EXPECT_TRUE(same("mol/L", "eq/L"));
  EXPECT_TRUE(same("kat", "60.U.10*6"));
  EXPECT_TRUE(same("m/m", "1"));
  EXPECT_TRUE(same("[iU]/[IU]", "1"));
  EXPECT_TRUE(same("a", "12.mo"));
  EXPECT_TRUE(same("{beats}/min", "/min"));
  EXPECT_TRUE(same("[tsp_us]", "[foz_us]/6"));
  EXPECT_FALSE(same("g", "mg"));
  EXPECT_FALSE(same("Cel", "K"));
  EXPECT_FALSE(same("Cel", "mCel"));
}

TEST(UnitTest, IsComparableInItsDimension) {
  EXPECT_TRUE(comparable("cm", "[in_i]"));
  EXPECT_TRUE(comparable("mm[Hg]", "kPa"));
  EXPECT_TRUE(comparable("Cel", "[degF]"));
  EXPECT_TRUE(comparable("Cel", "K"));
  EXPECT_TRUE(comparable("kg.kg-1", "1"));
  EXPECT_TRUE(comparable("a", "s"));
  EXPECT_TRUE(comparable("B[W]", "W"));
  EXPECT_FALSE(comparable("cm", "s"));
  EXPECT_FALSE(comparable("m2", "m3"));
  EXPECT_FALSE(comparable("g", "[lbf_av]"));
}

TEST(UnitTest, ComparesArbitraryUnitsWithThemselvesOnly) {
  EXPECT_TRUE(comparable("k[iU]/L", "[IU]/mL"));
  EXPECT_FALSE(comparable("[iU]", "[arb'U]"));
  EXPECT_FALSE(comparable("[iU]", "1"));
  EXPECT_FALSE(comparable("[iU]", "U"));
  EXPECT_FALSE(comparable("[iU]", "/[iU]"));
  EXPECT_FALSE(comparable("[pH]", "mol/L"));
  EXPECT_FALSE(comparable("[p'diop]", "rad"));
  EXPECT_TRUE(comparable("[p'diop]", "[p'diop]"));
}

TEST(UnitConversionTest, IsExactForMetricUnits) {
  EXPECT_EQ(converted("4.0000", "g", "mg"), "4000");
  EXPECT_EQ(converted("1", "ng", "kg"), "0.000000000001");
  EXPECT_EQ(converted("-1.5", "kPa", "Pa"), "-1500");
  EXPECT_EQ(converted("120", "mm[Hg]", "kPa"), "15.99864");
  EXPECT_EQ(converted("2.5", "kcal", "kJ"), "10.46");
  EXPECT_EQ(converted("40", "%", "1"), "0.4");
  EXPECT_EQ(converted("3", "g%", "g/L"), "30");
  EXPECT_EQ(converted("1", "ar", "m2"), "100");
  EXPECT_EQ(converted("1", "GBq", "mCi"), "27.02702702702702702703");
}

TEST(UnitConversionTest, IsExactForUnitsOfTime) {
  EXPECT_EQ(converted("7", "d", "wk"), "1");
  EXPECT_EQ(converted("1", "a", "d"), "365.25");
  EXPECT_EQ(converted("1", "mo", "d"), "30.4375");
  EXPECT_EQ(converted("12", "mo", "a"), "1");
  EXPECT_EQ(converted("1", "a", "s"), "31557600");
  EXPECT_EQ(converted("90", "min", "h"), "1.5");
}

TEST(UnitConversionTest, IsExactForCustomaryUnits) {
  EXPECT_EQ(converted("1", "[in_i]", "cm"), "2.54");
  EXPECT_EQ(converted("2.54", "cm", "[in_i]"), "1");
  EXPECT_EQ(converted("6", "[ft_i]", "m"), "1.8288");
  EXPECT_EQ(converted("185", "[lb_av]", "kg"), "83.91458845");
  EXPECT_EQ(converted("16", "[oz_av]", "[lb_av]"), "1");
  EXPECT_EQ(converted("8", "[pt_us]", "[gal_us]"), "1");
  EXPECT_EQ(converted("1", "[pt_us]", "mL"), "473.176473");
  EXPECT_EQ(converted("3937", "[ft_us]", "m"), "1200");
  EXPECT_EQ(converted("1", "[mi_us]", "[ft_us]"), "5280");
  EXPECT_EQ(converted("1", "[stone_av]", "kg"), "6.35029318");
  EXPECT_EQ(converted("1", "[psi]", "Pa"), "6894.757293168361336722673445347");
}

TEST(UnitConversionTest, KeepsMolesExact) {
  EXPECT_EQ(converted("5.5", "mmol/L", "mol/m3"), "5.5");
  EXPECT_EQ(converted("1", "kat", "U"), "60000000");
  EXPECT_EQ(converted("1", "mol", "1"), "602214076000000000000000");
  EXPECT_EQ(converted("140", "meq/L", "mmol/L"), "140");
  EXPECT_EQ(converted("602214076000000000000000", "1", "mol"), "1");
  EXPECT_EQ(converted("1.5", "Ymol", "Zmol"), "1500");
}

TEST(UnitConversionTest, CancelsPi) {
  EXPECT_EQ(converted("1", "circ", "deg"), "360");
  EXPECT_EQ(converted("90", "deg", "gon"), "100");
  EXPECT_EQ(converted("30", "'", "deg"), "0.5");
  EXPECT_EQ(converted("180", "deg", "rad"), "3.141592653589793238");
}

TEST(UnitConversionTest, ShiftsTemperatures) {
  EXPECT_EQ(converted("0", "Cel", "K"), "273.15");
  EXPECT_EQ(converted("23", "Cel", "[degF]"), "73.4");
  EXPECT_EQ(converted("73.4", "[degF]", "Cel"), "23");
  EXPECT_EQ(converted("98.6", "[degF]", "K"), "310.15");
  EXPECT_EQ(converted("-40", "[degF]", "Cel"), "-40");
  EXPECT_EQ(converted("80", "[degRe]", "Cel"), "100");
  EXPECT_EQ(converted("373.15", "K", "[degRe]"), "80");
  EXPECT_EQ(converted("1500", "mCel", "Cel"), "1.5");
  EXPECT_EQ(converted("1500", "mCel", "K"), "274.65");
  EXPECT_EQ(converted("9", "[degR]", "K"), "5");
}

TEST(UnitConversionTest, FollowsLogarithmicScales) {
  EXPECT_EQ(converted("20", "dB", "B"), "2");
  EXPECT_EQ(converted("2", "B", "1"), "100");
  EXPECT_EQ(converted("1000", "1", "dB"), "30");
  EXPECT_EQ(converted("6", "B[V]", "V"), "1000");
  EXPECT_EQ(converted("3", "B[W]", "kW"), "1");
  EXPECT_EQ(converted("0", "B[SPL]", "uPa"), "20");
  EXPECT_EQ(converted("10", "bit_s", "1"), "1024");
  EXPECT_EQ(converted("-1", "1", "B"), kNothing);
}

TEST(UnitConversionTest, KeepsDigitsOfUnitsWithManyOfThem) {
  EXPECT_EQ(converted("89865.25", "[HP]2", "[HP].[HP]"), "89865.25");
  EXPECT_EQ(converted("556068298477814.2972213218490988484", "g2.m4.s-6", "[HP]2"), "1000");
}

TEST(UnitConversionTest, GivesNothingForOtherDimensions) {
  EXPECT_EQ(converted("1", "cm", "g"), kNothing);
  EXPECT_EQ(converted("1", "[iU]", "1"), kNothing);
  EXPECT_EQ(converted("1", "[p'diop]", "rad"), kNothing);
}

TEST(UnitConversionTest, GivesNothingForWhatDoesNotFit) {
  EXPECT_EQ(converted("1", "Ym", "ym"), kNothing);
  EXPECT_EQ(converted("1", "ym", "Ym"), kNothing);
  EXPECT_EQ(converted("0", "ym", "Ym"), "0");
  EXPECT_EQ(converted("1", "10*99.10*99", "1"), kNothing);
  EXPECT_EQ(converted("1", "10*-99.10*-99", "1"), kNothing);
}

TEST(UnitConversionTest, GivesBackTheSameNumberInTheSameUnit) {
  EXPECT_EQ(converted("12345678901234567890.0123456789", "deg", "deg"),
            "12345678901234567890.0123456789");
  EXPECT_EQ(converted("7", "[pH]", "[pH]"), "7");
  EXPECT_EQ(converted("7", "%[slope]", "%[slope]"), "7");
}

TEST(UnitOrderTest, ComparesAcrossUnits) {
  EXPECT_EQ(order("999", "g", "1", "kg"), "less");
  EXPECT_EQ(order("1000.0", "g", "1", "kg"), "equal");
  EXPECT_EQ(order("1001", "g", "1", "kg"), "greater");
  EXPECT_EQ(order("23", "Cel", "72", "[degF]"), "greater");
  EXPECT_EQ(order("23", "Cel", "73.4", "[degF]"), "equal");
  EXPECT_EQ(order("0", "Cel", "273.15", "K"), "equal");
  EXPECT_EQ(order("2", "kg.kg-1", "1", "1"), "greater");
  EXPECT_EQ(order("1", "[iU]", "2", "k[IU]"), "less");
  EXPECT_EQ(order("20", "dB", "2", "B"), "equal");
  EXPECT_EQ(order("1", "kg", "1", "s"), kNothing);
}

TEST(UnitOrderTest, RoundsNothing) {
  EXPECT_EQ(order("1", "[yd_us]", "36", "[in_us]"), "equal");
  EXPECT_EQ(order("36", "[in_us]", "1", "[yd_us]"), "equal");
  EXPECT_EQ(order("3", "[in_us]", "0.25", "[ft_us]"), "equal");
  EXPECT_EQ(order("1", "ym", "0.000000000000000000000001", "m"), "equal");
  EXPECT_EQ(order("0.0000000000000000000000001", "m/3", "0.00000000000000000000000001", "m"),
            "greater");
}

TEST(UnitOrderTest, ComparesWhatNoConversionHolds) {
  EXPECT_EQ(order("1", "Ym", "1", "ym"), "greater");
  EXPECT_EQ(order("1", "ym", "1", "Ym"), "less");
  EXPECT_EQ(order("-1", "Ym", "1", "ym"), "less");
  EXPECT_EQ(order("1", "ym", "-1", "Ym"), "greater");
  EXPECT_EQ(order("0", "Ym", "1", "ym"), "less");
  EXPECT_EQ(order("0", "Ym", "0", "ym"), "equal");
}

TEST(AmountTest, MultipliesInBaseUnits) {
  EXPECT_EQ(text_of(multiply(amount("2.0", "cm"), amount("2.0", "m"))), "0.04 m2");
  EXPECT_EQ(text_of(multiply(amount("1", "a"), amount("2", "wk"))), "38172072960000 s2");
  EXPECT_EQ(text_of(multiply(amount("50", "%"), amount("4", "kg"))), "2000 g");
  EXPECT_EQ(text_of(multiply(amount("0", "kg"), amount("4", "m"))), "0 g.m");
  EXPECT_EQ(text_of(multiply(amount("5", "[IU]/kg"), amount("70", "kg"))), "350 [iU]");
  EXPECT_EQ(text_of(multiply(amount("3", "/s"), amount("2", "s"))), "6 1");
}

TEST(AmountTest, DividesInBaseUnits) {
  EXPECT_EQ(text_of(divide(amount("4.0", "g"), amount("2.0", "m"))), "2 g.m-1");
  EXPECT_EQ(text_of(divide(amount("99.27", "g"), amount("3", "g"))), "33.09 1");
  EXPECT_EQ(text_of(divide(amount("20", "1"), amount("5", "kg"))), "0.004 g-1");
  EXPECT_EQ(text_of(divide(amount("20", "N"), amount("5", "m2"))), "4000 g.m-1.s-2");
  EXPECT_EQ(text_of(divide(amount("1", "d"), amount("7", "[iU]"))),
            "12342.85714285714285714286 [iU]-1.s");
  EXPECT_EQ(text_of(divide(amount("185", "mo"), amount("185", "mo"))), "1 1");
  EXPECT_EQ(text_of(divide(amount("5", "mmol/L"), amount("2.5", "mmol/L"))), "2 1");
}

TEST(AmountTest, KeepsTheUnitBesideAPlainNumber) {
  EXPECT_EQ(text_of(multiply(amount("2", "1"), amount("4", "kg"))), "8 kg");
  EXPECT_EQ(text_of(multiply(amount("4", "[iU]"), amount("2", "1"))), "8 [iU]");
  EXPECT_EQ(text_of(divide(amount("20", "kg"), amount("5", "1"))), "4 kg");
  EXPECT_EQ(text_of(divide(amount("4", "1"), amount("2", "1"))), "2 1");
}

TEST(AmountTest, PutsUnitsTogetherWhereBaseUnitsDoNotFit) {
  EXPECT_EQ(text_of(multiply(amount("2", "mol/L"), amount("3", "mol/L"))), "6 (mol/L).(mol/L)");
  EXPECT_EQ(text_of(divide(amount("6", "L/mol"), amount("3", "mol"))), "2 (L/mol)/(mol)");
  EXPECT_EQ(text_of(divide(amount("6", "/mol"), amount("3", "mol"))), "2 (1/mol)/(mol)");
  EXPECT_TRUE(same("(mol/L).(mol/L)", "mol2/L2"));
  EXPECT_TRUE(same("(1/mol)/(mol)", "mol-2"));
}

TEST(AmountTest, GivesNothingForScalesThatAreNoRatio) {
  EXPECT_EQ(text_of(multiply(amount("1", "B"), amount("2", "1"))), kNothing);
  EXPECT_EQ(text_of(divide(amount("1", "B"), amount("2", "1"))), kNothing);
  EXPECT_EQ(text_of(multiply(amount("1", "Cel"), amount("2", "m"))), kNothing);
  EXPECT_EQ(text_of(divide(amount("1", "Cel"), amount("2", "Cel"))), kNothing);
}

TEST(AmountTest, GivesNothingWithoutAResult) {
  EXPECT_EQ(text_of(multiply(amount("1", "[iU]"), amount("2", "[CFU]"))), kNothing);
  EXPECT_EQ(text_of(multiply(amount("1", "nonsense"), amount("2", "1"))), kNothing);
  EXPECT_EQ(text_of(multiply(amount("1", "m99"), amount("2", "m"))), kNothing);
  EXPECT_EQ(text_of(divide(amount("1", "kg"), amount("0", "m"))), kNothing);
  EXPECT_EQ(text_of(divide(amount("1", "kg"), amount("0", "1"))), kNothing);
  const auto huge = amount("1" + std::string(30, '0'), "m");
  EXPECT_EQ(text_of(multiply(huge, huge)), kNothing);
}

TEST(AmountTest, WritesBaseUnitsInTheOrderOfTheirCharacters) {
  EXPECT_EQ(base_text(parse_unit("V").value()), "C-1.g.m2.s-2");
  EXPECT_EQ(base_text(parse_unit("lm.K/deg").value()), "K.cd.rad");
  EXPECT_EQ(base_text(parse_unit("%").value()), "1");
  EXPECT_EQ(base_text(parse_unit("g/[arb'U]2").value()), "[arb'U]-2.g");
}

}  // namespace
}  // namespace gateway::fhirpath
