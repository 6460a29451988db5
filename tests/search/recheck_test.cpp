#include "gateway/search/recheck.hpp"

#include <gmock/gmock.h>

#include "tests/search/search_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::search {
namespace {

using gateway::test::FailsWith;

constexpr std::string_view kPatient = R"({"resourceType": "Patient",
  "name": [{"family": "Andersson Lindström-Bergkvist", "given": ["Åsa", "Eva"]}]})";

bool holds(std::string_view code, TextTest test, std::string text) {
  const TextRecheck recheck(test::r4_extractor(),
                            {{find_parameter("Patient", code), test, {std::move(text)}}});
  return recheck.holds(kPatient).value();
}

TEST(RecheckTest, LooksAtTheBeginningOfEachText) {
  EXPECT_TRUE(holds("name", TextTest::starts_with, "andersson lindstrom"));
  EXPECT_TRUE(holds("name", TextTest::starts_with, "eva"));
  EXPECT_FALSE(holds("name", TextTest::starts_with, "lindstrom"));
}

TEST(RecheckTest, LooksAnywhereInEachText) {
  EXPECT_TRUE(holds("family", TextTest::contains, "lindstrom"));
  EXPECT_FALSE(holds("given", TextTest::contains, "lindstrom"));
}

TEST(RecheckTest, ComparesExactlyWhereItIsTold) {
  EXPECT_TRUE(holds("given", TextTest::equals, "Åsa"));
  EXPECT_FALSE(holds("given", TextTest::equals, "Asa"));
}

TEST(RecheckTest, FailsOverATextThatIsNoResource) {
  const TextRecheck recheck(test::r4_extractor(), {});
  EXPECT_THAT(recheck.holds("{"), FailsWith(ErrorKind::internal));
}

}  // namespace
}  // namespace gateway::search
