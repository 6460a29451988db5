// Concepts of a code system, their hierarchy and their names.
// Source: FHIR R4, codesystem.html.
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/fhir/builder.hpp"

#include "tests/conformance/terminology_source.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kUrl = "http://example.org/cs";

class CodeSystemTest : public testing::Test {
 protected:
  std::shared_ptr<const CodeSystem> system(std::string_view body) {
    source_.code_system(kUrl, body);
    auto found = systems_.find(kUrl);
    EXPECT_THAT(found, test::IsOk());
    return *found;
  }
  static std::vector<std::string> codes(const CodeSystem& system,
                                        std::span<const CodeSystem::Index> concepts) {
    std::vector<std::string> all;
    for (const auto at : concepts)
      all.emplace_back(system.code(at));
    return all;
  }

  TerminologySource source_;
  CodeSystems systems_{source_};
};

TEST_F(CodeSystemTest, FindsAConceptWithWhatItSays) {
  const auto made = system(
      R"("content":"complete","caseSensitive":true,"concept":[{"code":"a","display":"Alpha",)"
      R"("definition":"The first","designation":[{"language":"sv","value":"Alfa"}]}])");

  const auto at = made->find("a");
  ASSERT_TRUE(at);
  EXPECT_EQ(made->display(*at), "Alpha");
  EXPECT_EQ(made->text(*at), "The first");
  ASSERT_THAT(made->designations(*at), SizeIs(1));
  EXPECT_EQ(made->designations(*at)[0].value, "Alfa");
  EXPECT_FALSE(made->find("b"));
  EXPECT_FALSE(made->find("A"));
}

TEST_F(CodeSystemTest, FindsACodeInAnyCaseWhereCaseIsNotSaidToMatter) {
  const auto made = system(R"("content":"complete","concept":[{"code":"ab"},{"code":"AB"}])");

  EXPECT_EQ(made->code(*made->find("AB")), "AB");
  EXPECT_EQ(made->code(*made->find("aB")), "ab");
}

TEST_F(CodeSystemTest, HasTheHierarchyOfNestingAndOfProperties) {
  const auto made =
      system(R"("content":"complete","hierarchyMeaning":"is-a",)"
             R"("property":[{"code":"parent","type":"code"},{"code":"child","type":"code"}],)"
             R"("concept":[{"code":"a","concept":[{"code":"b"}]},)"
             R"({"code":"c","property":[{"code":"parent","valueCode":"a"},)"
             R"({"code":"parent","valueCode":"x"}]},)"
             R"({"code":"d","property":[{"code":"child","valueCode":"c"},)"
             R"({"code":"child","valueCode":"c"}]}])");

  EXPECT_THAT(codes(*made, made->children(*made->find("a"))), ElementsAre("b", "c"));
  EXPECT_THAT(codes(*made, made->parents(*made->find("c"))), ElementsAre("a", "d"));
  EXPECT_THAT(codes(*made, made->parents(*made->find("a"))), IsEmpty());
}

TEST_F(CodeSystemTest, KnowsStandardPropertiesByTheirUri) {
  const auto made = system(
      R"("content":"complete","property":[{"code":"over","type":"code",)"
      R"("uri":"http://hl7.org/fhir/concept-properties#parent"}],)"
      R"("concept":[{"code":"a"},{"code":"b","property":[{"code":"over","valueCode":"a"}]}])");

  EXPECT_TRUE(made->is_a(*made->find("b"), *made->find("a")));
}

TEST_F(CodeSystemTest, ComesToAnEndInACircle) {
  const auto made =
      system(R"("content":"complete","concept":[)"
             R"({"code":"a","property":[{"code":"parent","valueCode":"b"}]},)"
             R"({"code":"b","property":[{"code":"parent","valueCode":"a"}]},{"code":"c"}])");

  EXPECT_TRUE(made->is_a(*made->find("a"), *made->find("b")));
  EXPECT_TRUE(made->is_a(*made->find("b"), *made->find("a")));
  EXPECT_FALSE(made->is_a(*made->find("a"), *made->find("c")));
}

TEST_F(CodeSystemTest, KnowsWhatIsInactiveAndWhatOnlyGroups) {
  const auto made =
      system(R"("content":"complete","concept":[)"
             R"({"code":"retired","property":[{"code":"status","valueCode":"retired"}]},)"
             R"({"code":"off","property":[{"code":"inactive","valueBoolean":true}]},)"
             R"({"code":"old","property":[{"code":"status","valueCode":"deprecated"}]},)"
             R"({"code":"group","property":[{"code":"notSelectable","valueBoolean":true}]}])");

  EXPECT_TRUE(made->is_inactive(*made->find("retired")));
  EXPECT_TRUE(made->is_inactive(*made->find("off")));
  EXPECT_FALSE(made->is_inactive(*made->find("old")));
  EXPECT_TRUE(made->is_abstract(*made->find("group")));
  EXPECT_FALSE(made->is_abstract(*made->find("old")));
}

TEST_F(CodeSystemTest, TakesNamesAndPropertiesFromASupplement) {
  source_.code_system(kUrl, R"("content":"complete","concept":[{"code":"a"}])");
  ASSERT_THAT(systems_.find(kUrl), test::IsOk());

  systems_.add_supplement(resource_of(
      R"({"resourceType":"CodeSystem","status":"active","content":"supplement",)"
      R"("supplements":"http://example.org/cs|1","property":[{"code":"weight","type":"integer"}],)"
      R"("concept":[{"code":"a","designation":[{"language":"sv","value":"Alfa"}],)"
      R"("property":[{"code":"weight","valueInteger":3}]},{"code":"new"}]})"));

  const auto made = *systems_.find(kUrl);
  EXPECT_THAT(made->designations(*made->find("a")), SizeIs(1));
  ASSERT_THAT(made->properties(*made->find("a")), SizeIs(1));
  EXPECT_EQ(property_text(made->properties(*made->find("a"))[0].value), "3");
  EXPECT_TRUE(made->declares("weight"));
  EXPECT_FALSE(made->find("new"));
}

TEST_F(CodeSystemTest, TakesAsManyConceptsAsTheLimitAndNoMore) {
  source_.code_system(kUrl, R"("content":"complete","concept":[{"code":"a"},{"code":"b"}])");
  CodeSystems two(source_, {.max_concepts = 2});
  CodeSystems one(source_, {.max_concepts = 1});

  EXPECT_THAT(two.find(kUrl), test::IsOk());
  EXPECT_THAT(one.find(kUrl), test::FailsWithId("TERM-LIMIT"));
}

TEST_F(CodeSystemTest, RefusesAMillionConceptsAndNamesTheLimit) {
  fhir::Builder builder(core_definitions().types(), "CodeSystem");
  builder.add("content", "complete");
  for (int i = 0; i < 1'000'000; ++i) {
    builder.begin("concept");
    builder.add("code", std::to_string(i));
    builder.end();
  }

  const auto made = CodeSystem::make(std::move(builder).finish(), {}, {});

  ASSERT_THAT(made, test::FailsWithId("TERM-LIMIT"));
  EXPECT_THAT(made.error().message, HasSubstr("999999"));
}

TEST_F(CodeSystemTest, TakesConceptsAsDeepAsTheLimitAndNoDeeper) {
  source_.code_system(kUrl,
                      R"("content":"complete","concept":[{"code":"a","concept":[{"code":"b"}]}])");
  CodeSystems two(source_, {.max_concept_depth = 2});
  CodeSystems one(source_, {.max_concept_depth = 1});

  EXPECT_THAT(two.find(kUrl), test::IsOk());
  EXPECT_THAT(one.find(kUrl), test::FailsWithId("TERM-LIMIT"));
}

class SubsumesTest : public CodeSystemTest {
 protected:
  void hierarchy(std::string_view content, std::string_view meaning) {
    source_.code_system(kUrl,
                        R"("content":")" + std::string(content) + R"(","hierarchyMeaning":")" +
                            std::string(meaning) +
                            R"(","concept":[{"code":"a","concept":[{"code":"b","concept":[)"
                            R"({"code":"c"}]}]},{"code":"d"}])");
  }
  Subsumption ask(std::string_view a, std::string_view b) { return *systems_.subsumes(kUrl, a, b); }
};

TEST_F(SubsumesTest, ComparesTwoConcepts) {
  hierarchy("complete", "is-a");

  EXPECT_EQ(ask("a", "a"), Subsumption::equivalent);
  EXPECT_EQ(ask("a", "c"), Subsumption::subsumes);
  EXPECT_EQ(ask("c", "a"), Subsumption::subsumed_by);
  EXPECT_EQ(ask("a", "d"), Subsumption::not_subsumed);
}

TEST_F(SubsumesTest, CannotTellOfWhatIsNotHere) {
  hierarchy("fragment", "is-a");

  EXPECT_EQ(ask("a", "c"), Subsumption::subsumes);
  EXPECT_EQ(ask("a", "d"), Subsumption::cannot_tell);
  EXPECT_EQ(ask("a", "x"), Subsumption::cannot_tell);
  EXPECT_EQ(*systems_.subsumes("http://example.org/none", "a", "a"), Subsumption::cannot_tell);
}

TEST_F(SubsumesTest, CannotTellOfAHierarchyOfParts) {
  hierarchy("complete", "part-of");

  EXPECT_EQ(ask("a", "c"), Subsumption::cannot_tell);
}

TEST(BoundedCacheTest, KeepsUpToItsWeightWhatWasAskedForLast) {
  BoundedCache<int> cache(3);
  cache.put("a", 1, 1);
  cache.put("b", 2, 2);
  EXPECT_EQ(cache.find("a"), 1);
  cache.put("c", 3, 2);
  cache.put("whale", 4, 4);

  EXPECT_EQ(cache.find("a"), 1);
  EXPECT_EQ(cache.find("b"), std::nullopt);
  EXPECT_EQ(cache.find("c"), 3);
  EXPECT_EQ(cache.find("whale"), std::nullopt);
  EXPECT_EQ(cache.weight(), 3U);
}

TEST(DisplayTest, IsTheSameInAnyCaseAndWithAnySpace) {
  EXPECT_TRUE(is_same_display("Öppen  vård ", "öppen vård"));
  EXPECT_TRUE(is_same_display("HEART\tRate", "Heart rate"));
  EXPECT_FALSE(is_same_display("×", "÷"));
  EXPECT_FALSE(is_same_display("Heartrate", "Heart rate"));
}

TEST(DisplayTest, ServesALanguageByItsBeginning) {
  EXPECT_TRUE(language_serves("sv", "sv-SE"));
  EXPECT_TRUE(language_serves("sv-SE", "SV"));
  EXPECT_FALSE(language_serves("sv-SE", "sv-FI"));
  EXPECT_FALSE(language_serves("s", "sv"));
  EXPECT_FALSE(language_serves("", "sv"));
}

}  // namespace
}  // namespace gateway::conformance
