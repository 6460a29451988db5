#include "gateway/app/cli/source_excerpt.hpp"

#include <string>

#include <gmock/gmock.h>

#include "gateway/app/cli/terminal_text.hpp"

namespace gateway::app {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

constexpr std::string_view kEllipsis = "…";

// Columns of a text that is fit to be shown.
std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Cell cell = cell_at(text, at);
    columns += cell.columns;
    at += cell.bytes;
  }
  return columns;
}

// What stands over the caret: the rest of the text from that column.
std::string_view over_caret(const SourceExcerpt& excerpt) {
  std::size_t columns = 0;
  std::size_t at = 0;
  while (at < excerpt.text.size()) {
    const Cell cell = cell_at(excerpt.text, at);
    if (columns >= excerpt.caret && cell.columns > 0) break;
    columns += cell.columns;
    at += cell.bytes;
  }
  return std::string_view(excerpt.text).substr(at);
}

SourceExcerpt at_word(const std::string& source, std::string_view word) {
  return excerpt_at(source, source.find(word));
}

TEST(SourceExcerptTest, ShowsTheLineAndCountsTheColumnsBeforeThePlace) {
  const auto excerpt = at_word("{\n  \"id\": \"x\"\n}\n", "\"x\"");

  EXPECT_EQ(excerpt.text, "  \"id\": \"x\"");
  EXPECT_EQ(excerpt.caret, 8U);
}

TEST(SourceExcerptTest, FirstAndLastLinesAreShownWhole) {
  EXPECT_EQ(excerpt_at("one\ntwo", 0).text, "one");
  EXPECT_EQ(excerpt_at("one\ntwo", 4).text, "two");
}

TEST(SourceExcerptTest, LeavesOutTheCarriageReturn) {
  const auto excerpt = at_word("one\r\ntwo\r\n", "two");

  EXPECT_EQ(excerpt.text, "two");
  EXPECT_EQ(excerpt.caret, 0U);
}

TEST(SourceExcerptTest, LineFeedIsTheEndOfItsLine) {
  const auto excerpt = excerpt_at("one\ntwo\n", 3);

  EXPECT_EQ(excerpt.text, "one");
  EXPECT_EQ(excerpt.caret, 3U);
}

TEST(SourceExcerptTest, EndOfTheTextIsTheEndOfItsLastLine) {
  for (const std::size_t offset : {std::size_t{7}, std::size_t{8}, std::size_t{1000}}) {
    const auto excerpt = excerpt_at("one\ntwo\n", offset);
    EXPECT_EQ(excerpt.text, "two");
    EXPECT_EQ(excerpt.caret, 3U);
  }
}

TEST(SourceExcerptTest, EmptyTextHasAnEmptyLine) {
  EXPECT_EQ(excerpt_at("", 0).text, "");
  EXPECT_EQ(excerpt_at("", 5).caret, 0U);
}

TEST(SourceExcerptTest, TabsBecomeSpacesAndTheCaretFollows) {
  const auto excerpt = at_word("\t\"a\":\t1", "1");

  EXPECT_EQ(excerpt.text, "    \"a\":    1");
  EXPECT_EQ(over_caret(excerpt), "1");
}

TEST(SourceExcerptTest, LettersOfSeveralBytesTakeOneColumn) {
  const auto excerpt = at_word("\"Åsa Örjan\": x", "x");

  EXPECT_EQ(excerpt.caret, 13U);
}

TEST(SourceExcerptTest, WideCharactersTakeTwoColumns) {
  const auto excerpt = at_word("\"漢字😀\": x", "x");

  EXPECT_EQ(excerpt.caret, 10U);
}

TEST(SourceExcerptTest, MarksTakeNoColumn) {
  const auto excerpt = at_word("\"a\u0308\": x", "x");

  EXPECT_EQ(excerpt.caret, 5U);
}

TEST(SourceExcerptTest, PlaceInsideACharacterIsThatCharacter) {
  EXPECT_EQ(excerpt_at("aåb", 2).caret, 1U);
}

TEST(SourceExcerptTest, NothingInTheTextSteersTheTerminal) {
  const auto excerpt = at_word("a\x1b[31mred\x07\u202Ereversed\xFF: x", "x");

  EXPECT_EQ(excerpt.text, "a\uFFFD[31mred\uFFFD\uFFFDreversed\uFFFD: x");
  EXPECT_EQ(over_caret(excerpt), "x");
}

TEST(SourceExcerptTest, LineOfJustTheWidthIsNotCut) {
  const std::string line(kExcerptColumns, 'a');

  EXPECT_EQ(excerpt_at(line, 99).text, line);
  EXPECT_EQ(excerpt_at(line, 99).caret, 99U);
}

TEST(SourceExcerptTest, LineThatIsOneColumnTooWideIsCut) {
  const std::string line(kExcerptColumns + 1, 'a');

  EXPECT_THAT(excerpt_at(line, 0).text, EndsWith(kEllipsis));
  EXPECT_EQ(excerpt_at(line, 0).caret, 0U);
  EXPECT_THAT(excerpt_at(line, 100).text, StartsWith(kEllipsis));
  EXPECT_LE(columns_of(excerpt_at(line, 100).text), kExcerptColumns);
}

TEST(SourceExcerptTest, LongLineIsCutOnBothSidesOfThePlace) {
  const std::string source = std::string(10'000, 'a') + "PLACE" + std::string(10'000, 'b');
  const auto excerpt = at_word(source, "PLACE");

  EXPECT_THAT(excerpt.text, StartsWith(kEllipsis));
  EXPECT_THAT(excerpt.text, EndsWith(kEllipsis));
  EXPECT_THAT(over_caret(excerpt), StartsWith("PLACE"));
  EXPECT_LE(columns_of(excerpt.text), kExcerptColumns);
  EXPECT_GE(columns_of(excerpt.text), kExcerptColumns - 2);
}

TEST(SourceExcerptTest, LongLineOfWideCharactersIsCutBetweenCharacters) {
  std::string source;
  for (int i = 0; i < 1000; ++i)
    source += "漢";
  source += 'X';
  for (int i = 0; i < 1000; ++i)
    source += "😀";
  const auto excerpt = at_word(source, "X");

  EXPECT_THAT(over_caret(excerpt), StartsWith("X😀"));
  EXPECT_LE(columns_of(excerpt.text), kExcerptColumns);
  EXPECT_THAT(excerpt.text, ::testing::Not(::testing::HasSubstr("\uFFFD")));
}

TEST(SourceExcerptTest, EveryPlaceOfALongLineIsOverItsCaret) {
  std::string source;
  for (int i = 0; i < 300; ++i)
    source += "å\t漢a\u0308";
  for (std::size_t at = 0; at < source.size(); at += cell_at(source, at).bytes) {
    const Cell cell = cell_at(source, at);
    if (cell.columns == 0) continue;
    ASSERT_THAT(over_caret(excerpt_at(source, at)), StartsWith(cell.text)) << at;
  }
}

TEST(PrintableTest, KeepsTextAndReplacesWhatSteers) {
  EXPECT_EQ(printable("Åsa 漢字"), "Åsa 漢字");
  EXPECT_EQ(printable("a\nb\x1b"), "a\uFFFDb\uFFFD");
  EXPECT_EQ(printable(""), "");
}

}  // namespace
}  // namespace gateway::app
