// Source: FHIR R4, search.html#number, #prefix.
#include "gateway/search/number_key.hpp"

#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"

namespace gateway::search {
namespace {

using gateway::test::FailsWithId;
using gateway::test::IsOk;

std::int64_t key(std::string_view number) {
  return to_key(*fhirpath::Decimal::parse(number));
}

TEST(NumberKeyTest, KeepsTheOrderOfNumbers) {
  const std::vector<std::string_view> rising = {
      "-1e30", "-100", "-99.9", "-1", "-0.001", "0", "1e-20", "0.1", "0.2", "1", "1.01", "1e30"};
  for (std::size_t i = 1; i < rising.size(); ++i)
    EXPECT_LT(key(rising[i - 1]), key(rising[i])) << rising[i];
}

TEST(NumberKeyTest, IsOneForOneNumberHoweverItIsWritten) {
  EXPECT_EQ(key("1.50"), key("1.5"));
  EXPECT_EQ(key("-0"), key("0"));
  EXPECT_EQ(key("1e2"), key("100"));
}

struct CoverCase {
  std::string_view text;
  std::string_view low;
  std::string_view before;
};

class NumberCoverTest : public ::testing::TestWithParam<CoverCase> {};

TEST_P(NumberCoverTest, IsHalfAUnitOfTheLastDigitToEachSide) {
  const auto question = parse_number_question(GetParam().text);

  ASSERT_THAT(question, IsOk());
  EXPECT_EQ(question->low, key(GetParam().low));
  EXPECT_EQ(question->before, key(GetParam().before));
}

INSTANTIATE_TEST_SUITE_P(Numbers,
                         NumberCoverTest,
                         ::testing::Values(CoverCase{"100", "99.5", "100.5"},
                                           CoverCase{"100.00", "99.995", "100.005"},
                                           CoverCase{"1e2", "50", "150"},
                                           CoverCase{"1.5e1", "14.5", "15.5"},
                                           CoverCase{"5.4e-3", "0.00535", "0.00545"},
                                           CoverCase{"-5.4", "-5.45", "-5.35"},
                                           CoverCase{"0", "-0.5", "0.5"}));

TEST(NumberQuestionTest, TakesThePrefixesOfR4) {
  for (const std::string_view prefix : {"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"}) {
    const auto question = parse_number_question(std::string(prefix) + "5");
    ASSERT_THAT(question, IsOk());
    EXPECT_EQ(question->prefix, prefix);
  }
}

TEST(NumberQuestionTest, RefusesWhatIsNoNumber) {
  EXPECT_THAT(parse_number_question("xx5"), FailsWithId("SEARCH-PREFIX"));
  for (const std::string_view text :
       {"", "gt", "5,", "5e", "1e99999999999", "1e400", "NaN", "0x10", "--5", "5 "}) {
    EXPECT_FALSE(parse_number_question(text)) << text;
  }
}

}  // namespace
}  // namespace gateway::search
