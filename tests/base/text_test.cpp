#include "gateway/base/text.hpp"

#include <cstdint>
#include <string>

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"

namespace gateway {
namespace {

using test::FailsWithId;
using testing::ElementsAre;

TEST(TextTest, TrimsOnlyWhiteSpaceAtTheEnds) {
  EXPECT_EQ(trim(" \t\r\na b\n "), "a b");
  EXPECT_EQ(trim("\v a"), "\v a");
  EXPECT_EQ(trim("  "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(TextTest, SplitsAndKeepsEmptyParts) {
  EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ','), ElementsAre(""));
  EXPECT_THAT(split("a", ','), ElementsAre("a"));
}

TEST(TextTest, SplitsOnceAtTheFirstSeparator) {
  const Halves halves = split_once("a=b=c", '=');
  EXPECT_EQ(halves.before, "a");
  EXPECT_EQ(halves.after, "b=c");
  EXPECT_TRUE(halves.found);
  EXPECT_FALSE(split_once("abc", '=').found);
  EXPECT_EQ(split_once("abc", '=').before, "abc");
}

TEST(TextTest, FoldsTheCaseOfAsciiOnly) {
  EXPECT_EQ(to_lower("ÅBC-Z"), "Åbc-z");
  EXPECT_TRUE(equals_ignoring_case("Content-Type", "content-TYPE"));
  EXPECT_FALSE(equals_ignoring_case("a", "ab"));
  EXPECT_FALSE(equals_ignoring_case("@", "`"));
}

TEST(TextTest, ReadsIntegersThatFitAndNothingAround) {
  EXPECT_EQ(parse_integer<int>("-12"), -12);
  EXPECT_EQ(parse_integer<std::uint8_t>("255"), std::uint8_t{255});
  for (const auto* const text : {"", " 1", "1 ", "+1", "1.0", "0x1", "1e2", "--1", "-"}) {
    EXPECT_EQ(parse_integer<int>(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_integer<std::uint8_t>("256"), std::nullopt);
  EXPECT_EQ(parse_integer<std::uint8_t>("-1"), std::nullopt);
  EXPECT_EQ(parse_integer<std::int64_t>("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(parse_integer<std::int64_t>("9223372036854775808"), std::nullopt);
}

TEST(TextTest, DecodesPercentEscapes) {
  EXPECT_EQ(percent_decode("a%20b%C3%a5+c").value(), "a bå+c");
  EXPECT_EQ(form_decode("a+b%2Bc").value(), "a b+c");
  EXPECT_EQ(percent_decode("").value(), "");
}

TEST(TextTest, RefusesBadEscapesAndNul) {
  for (const auto* const text : {"%", "%2", "a%2", "%g0", "%0g", "%00", "a%00b", "%%20", "%-1"}) {
    EXPECT_THAT(percent_decode(text), FailsWithId("TEXT-BAD-ESCAPE")) << text;
    EXPECT_THAT(form_decode(text), FailsWithId("TEXT-BAD-ESCAPE")) << text;
  }
}

TEST(TextTest, RefusesNulThatIsNotEscaped) {
  constexpr std::string_view kText("a\0b", 3);

  EXPECT_THAT(percent_decode(kText), FailsWithId("TEXT-BAD-ESCAPE"));
  EXPECT_THAT(form_decode(kText), FailsWithId("TEXT-BAD-ESCAPE"));
}

TEST(TextTest, DecodesWhatItEncodes) {
  std::string all;
  for (int c = 1; c < 256; ++c)
    all.push_back(static_cast<char>(c));
  const std::string encoded = percent_encode(all);
  EXPECT_EQ(encoded.find_first_of(" +/?#&=\"<>"), std::string::npos);
  EXPECT_EQ(percent_decode(encoded).value(), all);
}

TEST(Utf8Test, AcceptsTheFirstAndLastCharacterOfEveryLength) {
  for (const std::string_view text : {"",
                                      "\x7F",
                                      "\xC2\x80",
                                      "\xDF\xBF",
                                      "\xE0\xA0\x80",
                                      "\xED\x9F\xBF",
                                      "\xEE\x80\x80",
                                      "\xEF\xBF\xBF",
                                      "\xF0\x90\x80\x80",
                                      "\xF4\x8F\xBF\xBF",
                                      "abcdefgh\xC3\xA5ijklmnopq"}) {
    EXPECT_TRUE(is_utf8(text)) << testing::PrintToString(text);
  }
  EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
}

TEST(Utf8Test, RefusesOverlongFormsSurrogatesAndCutCharacters) {
  for (const std::string_view text : {"\x80",
                                      "\xBF",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xC2",
                                      "\xC2\x41",
                                      "\xE0\x9F\xBF",
                                      "\xE2\x82",
                                      "\xED\xA0\x80",
                                      "\xED\xBF\xBF",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xF0\x9F\x98",
                                      "\xFE",
                                      "\xFF",
                                      "abcdefgh\xE2\x82 abcdefgh",
                                      "\xE2\x28\xA1"}) {
    EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8Test, FindsABadByteAtEveryPlaceOfALongText) {
  const std::string good(40, 'x');
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = '\xFF';
    EXPECT_FALSE(is_utf8(bad)) << at;
  }
}

TEST(Utf8Test, CutsBetweenCharacters) {
  EXPECT_EQ(utf8_prefix("aåb", 0), "");
  EXPECT_EQ(utf8_prefix("aåb", 1), "a");
  EXPECT_EQ(utf8_prefix("aåb", 2), "a");
  EXPECT_EQ(utf8_prefix("aåb", 3), "aå");
  EXPECT_EQ(utf8_prefix("aåb", 99), "aåb");
}

}  // namespace
}  // namespace gateway
