// FHIRPath 2.0, #matches, #replacematches.
#include <gtest/gtest.h>

#include "gateway/fhirpath/functions_text.hpp"

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

TEST(PatternFunctionTest, MatchesAPart) {
  EXPECT_EQ(answer("'N8000123123'.matches('N[0-9]{8}')"), "true");
  EXPECT_EQ(answer("'N8000123123'.matches('^N[0-9]{8}$')"), "false");
  EXPECT_EQ(answer("'FHIR'.matches('fhir')"), "false");
  EXPECT_EQ(answer("'a'.matches('')"), "true");
}

TEST(PatternFunctionTest, MatchesTheWhole) {
  EXPECT_EQ(answer("'N80001231'.matchesFull('N[0-9]{8}')"), "true");
  EXPECT_EQ(answer("'N8000123123'.matchesFull('N[0-9]{8}')"), "false");
  EXPECT_EQ(answer("'ab'.matchesFull('a|ab')"), "true");
  EXPECT_EQ(answer("'ab\\n'.matchesFull('ab')"), "false");
}

TEST(PatternFunctionTest, TakesALineBreakForACharacter) {
  EXPECT_EQ(answer("'a\\nb'.matches('a.b')"), "true");
  EXPECT_EQ(answer("'a\\nb'.matches('^b')"), "false");
}

TEST(PatternFunctionTest, KnowsLettersOfAllLanguages) {
  EXPECT_EQ(answer("'Åsa'.matchesFull('\\\\p{Lu}\\\\p{Ll}+')"), "true");
  EXPECT_EQ(answer("'Åsa'.matchesFull('\\\\u00c5sa')"), "true");
  EXPECT_EQ(answer("'Å'.matchesFull('.')"), "true");
}

TEST(PatternFunctionTest, TakesFlags) {
  EXPECT_EQ(answer("'FHIR'.matches('fhir', 'i')"), "true");
  EXPECT_EQ(answer("'a\\nb'.matches('^b', 'm')"), "true");
  EXPECT_EQ(answer("'a\\nb'.matches('^B$', 'mi')"), "true");
  EXPECT_EQ(answer("'a\\nb'.matches('^b', '')"), "false");
  EXPECT_EQ(answer("'a\\nb'.matches('^b', {})"), "false");
  EXPECT_EQ(answer("'ab\\ncd'.matchesFull('cd', 'm')"), "true");
  EXPECT_EQ(answer("'ab\\ncd'.matchesFull('c', 'm')"), "false");
  EXPECT_EQ(answer("'abA'.replaceMatches('a', '-', 'i')"), "-b-");
}

TEST(PatternFunctionTest, KeepsPatternsWithOtherFlagsApart) {
  EXPECT_EQ(answer("'AB'.matches('b') | 'AB'.matches('b', 'i')"), "false|true");
  EXPECT_EQ(answer("'a\\nb'.matches('^b', 'm') | 'a\\nb'.matches('^b')"), "true|false");
  EXPECT_EQ(answer("'ab'.matches('b') | 'ab'.matchesFull('b')"), "true|false");
}

TEST(PatternFunctionTest, RefusesOtherFlags) {
  EXPECT_EQ(answer("'a'.matches('a', 's')"), "FHIRPATH-PATTERN");
  EXPECT_EQ(answer("'a'.matchesFull('a', 'ix')"), "FHIRPATH-PATTERN");
  EXPECT_EQ(answer("'a'.replaceMatches('a', 'b', 'g')"), "FHIRPATH-PATTERN");
}

TEST(PatternFunctionTest, RefusesWhatIsNoPattern) {
  EXPECT_EQ(answer("'a'.matches('(')"), "FHIRPATH-PATTERN");
  EXPECT_EQ(answer("'a'.matches('[')"), "FHIRPATH-PATTERN");
  EXPECT_EQ(answer("'a'.matches('(a)\\\\1')"), "FHIRPATH-PATTERN");
  EXPECT_EQ(answer("'a'.matches('a(?=b)')"), "FHIRPATH-PATTERN");
  EXPECT_EQ(answer("'a'.matchesFull('a)(b', 'm')"), "FHIRPATH-PATTERN");
}

TEST(PatternFunctionTest, RefusesPatternsBeyondTheLimit) {
  const std::string longest(kMaxPatternBytes, 'a');

  EXPECT_EQ(answer("'a'.matches('" + longest + "')"), "false");
  EXPECT_EQ(answer("'a'.matches('" + longest + "a')"), "FHIRPATH-PATTERN");
}

TEST(PatternFunctionTest, RefusesPatternsThatNeedMuchMemory) {
  EXPECT_EQ(answer("'a'.matches('((\\\\p{L}{100}){10}){1000}')"), "FHIRPATH-PATTERN");
}

TEST(PatternFunctionTest, IsNotHeldUpByHostilePatterns) {
  const std::string text = "'" + std::string(30'000, 'a') + "b'";

  EXPECT_EQ(answer(text + ".matches('^(a+)+$')"), "false");
  EXPECT_EQ(answer(text + ".replaceMatches('(a|aa)*c', '')"), std::string(30'000, 'a') + "b");
}

TEST(PatternFunctionTest, ReplacesEachMatch) {
  EXPECT_EQ(answer("'abc123'.replaceMatches('[0-9]', '-')"), "abc---");
  EXPECT_EQ(answer("'åäö'.replaceMatches('ä', '')"), "åö");
  EXPECT_EQ(answer("'abc'.replaceMatches('x', '-')"), "abc");
  EXPECT_EQ(answer("'abab'.replaceMatches('^ab', '-')"), "-ab");
}

TEST(PatternFunctionTest, ReplacesNothingByAnEmptyPattern) {
  EXPECT_EQ(answer("'abc'.replaceMatches('', 'x')"), "abc");
}

TEST(PatternFunctionTest, ReplacesMatchesOfNothing) {
  EXPECT_EQ(answer("'åb'.replaceMatches('x*', '-')"), "-å-b-");
  EXPECT_EQ(answer("'baac'.replaceMatches('a*', '-')"), "-b--c-");
}

TEST(PatternFunctionTest, PutsGroupsIntoTheSubstitution) {
  EXPECT_EQ(answer("'11/30/1972'.replaceMatches('(\\\\d+)/(\\\\d+)/(\\\\d+)', '$2-$1-$3')"),
            "30-11-1972");
  EXPECT_EQ(answer("'11/30/1972'.replaceMatches('\\\\b(?<month>\\\\d{1,2})/(?<day>\\\\d{1,2})/"
                   "(?<year>\\\\d{2,4})\\\\b', '${day}-${month}-${year}')"),
            "30-11-1972");
  EXPECT_EQ(answer("'ab'.replaceMatches('(?<first>a)b', '$<first>${1}')"), "aa");
  EXPECT_EQ(answer("'ab'.replaceMatches('b', '[$0$&]')"), "a[bb]");
  EXPECT_EQ(answer("'a'.replaceMatches('(a)|(b)', '<$1$2>')"), "<a>");
}

TEST(PatternFunctionTest, LeavesWhatNamesNoGroup) {
  EXPECT_EQ(answer("'a'.replaceMatches('a', '$1 ${x} $$ $ $x ${')"), "$1 ${x} $ $ $x ${");
  EXPECT_EQ(answer("'a'.replaceMatches('(a)', '$12')"), "a2");
  EXPECT_EQ(answer("'abcdefghijk'.replaceMatches('(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)', '$11$10')"),
            "kj");
}

TEST(PatternFunctionTest, LeavesBracketsInClassesAlone) {
  EXPECT_EQ(answer("'(?<'.matchesFull('[(?<]+')"), "true");
  EXPECT_EQ(answer("'(?<a'.matchesFull('\\\\(\\\\?<a')"), "true");
}

TEST(PatternFunctionTest, GivesNothingForNothing) {
  EXPECT_EQ(answer("{}.matches('a')"), "{}");
  EXPECT_EQ(answer("'a'.matches({})"), "{}");
  EXPECT_EQ(answer("'a'.matchesFull({})"), "{}");
  EXPECT_EQ(answer("'a'.replaceMatches({}, 'b')"), "{}");
  EXPECT_EQ(answer("'a'.replaceMatches('a', {})"), "{}");
  EXPECT_EQ(answer("Patient.name.given[0].matches('.*')"), "{}");
}

// Each of 30,000 matches could read to the end of the text.
TEST(PatternFunctionTest, RefusesToSearchAgainAndAgain) {
  const std::string text = "'" + std::string(60'000, 'a') + "'";

  EXPECT_EQ(answer(text + ".replaceMatches('a.*b|a', '')"), "FHIRPATH-BUDGET");
}

}  // namespace
}  // namespace gateway::fhirpath::test
