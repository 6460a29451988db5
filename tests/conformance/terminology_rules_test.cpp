// Code systems that are a rule. Source: RFC 5646; UCUM, section 2; ISO 3166-1; RFC 3986; RFC 8141.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "gateway/conformance/terminology/code_pattern.hpp"
#include "gateway/conformance/terminology/language_tag.hpp"
#include "gateway/conformance/terminology/system_rules.hpp"

namespace gateway::conformance {
namespace {

constexpr auto kIn = Membership::in;
constexpr auto kOut = Membership::not_in;
constexpr auto kUnknown = Membership::cannot_tell;

TEST(LanguageTagTest, TakesEachPartOfATag) {
  for (const std::string_view tag : {"sv",
                                     "SV",
                                     "tlh",
                                     "qaa",
                                     "zh-yue",
                                     "zh-yue-aaa-bbb",
                                     "zh-Hant",
                                     "zh-Hant-TW",
                                     "sv-SE",
                                     "sv-se",
                                     "es-419",
                                     "sl-rozaj-biske-1994",
                                     "de-CH-1901",
                                     "de-DE-u-co-phonebk",
                                     "en-a-myext-b-another-x-private",
                                     "en-0-ab",
                                     "en-x-twain",
                                     "en-XK",
                                     "en-QM",
                                     "sr-YU",
                                     "en-EU",
                                     "iw",
                                     "sh"}) {
    EXPECT_EQ(check_language(tag), kIn) << tag;
  }
}

TEST(LanguageTagTest, TakesTagsForPrivateUseAndThoseRegisteredAsAWhole) {
  for (const std::string_view tag : {"x-private",
                                     "X-a-b",
                                     "i-klingon",
                                     "I-KLINGON",
                                     "en-GB-oed",
                                     "sgn-BE-FR",
                                     "art-lojban",
                                     "no-bok",
                                     "zh-min-nan",
                                     "i-default"}) {
    EXPECT_EQ(check_language(tag), kIn) << tag;
  }
}

TEST(LanguageTagTest, RefusesWhatIsNotWellFormed) {
  for (const std::string_view tag : {"",
                                     "s",
                                     "sv-",
                                     "-sv",
                                     "sv--SE",
                                     "s1",
                                     "12",
                                     "sv_SE",
                                     "sv SE",
                                     "sv-toolongtag",
                                     "sv-SE-SE",
                                     "sv-SE-Latn",
                                     "zh-aaa-bbb-ccc-ddd",
                                     "de-1901x-DE",
                                     "en-a",
                                     "en-a-x-private",
                                     "en-a-b-cd",
                                     "en-x",
                                     "x",
                                     "i",
                                     "i-nothing",
                                     "sv-12",
                                     "sv-1",
                                     "sv-S\xC3\x84"}) {
    EXPECT_EQ(check_language(tag), kOut) << tag;
  }
}

TEST(LanguageTagTest, RefusesWhatIsNotRegistered) {
  for (const std::string_view tag :
       {"dk", "jp", "xx", "dk-DK", "swedish", "svensk", "en-UK", "en-ZY", "xxxx-SE"}) {
    EXPECT_EQ(check_language(tag), kOut) << tag;
  }
}

TEST(LanguageTagTest, RefusesAVariantOrAnExtensionTwice) {
  EXPECT_EQ(check_language("de-DE-1901-1901"), kOut);
  EXPECT_EQ(check_language("sl-rozaj-biske-ROZAJ"), kOut);
  EXPECT_EQ(check_language("en-a-bb-A-cc"), kOut);
  EXPECT_EQ(check_language("en-a-bb-bb"), kIn);
}

TEST(LanguageTagTest, LooksAtTagsUpToTheirLimit) {
  std::string tag = "sv-x";
  while (tag.size() < kMaxLanguageTag)
    tag += tag.size() % 2 == 0 ? "-" : "a";
  EXPECT_EQ(check_language(tag), kIn);
  EXPECT_EQ(check_language(tag + "a"), kUnknown);
}

TEST(LanguageTagTest, SurvivesAsManyVariantsAndExtensionsAsFit) {
  std::string variants = "sv";
  for (char c = 'a'; variants.size() + 6 <= kMaxLanguageTag; ++c)
    variants.append("-1994").push_back(c);
  EXPECT_EQ(check_language(variants), kIn);
  std::string extensions = "sv";
  for (char c = 'a'; extensions.size() + 5 <= kMaxLanguageTag && c < 'x'; ++c)
    extensions.append(1, '-').append(1, c).append("-ab");
  EXPECT_EQ(check_language(extensions), kIn);
}

TEST(SystemRulesTest, KnowUnitsByGrammarAndSymbol) {
  constexpr std::string_view kUcum = "http://unitsofmeasure.org";
  for (const std::string_view code : {"mg",
                                      "mm[Hg]",
                                      "10*3/uL",
                                      "{score}",
                                      "mL/min/{1.73_m2}",
                                      "/[HPF]",
                                      "[iU]/L",
                                      "Cel",
                                      "%",
                                      "1",
                                      "[CFU]/[iU]",
                                      "Cel/min"}) {
    EXPECT_EQ(check_by_rule(kUcum, code), kIn) << code;
  }
  for (const std::string_view code : {"",
                                      "mcg",
                                      "month",
                                      "kmin",
                                      "KG",
                                      "mg ",
                                      "mg/",
                                      "m//s",
                                      "(m",
                                      "{a",
                                      "m{a}{b}",
                                      "2m",
                                      "[x"}) {
    EXPECT_EQ(check_by_rule(kUcum, code), kOut) << code;
  }
  EXPECT_EQ(check_by_rule(kUcum, "m{" + std::string(100, 'a') + "}"), kUnknown);
}

TEST(SystemRulesTest, KnowCountriesByTheirThreeCodes) {
  constexpr std::string_view kCountry = "urn:iso:std:iso:3166";
  for (const std::string_view code : {"SE", "SWE", "752", "AF", "ZW", "AFG", "ZWE", "004", "894"})
    EXPECT_EQ(check_by_rule(kCountry, code), kIn) << code;
  for (const std::string_view code :
       {"", "S", "se", "UK", "EU", "AB", "SVE", "000", "899", "SWED", "7520", "S1", "SE-AB"})
    EXPECT_EQ(check_by_rule(kCountry, code), kOut) << code;
  for (const std::string_view code : {"YU", "YUG", "891", "XK", "QM", "AA", "ZZZ", "900"})
    EXPECT_EQ(check_by_rule(kCountry, code), kUnknown) << code;
}

TEST(SystemRulesTest, KnowTheFormOfSubdivisions) {
  constexpr std::string_view kSubdivision = "urn:iso:std:iso:3166:-2";
  EXPECT_EQ(check_by_rule(kSubdivision, "SE-AB"), kUnknown);
  EXPECT_EQ(check_by_rule(kSubdivision, "GB-123"), kUnknown);
  for (const std::string_view code : {"", "SE", "SE-", "XX-AB", "SE-ABCD", "SE-a", "SWE-AB"})
    EXPECT_EQ(check_by_rule(kSubdivision, code), kOut) << code;
}

TEST(SystemRulesTest, KnowTheFormOfAreas) {
  constexpr std::string_view kArea = "http://unstats.un.org/unsd/methods/m49/m49.htm";
  EXPECT_EQ(check_by_rule(kArea, "150"), kUnknown);
  for (const std::string_view code : {"", "15", "1500", "15a", "Europe"})
    EXPECT_EQ(check_by_rule(kArea, code), kOut) << code;
}

TEST(SystemRulesTest, KnowUrisByTheirForm) {
  for (const std::string_view uri : {"http://example.org",
                                     "http://[::1]:80/a?b#c",
                                     "mailto:a@example.org",
                                     "urn:oid:1.2.3",
                                     "urn:oid:2.16.840.1.113883",
                                     "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
                                     "urn:uuid:C757873D-EC9A-4326-A141-556F43239520",
                                     "urn:ietf:rfc:3986",
                                     "http://example.org/%C3%A5"}) {
    EXPECT_EQ(check_uri(uri), kIn) << uri;
  }
  for (const std::string_view uri : {"",
                                     "urn:",
                                     "http:",
                                     "urn:a b",
                                     "urn:x:",
                                     "urn:a:b",
                                     "urn:-ab:c",
                                     "urn:oid:",
                                     "urn:oid:1.02",
                                     "urn:oid:a",
                                     "urn:uuid:1",
                                     "http://example.org/{a}",
                                     "http://example.org/a[1]",
                                     "http://example.org/%4",
                                     "http://example.org/%zz",
                                     "http://example.org/#a#b",
                                     "http://example.org/\xC3\xA5",
                                     "a b"}) {
    EXPECT_EQ(check_uri(uri), kOut) << uri;
  }
  EXPECT_EQ(check_uri("relative/path"), kUnknown);
}

TEST(SystemRulesTest, CannotTellOfOtherSystems) {
  EXPECT_EQ(check_by_rule("http://snomed.info/sct", "1"), kUnknown);
}

TEST(CodePatternTest, MatchesTheWholeOfACode) {
  EXPECT_EQ(matches_code_pattern("[A-Z]{3}", "SWE"), true);
  EXPECT_EQ(matches_code_pattern("[A-Z]{3}", "SE"), false);
  EXPECT_EQ(matches_code_pattern("[A-Z]{3}", "SWED"), false);
  EXPECT_EQ(matches_code_pattern("[0-9]{3}", "75a"), false);
  EXPECT_EQ(matches_code_pattern("a[b-dx0-9]{2}e", "ax7e"), true);
  EXPECT_EQ(matches_code_pattern("[a]{0}b", "b"), true);
  EXPECT_EQ(matches_code_pattern("", ""), true);
}

TEST(CodePatternTest, CannotTellOfAnyOtherExpression) {
  for (const std::string_view pattern : {"a|b",
                                         "a*",
                                         "a+",
                                         "a?",
                                         ".",
                                         "[^a]",
                                         "[a-]",
                                         "[]",
                                         "[a",
                                         "a{",
                                         "a{1,2}",
                                         "a{x}",
                                         "\\d",
                                         "(a)",
                                         "a{100}",
                                         "^a",
                                         "[a]{}"}) {
    EXPECT_EQ(matches_code_pattern(pattern, "a"), std::nullopt) << pattern;
  }
  EXPECT_EQ(matches_code_pattern("a{99}", std::string(kMaxPatternCount, 'a')), true);
}

}  // namespace
}  // namespace gateway::conformance
