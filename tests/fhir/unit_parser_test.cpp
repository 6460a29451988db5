// The texts of units. Source: UCUM, https://ucum.org/ucum, section 2.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "gateway/fhir/unit.hpp"
#include "gateway/fhir/unit_table.hpp"

namespace gateway::fhir {
namespace {

bool is_unit(std::string_view text) {
  return parse_unit(text).has_value();
}

TEST(UnitTextTest, ReadsSymbolsWithPrefixesAndExponents) {
  for (const auto* text :
       {"m",           "kg",    "dL",     "daL",        "mm[Hg]",   "cm[H2O]",  "m2",
        "m-1",         "m+2",   "[in_i]", "[in_i'H2O]", "%",        "'",        "''",
        "10*3",        "10*-6", "10^",    "10^9",       "cal_[15]", "B[10.nV]", "[m/s2/Hz^(1/2)]",
        "[Amb'a'1'U]", "k[iU]", "mg%",    "Kibit"}) {
    EXPECT_TRUE(is_unit(text)) << text;
  }
}

TEST(UnitTextTest, ReadsTerms) {
  for (const auto* text : {"1",
                           "1/min",
                           "/min",
                           "kg.m/s2",
                           "mL/min/(173.10*-2.m2)",
                           "10.uN.s/(cm5.m2)",
                           "g/(kg.h)",
                           "U/(10.g){feces}",
                           "{beats}/min",
                           "{# of calculi}",
                           "/100{WBC}",
                           "%{Fat}",
                           "((m))"}) {
    EXPECT_TRUE(is_unit(text)) << text;
  }
}

TEST(UnitTextTest, RefusesWhatIsNotAUnit) {
  for (const auto* text :
       {"",   " ",    "foo", "mcg",   "month", "KG",     "kmin",   "k[in_i]", "kkg",
        "k",  "m ",   " m",  "m..s",  "m.",    "m//s",   "//m",    "(m",      "m)",
        "()", "(/m)", "m{",  "m{a",   "m}",    "{a}{b}", "{a{b}}", "m--1",    "m-",
        "m+", "2-",   "0",   "[in_i", "in_i]", "m*2",    "m^2",    "10*+",    "(m)2",
        "2m", "m\n",  "µg",  "{å}",   "\"m\"", "m=1"}) {
    EXPECT_FALSE(is_unit(text)) << text;
  }
}

TEST(UnitTextTest, RefusesZeroBytes) {
  EXPECT_FALSE(is_unit(std::string_view("\0", 1)));
  EXPECT_FALSE(is_unit(std::string_view("m\0", 2)));
  EXPECT_FALSE(is_unit(std::string_view("{\0}", 3)));
}

TEST(UnitTextTest, TakesTheTextUpToItsLimit) {
  EXPECT_TRUE(is_unit("m{" + std::string(kMaxUnitText - 3, 'a') + "}"));
  EXPECT_FALSE(is_unit("m{" + std::string(kMaxUnitText - 2, 'a') + "}"));
}

TEST(UnitTextTest, TakesParenthesesUpToTheirLimit) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "m" + std::string(depth, ')');
  };
  EXPECT_TRUE(is_unit(nested(kMaxUnitNesting)));
  EXPECT_FALSE(is_unit(nested(kMaxUnitNesting + 1)));
}

TEST(UnitTextTest, TakesExponentsUpToTheirLimit) {
  EXPECT_TRUE(is_unit("m99"));
  EXPECT_FALSE(is_unit("m100"));
  EXPECT_FALSE(is_unit("m99.m"));
  EXPECT_TRUE(is_unit("[iU]99"));
  EXPECT_FALSE(is_unit("[iU]99.[iU]"));
  EXPECT_FALSE(is_unit("N50"));  // s-100
}

TEST(UnitTextTest, TakesFactorsUpToTheirLimit) {
  EXPECT_TRUE(is_unit(std::string(18, '9')));
  EXPECT_FALSE(is_unit(std::string(19, '9')));
}

TEST(UnitTextTest, SurvivesUnitsOfAbsurdSize) {
  EXPECT_TRUE(is_unit("Ym99.Ym-99.YPa30.[psi]9"));
  EXPECT_TRUE(is_unit("[psi]9.[psi]9.[psi]9.[gal_us]9.[pi]99"));
  EXPECT_TRUE(is_unit("10*99.10*99.10*99.10*-99.10*-99.10*-99"));
}

TEST(UnitTextTest, LetsSpecialScalesStandAlone) {
  for (const auto* text : {"Cel", "mCel", "Cel{rectal}", "(Cel)", "[degF]", "B", "dB", "dB[SPL]"}) {
    EXPECT_TRUE(is_unit(text)) << text;
  }
  for (const auto* text :
       {"Cel/min", "Cel2", "Cel-1", "/Cel", "m.Cel", "2.Cel", "k[degF]", "B.s"}) {
    EXPECT_FALSE(is_unit(text)) << text;
  }
}

TEST(UnitTextTest, MixesNoArbitraryUnits) {
  EXPECT_TRUE(is_unit("[CFU]/mL"));
  EXPECT_TRUE(is_unit("[iU].[IU]"));
  EXPECT_FALSE(is_unit("[CFU]/[iU]"));
}

TEST(UnitTextTest, IsAUnitAlsoWithoutAMeaningOfItsOwn) {
  for (const auto* text :
       {"mg", "Cel/min", "2.Cel", "[CFU]/[iU]", "m100", "m99.m", "N50", "9999999999999999999"}) {
    EXPECT_EQ(check_unit_text(text), UnitText::unit) << text;
  }
}

TEST(UnitTextTest, TellsUnknownSymbolsFromMalformedText) {
  for (const auto* text : {"foo", "mcg", "kmin", "k[in_i]", "m/foo", "foo2", "k", "m.[x]"})
    EXPECT_EQ(check_unit_text(text), UnitText::unknown_symbol) << text;
  for (const auto* text : {"", "foo/", "m//s", "2foo", "0", "m.0", "foo{", "m-", "Cel2-", "in_i]"})
    EXPECT_EQ(check_unit_text(text), UnitText::malformed) << text;
}

TEST(UnitTextTest, LooksAtNoTextBeyondItsLimits) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "m" + std::string(depth, ')');
  };
  EXPECT_EQ(check_unit_text(nested(kMaxUnitNesting)), UnitText::unit);
  EXPECT_EQ(check_unit_text(nested(kMaxUnitNesting + 1)), UnitText::too_large);
  EXPECT_EQ(check_unit_text("m{" + std::string(kMaxUnitText - 3, 'a') + "}"), UnitText::unit);
  EXPECT_EQ(check_unit_text("m{" + std::string(kMaxUnitText - 2, 'a') + "}"), UnitText::too_large);
}

TEST(UnitTableTest, DefinesEverySymbol) {
  EXPECT_EQ(unit_atoms().size(), 312U);
  for (const UnitAtom& atom : unit_atoms())
    EXPECT_TRUE(is_unit(atom.code)) << atom.code;
}

TEST(UnitTableTest, LeavesNoTextWithTwoReadings) {
  for (const UnitPrefix& prefix : unit_prefixes()) {
    for (const UnitAtom& atom : unit_atoms()) {
      if (!atom.is_metric) continue;
      const std::string text = std::string(prefix.code) + std::string(atom.code);
      const UnitAtom* const whole = find_atom(text);
      EXPECT_TRUE(whole == nullptr || whole->code == "cd") << text;
      for (const UnitPrefix& other : unit_prefixes()) {
        if (other.code == prefix.code || !text.starts_with(other.code)) continue;
        const UnitAtom* const rest = find_atom(std::string_view(text).substr(other.code.size()));
        EXPECT_TRUE(rest == nullptr || !rest->is_metric) << text;
      }
    }
  }
}

}  // namespace
}  // namespace gateway::fhir
