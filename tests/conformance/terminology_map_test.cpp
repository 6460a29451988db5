// From concept to concept by a ConceptMap.
// Source: FHIR R4, conceptmap.html.
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/conformance/terminology/concept_maps.hpp"

#include "tests/conformance/terminology_source.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kMap = "http://example.org/map";

class ConceptMapTest : public testing::Test {
 protected:
  ConceptMapTest() {
    source_.concept_map(kMap,
                        R"("group":[{"source":"urn:from","target":"urn:to","element":[)"
                        R"({"code":"a","target":[{"code":"1","equivalence":"equal"},)"
                        R"({"code":"2","equivalence":"wider"}]},)"
                        R"({"code":"n","target":[{"equivalence":"unmatched"}]},)"
                        R"({"code":"d","target":[{"code":"3","equivalence":"equal","dependsOn":[)"
                        R"({"property":"urn:sex","value":"F"}]}]}]},)"
                        R"({"source":"urn:from","target":"urn:other","element":[)"
                        R"({"code":"a","target":[{"code":"x","equivalence":"equivalent"}]}]}])");
  }
  Translation translate(const TranslationRequest& request) {
    auto made = maps_.translate(kMap, request);
    EXPECT_THAT(made, test::IsOk());
    return *made;
  }
  std::vector<std::string> found(const TranslationRequest& request) {
    std::vector<std::string> all;
    for (const ConceptMatch& match : translate(request).matches)
      all.push_back(match.equivalence + " " + match.system + " " + match.code);
    return all;
  }
  void unmapped(std::string_view how) {
    source_.concept_map(kMap,
                        R"("group":[{"source":"urn:from","target":"urn:to","element":[)"
                        R"({"code":"a","target":[{"code":"1","equivalence":"equal"}]}],)"
                        R"("unmapped":{)" +
                            std::string(how) + "}}]");
  }

  TerminologySource source_;
  ConceptMaps maps_{source_};
};

TEST_F(ConceptMapTest, GivesTheTargetsOfAllGroupsOrOfTheOneAskedFor) {
  EXPECT_THAT(found({.system = "urn:from", .code = "a"}),
              ElementsAre("equal urn:to 1", "wider urn:to 2", "equivalent urn:other x"));
  EXPECT_THAT(found({.system = "urn:from", .code = "a", .target_system = "urn:other"}),
              ElementsAre("equivalent urn:other x"));
  EXPECT_THAT(found({.system = "urn:else", .code = "a"}), IsEmpty());
}

TEST_F(ConceptMapTest, SaysWhereThereIsNoTarget) {
  const auto made = translate({.system = "urn:from", .code = "n"});

  ASSERT_EQ(made.matches.size(), 1U);
  EXPECT_FALSE(is_translated(made.matches[0]));
  EXPECT_EQ(made.matches[0].source, kMap);
}

TEST_F(ConceptMapTest, GivesATargetOnlyIfItsDependenciesAreMet) {
  EXPECT_THAT(found({.code = "d"}), IsEmpty());
  EXPECT_THAT(found({.code = "d", .dependencies = {{.property = "urn:sex", .value = "M"}}}),
              IsEmpty());
  EXPECT_THAT(found({.code = "d", .dependencies = {{.property = "urn:sex", .value = "F"}}}),
              ElementsAre("equal urn:to 3"));
}

TEST_F(ConceptMapTest, GoesBackwards) {
  EXPECT_THAT(found({.system = "urn:to", .code = "2", .is_reverse = true}),
              ElementsAre("narrower urn:from a"));
}

TEST_F(ConceptMapTest, GivesAnUnmappedCodeAsItIs) {
  unmapped(R"("mode":"provided")");
  EXPECT_THAT(found({.system = "urn:from", .code = "z"}), ElementsAre("equivalent urn:to z"));
  EXPECT_THAT(found({.system = "urn:from", .code = "a"}), ElementsAre("equal urn:to 1"));
}

TEST_F(ConceptMapTest, GivesOneCodeForAllThatIsUnmapped) {
  unmapped(R"("mode":"fixed","code":"unknown")");
  EXPECT_THAT(found({.system = "urn:from", .code = "z"}), ElementsAre("relatedto urn:to unknown"));
}

TEST_F(ConceptMapTest, GoesOnToAnotherMap) {
  unmapped(R"("mode":"other-map","url":"http://example.org/more")");
  source_.concept_map("http://example.org/more",
                      R"("group":[{"source":"urn:from","target":"urn:to","element":[)"
                      R"({"code":"z","target":[{"code":"26","equivalence":"equal"}]}],)"
                      R"("unmapped":{"mode":"other-map","url":"http://example.org/map"}}])");

  EXPECT_THAT(found({.system = "urn:from", .code = "z"}), ElementsAre("equal urn:to 26"));
  EXPECT_THAT(found({.system = "urn:from", .code = "y"}), IsEmpty());
}

TEST_F(ConceptMapTest, SaysThatItIsNotCompleteWithoutAMap) {
  EXPECT_TRUE(translate({.code = "a"}).is_complete);
  unmapped(R"("mode":"other-map","url":"http://example.org/none")");
  ConceptMaps fresh(source_);

  EXPECT_FALSE(fresh.translate(kMap, {.code = "z"})->is_complete);
  EXPECT_FALSE(fresh.translate("http://example.org/none", {.code = "z"})->is_complete);
}

TEST_F(ConceptMapTest, TakesAsManyConceptsAsTheLimitAndNoMore) {
  unmapped(R"("mode":"provided")");
  ConceptMaps two(source_, {.max_concepts = 2});
  ConceptMaps one(source_, {.max_concepts = 1});

  EXPECT_THAT(two.translate(kMap, {.code = "a"}), test::IsOk());
  EXPECT_THAT(one.translate(kMap, {.code = "a"}), test::FailsWithId("TERM-LIMIT"));
}

TEST_F(ConceptMapTest, ReadsAMapAnewWhenToldTo) {
  EXPECT_THAT(found({.system = "urn:from", .code = "z"}), IsEmpty());
  unmapped(R"("mode":"provided")");
  maps_.forget();

  EXPECT_THAT(found({.system = "urn:from", .code = "z"}), ElementsAre("equivalent urn:to z"));
}

TEST_F(ConceptMapTest, FollowsAsManyMapsAsTheLimitAndNoMore) {
  for (int i = 0; i < 3; ++i) {
    source_.concept_map(
        "http://example.org/m" + std::to_string(i),
        R"("group":[{"source":"urn:from","target":"urn:to","element":[{"code":"a"}],)"
        R"("unmapped":{"mode":"other-map","url":"http://example.org/m)" +
            std::to_string(i + 1) + R"("}}])");
  }
  ConceptMaps three(source_, {.max_imports = 3});
  ConceptMaps two(source_, {.max_imports = 2});

  EXPECT_THAT(three.translate("http://example.org/m0", {.code = "z"}), test::IsOk());
  EXPECT_THAT(two.translate("http://example.org/m0", {.code = "z"}),
              test::FailsWithId("TERM-LIMIT"));
}

}  // namespace
}  // namespace gateway::conformance
