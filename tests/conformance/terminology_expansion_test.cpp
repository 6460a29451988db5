// The concepts of a value set, one after the other.
// Source: FHIR R4, valueset.html#expansion, valueset-operation-expand.html.
#include <string>

#include <gmock/gmock.h>

#include "tests/conformance/terminology_source.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

using testing::HasSubstr;

#define SYSTEM R"("system":"http://example.org/cs")"

class ExpansionTest : public testing::Test {
 protected:
  ExpansionTest() {
    source_.code_system(
        "http://example.org/cs",
        R"("version":"1","caseSensitive":true,"content":"complete","concept":[)"
        R"({"code":"a","display":"Heart rate","concept":[{"code":"b","display":"Resting heart rate",)"
        R"("designation":[{"language":"sv","value":"Vilopuls"}]}]},)"
        R"({"code":"c","display":"Weight","property":[{"code":"inactive","valueBoolean":true}]},)"
        R"({"code":"d","property":[{"code":"notSelectable","valueBoolean":true}]}])");
    source_.code_system("http://example.org/part",
                        R"("content":"fragment","concept":[{"code":"p"}])");
  }
  Result<ValueSetListing> list(std::string_view compose, const ExpansionRequest& request = {}) {
    CodeSystems systems(source_, limits_);
    ValueSets sets(source_, systems);
    const auto set =
        sets.compile(resource_of(R"({"resourceType":"ValueSet","status":"active","compose":{)" +
                                 std::string(compose) + "}}"));
    EXPECT_THAT(set, test::IsOk());
    return sets.expand(**set, request);
  }
  std::string codes(std::string_view compose, const ExpansionRequest& request = {}) {
    const auto made = list(compose, request);
    if (!made) return std::string(made.error().id);
    std::string all;
    for (const ListedConcept& each : made->concepts)
      all += each.code;
    return all;
  }

  static constexpr std::string_view kAll = R"("include":[{)" SYSTEM "}]";
  TerminologySource source_;
  TerminologyLimits limits_;
};

TEST_F(ExpansionTest, ListsInTheOrderOfTheIncludesAndEachOnce) {
  EXPECT_EQ(codes(kAll), "abcd");
  EXPECT_EQ(
      codes(R"("include":[{)" SYSTEM R"(,"concept":[{"code":"d"},{"code":"b"}]},{)" SYSTEM "}]"),
      "dbac");
}

TEST_F(ExpansionTest, LeavesOutWhatIsExcludedOrDoesNotPassTheFilters) {
  EXPECT_EQ(codes(std::string(kAll) + R"(,"exclude":[{)" SYSTEM R"(,"concept":[{"code":"b"}]}])"),
            "acd");
  EXPECT_EQ(codes(R"("include":[{)" SYSTEM
                  R"(,"filter":[{"property":"concept","op":"is-a","value":"a"}]}])"),
            "ab");
}

TEST_F(ExpansionTest, TakesWhatAllImportsHold) {
  source_.value_set("http://example.org/ab",
                    R"("compose":{"include":[{)" SYSTEM
                    R"(,"concept":[{"code":"b"},{"code":"a"}]}]})");
  source_.value_set("http://example.org/bc",
                    R"("compose":{"include":[{)" SYSTEM
                    R"(,"concept":[{"code":"b"},{"code":"c"}]}]})");

  EXPECT_EQ(codes(R"("include":[{"valueSet":["http://example.org/ab","http://example.org/bc"]}])"),
            "b");
  EXPECT_EQ(codes(R"("include":[{"valueSet":["http://example.org/ab"]},)"
                  R"({"valueSet":["http://example.org/bc"]}])"),
            "bac");
}

TEST_F(ExpansionTest, GivesOnePageAndTheNumberOfAll) {
  const auto made = list(kAll, {.offset = 1, .count = 2});

  ASSERT_THAT(made, test::IsOk());
  EXPECT_EQ(made->total, 4U);
  ASSERT_EQ(made->concepts.size(), 2U);
  EXPECT_EQ(made->concepts[0].code, "b");
  EXPECT_EQ(codes(kAll, {.count = 0}), "");
  EXPECT_EQ(codes(kAll, {.offset = 9}), "");
}

TEST_F(ExpansionTest, FindsAllWordsOfATextInAnyOrder) {
  EXPECT_EQ(codes(kAll, {.filter = "HEART"}), "ab");
  EXPECT_EQ(codes(kAll, {.filter = " rate  rest "}), "b");
  EXPECT_EQ(codes(kAll, {.filter = "puls", .language = "sv"}), "b");
  EXPECT_EQ(codes(kAll, {.filter = "none"}), "");
}

TEST_F(ExpansionTest, LeavesOutInactiveConceptsWhenAsked) {
  EXPECT_EQ(codes(kAll, {.active_only = true}), "abd");
}

TEST_F(ExpansionTest, SaysWhatItKnowsOfAConcept) {
  const auto made = list(kAll, {.language = "sv-SE", .with_designations = true});

  ASSERT_THAT(made, test::IsOk());
  EXPECT_TRUE(made->is_complete);
  EXPECT_EQ(made->concepts[1].display, "Vilopuls");
  EXPECT_EQ(made->concepts[1].version, "1");
  EXPECT_EQ(made->concepts[1].designations.size(), 1U);
  EXPECT_TRUE(made->concepts[2].is_inactive);
  EXPECT_TRUE(made->concepts[3].is_abstract);
}

TEST_F(ExpansionTest, SaysThatAPartOfACodeSystemIsNotComplete) {
  const auto made = list(R"("include":[{"system":"http://example.org/part"}])");

  ASSERT_THAT(made, test::IsOk());
  EXPECT_EQ(made->concepts.size(), 1U);
  EXPECT_FALSE(made->is_complete);
}

TEST_F(ExpansionTest, RefusesWhatItCannotTell) {
  EXPECT_EQ(codes(R"("include":[{"system":"http://example.org/none"}])"), "TERM-NOT-EXPANDABLE");
  EXPECT_EQ(codes(R"("include":[{"system":"urn:ietf:bcp:47"}])"), "TERM-NOT-EXPANDABLE");
  EXPECT_EQ(codes(R"("include":[{"valueSet":["http://example.org/none"]}])"),
            "TERM-NOT-EXPANDABLE");
  EXPECT_EQ(codes(std::string(kAll) + R"(,"exclude":[{"valueSet":["http://example.org/none"]}])"),
            "TERM-NOT-EXPANDABLE");
  EXPECT_EQ(codes(R"("include":[{)" SYSTEM
                  R"(,"filter":[{"property":"code","op":"regex","value":"a"}]}])"),
            "TERM-NOT-EXPANDABLE");
}

TEST_F(ExpansionTest, TakesAsManyConceptsAsTheLimitAndNoMore) {
  limits_.max_expansion = 4;
  EXPECT_EQ(codes(kAll), "abcd");
  limits_.max_expansion = 3;
  const auto refused = list(kAll, {.count = 1});
  ASSERT_THAT(refused, test::FailsWithId("TERM-TOO-COSTLY"));
  EXPECT_THAT(refused.error().message, HasSubstr("more than 3 concepts"));
  EXPECT_EQ(codes(kAll, {.filter = "heart"}), "ab");
}

TEST_F(ExpansionTest, LooksAtAsManyConceptsAsTheLimitAndNoMore) {
  limits_.max_looked_at = 4;
  EXPECT_EQ(codes(kAll, {.filter = "heart"}), "ab");
  limits_.max_looked_at = 3;
  EXPECT_EQ(codes(kAll, {.filter = "heart"}), "TERM-TOO-COSTLY");
}

}  // namespace
}  // namespace gateway::conformance
