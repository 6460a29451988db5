// FHIRPath 2.0, #string-manipulation.
#include <gtest/gtest.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

// Text of `length` letters, in quotes.
std::string letters(std::size_t length, char letter = 'a') {
  return "'" + std::string(length, letter) + "'";
}

TEST(StringFunctionTest, FindsTheFirstAndTheLastPlace) {
  EXPECT_EQ(answer("'banana'.indexOf('an')"), "1");
  EXPECT_EQ(answer("'banana'.lastIndexOf('an')"), "3");
  EXPECT_EQ(answer("'banana'.lastIndexOf('ana')"), "3");
  EXPECT_EQ(answer("'banana'.indexOf('x')"), "-1");
  EXPECT_EQ(answer("'banana'.lastIndexOf('x')"), "-1");
  EXPECT_EQ(answer("'banana'.indexOf('bananas')"), "-1");
}

TEST(StringFunctionTest, FindsNothingInFrontAndBehind) {
  EXPECT_EQ(answer("'abc'.indexOf('')"), "0");
  EXPECT_EQ(answer("'abc'.lastIndexOf('')"), "3");
  EXPECT_EQ(answer("''.lastIndexOf('')"), "0");
}

TEST(StringFunctionTest, CountsCharactersAndNotBytes) {
  EXPECT_EQ(answer("'smörgås'.indexOf('gås')"), "4");
  EXPECT_EQ(answer("'å😀b'.indexOf('b')"), "2");
  EXPECT_EQ(answer("'å😀bb'.lastIndexOf('b')"), "3");
  EXPECT_EQ(answer("'å😀b'.length()"), "3");
  EXPECT_EQ(answer("'å😀b'.substring(1, 1)"), "😀");
  EXPECT_EQ(answer("'å😀b'.toChars()"), "å|😀|b");
  EXPECT_EQ(answer("'e\\u0301'.length()"), "2");
}

TEST(StringFunctionTest, TakesAPartOfAText) {
  EXPECT_EQ(answer("'abcdefg'.substring(3)"), "defg");
  EXPECT_EQ(answer("'abcdefg'.substring(1, 2)"), "bc");
  EXPECT_EQ(answer("'abcdefg'.substring(6, 2)"), "g");
  EXPECT_EQ(answer("'abcdefg'.substring(3, {})"), "defg");
  EXPECT_EQ(answer("'abcdefg'.substring(3, 0)"), "");
  EXPECT_EQ(answer("'abcdefg'.substring(3, -1)"), "");
}

TEST(StringFunctionTest, TakesNoPartOutsideOfAText) {
  EXPECT_EQ(answer("'abc'.substring(3)"), "{}");
  EXPECT_EQ(answer("'abc'.substring(-1, 1)"), "{}");
  EXPECT_EQ(answer("'abc'.substring({})"), "{}");
  EXPECT_EQ(answer("''.substring(0)"), "{}");
}

TEST(StringFunctionTest, AsksForAPart) {
  EXPECT_EQ(answer("'abc'.startsWith('ab')"), "true");
  EXPECT_EQ(answer("'abc'.startsWith('bc')"), "false");
  EXPECT_EQ(answer("'abc'.endsWith('bc')"), "true");
  EXPECT_EQ(answer("'abc'.endsWith('ab')"), "false");
  EXPECT_EQ(answer("'abc'.contains('b')"), "true");
  EXPECT_EQ(answer("'abc'.contains('ac')"), "false");
  EXPECT_EQ(answer("'abc'.startsWith('')"), "true");
  EXPECT_EQ(answer("'abc'.endsWith('')"), "true");
  EXPECT_EQ(answer("''.contains('')"), "true");
}

TEST(StringFunctionTest, ChangesTheCaseOfAllLetters) {
  EXPECT_EQ(answer("'Åsa Ö. 1'.upper()"), "ÅSA Ö. 1");
  EXPECT_EQ(answer("'ÅSA Ö. 1'.lower()"), "åsa ö. 1");
  EXPECT_EQ(answer("'straße'.upper()"), "STRASSE");
}

TEST(StringFunctionTest, ReplacesEachPart) {
  EXPECT_EQ(answer("'abcdefg'.replace('cde', '123')"), "ab123fg");
  EXPECT_EQ(answer("'aaa'.replace('a', 'bb')"), "bbbbbb");
  EXPECT_EQ(answer("'aaa'.replace('aa', 'b')"), "ba");
  EXPECT_EQ(answer("'abc'.replace('b', '')"), "ac");
  EXPECT_EQ(answer("'a.c'.replace('.', '$0')"), "a$0c");
}

TEST(StringFunctionTest, SurroundsCharactersWhereNothingIsReplaced) {
  EXPECT_EQ(answer("'aåc'.replace('', 'x')"), "xaxåxcx");
  EXPECT_EQ(answer("''.replace('', 'x')"), "x");
}

TEST(StringFunctionTest, SplitsAndJoins) {
  EXPECT_EQ(answer("'a,,c'.split(',')"), "a||c");
  EXPECT_EQ(answer("',a'.split(',').count()"), "2");
  EXPECT_EQ(answer("'abc'.split(',')"), "abc");
  EXPECT_EQ(answer("'åbc'.split('')"), "å|b|c");
  EXPECT_EQ(answer("''.split(',').count()"), "1");
  EXPECT_EQ(answer("('a' | 'b').join('--')"), "a--b");
  EXPECT_EQ(answer("('a' | 'b').join()"), "ab");
  EXPECT_EQ(answer("{}.join(',')"), "{}");
}

TEST(StringFunctionTest, JoinsOnlyText) {
  EXPECT_EQ(answer("('a' | 1).join(',')"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("Patient.name.given.join(',')"), "Åsa");
}

TEST(StringFunctionTest, TrimsWhiteSpace) {
  EXPECT_EQ(answer("' \\t a b\\r\\n'.trim()"), "a b");
  EXPECT_EQ(answer("'  '.trim()"), "");
}

TEST(StringFunctionTest, GivesNothingForNothing) {
  EXPECT_EQ(answer("{}.upper()"), "{}");
  EXPECT_EQ(answer("{}.indexOf('a')"), "{}");
  EXPECT_EQ(answer("'a'.indexOf({})"), "{}");
  EXPECT_EQ(answer("'a'.replace({}, 'b')"), "{}");
  EXPECT_EQ(answer("'a'.replace('a', {})"), "{}");
  EXPECT_EQ(answer("'a'.split({})"), "{}");
}

TEST(StringFunctionTest, GivesNothingForAnElementWithoutValue) {
  EXPECT_EQ(answer("Patient.name.given[0].length()"), "{}");
  EXPECT_EQ(answer("Patient.name.given[0].toChars()"), "{}");
  EXPECT_EQ(answer("'a'.indexOf(Patient.name.given[0])"), "{}");
  EXPECT_EQ(answer("Patient.name.given[1].length()"), "3");
}

TEST(StringFunctionTest, RefusesSeveralItemsAndOtherTypes) {
  EXPECT_EQ(answer("('a' | 'b').upper()"), "FHIRPATH-SINGLETON");
  EXPECT_EQ(answer("'a'.indexOf('a' | 'b')"), "FHIRPATH-SINGLETON");
  EXPECT_EQ(answer("1.upper()"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("'a'.substring('1')"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("Patient.name.contains('a')"), "FHIRPATH-OPERAND");
}

TEST(StringFunctionTest, TakesTheNumberOfArgumentsOfTheSpecification) {
  EXPECT_EQ(answer("'a'.indexOf()"), "FHIRPATH-FUNCTION");
  EXPECT_EQ(answer("'a'.upper('b')"), "FHIRPATH-FUNCTION");
  EXPECT_EQ(answer("'a'.substring(0, 1, 2)"), "FHIRPATH-FUNCTION");
}

// 30,000 letters for each of 30,000.
TEST(StringFunctionTest, RefusesToMultiplyText) {
  const std::string expression =
      letters(30'000) + ".replace('a', " + letters(30'000, 'b') + ").length()";

  EXPECT_EQ(answer(expression), "FHIRPATH-BUDGET");
}

// Each place but the last agrees in all but the last letter.
TEST(StringFunctionTest, SearchesInLinearTime) {
  const std::string part = std::string(15'000, 'a') + "b";

  EXPECT_EQ(answer("'" + std::string(40'000, 'a') + "'.indexOf('" + part + "')"), "-1");
  EXPECT_EQ(answer("'" + std::string(40'000, 'a') + "'.lastIndexOf('" + part + "')"), "-1");
}

}  // namespace
}  // namespace gateway::fhirpath::test
