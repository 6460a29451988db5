// Source: FHIR R4, search.html#string.
#include "gateway/search/search_text.hpp"

#include <gmock/gmock.h>

namespace gateway::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(SearchTextTest, HasNeitherCaseNorAccents) {
  EXPECT_EQ(folded("Åsa Öberg"), "asa oberg");
  EXPECT_EQ(folded("ÉMILE"), "emile");
  EXPECT_EQ(folded("A\u030Asa"), "asa");
}

TEST(SearchTextTest, IsSortedAsSwedishListsAre) {
  EXPECT_LT(sort_text("Zetterlund"), sort_text("åberg"));
  EXPECT_LT(sort_text("Åberg"), sort_text("ädel"));
  EXPECT_LT(sort_text("Ädel"), sort_text("Öberg"));
  EXPECT_LT(sort_text("andréa"), sort_text("Andreas"));
  EXPECT_EQ(sort_text("A\u030Asa O\u0308"), sort_text("åsa ö"));
}

TEST(SearchTextTest, HasOneSpaceForAllWhiteSpace) {
  EXPECT_EQ(folded("  a \t\n b\u00A0c  "), "a b c");
}

TEST(SearchTextTest, IsNothingForWhatIsNotUtf8) {
  EXPECT_EQ(folded("\xFF\xFE"), "");
}

TEST(SearchTextTest, HasPrefixesUpToTheLimit) {
  EXPECT_THAT(prefixes_of("eve"), ElementsAre("e", "ev", "eve"));
  EXPECT_THAT(prefixes_of(""), IsEmpty());
  EXPECT_THAT(prefixes_of(std::string(100, 'a')), SizeIs(kMaxPrefix));
}

TEST(SearchTextTest, CutsBetweenCharacters) {
  EXPECT_THAT(prefixes_of("日本"), ElementsAre("日", "日本"));
  EXPECT_EQ(first_characters("日本", 1), "日");
  EXPECT_EQ(first_characters("ab", 5), "ab");
}

}  // namespace
}  // namespace gateway::search
