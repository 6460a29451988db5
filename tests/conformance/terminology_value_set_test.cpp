// Whether a code is in a value set.
// Source: FHIR R4, valueset.html#compositions.
#include <string>

#include <gmock/gmock.h>

#include "tests/conformance/terminology_source.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

using testing::HasSubstr;

constexpr std::string_view kSystem = "http://example.org/cs";
constexpr std::string_view kSet = "http://example.org/vs";
constexpr auto kIn = Membership::in;
constexpr auto kOut = Membership::not_in;
constexpr auto kUnknown = Membership::cannot_tell;

#define SYSTEM R"("system":"http://example.org/cs")"

class ValueSetTest : public testing::Test {
 protected:
  ValueSetTest() {
    source_.code_system(
        kSystem,
        R"("version":"1","language":"en","caseSensitive":true,"content":"complete",)"
        R"("property":[{"code":"kind","type":"code"},{"code":"size","type":"integer"}],"concept":[)"
        R"({"code":"a","display":"Alpha","designation":[{"language":"sv","value":"Alfa"}],)"
        R"("concept":[{"code":"b","display":"Beta","property":[{"code":"kind","valueCode":"x"}],)"
        R"("concept":[{"code":"c","definition":"Third"}]}]},)"
        R"({"code":"d","property":[{"code":"kind","valueCode":"y"},)"
        R"({"code":"size","valueInteger":4},{"code":"inactive","valueBoolean":true}]},)"
        R"({"code":"e","property":[{"code":"notSelectable","valueBoolean":true}]}])");
    source_.code_system("http://example.org/part",
                        R"("content":"fragment","concept":[{"code":"p","concept":[)"
                        R"({"code":"q"}]},{"code":"r"}])");
  }

  void compose(std::string_view includes, std::string_view more = {}) {
    source_.value_set(
        kSet, R"("compose":{"include":[)" + std::string(includes) + "]" + std::string(more) + "}");
  }
  CodeAnswer answer(const CodedValue& value) {
    ValueSets sets(source_, systems_);
    auto made = sets.contains(kSet, value);
    EXPECT_THAT(made, test::IsOk());
    return *made;
  }
  Membership ask(std::string_view code, std::string_view system = kSystem) {
    return answer({.system = system, .code = code}).membership;
  }
  // Which of "abcde" one filter lets in; "?" in place of one it cannot tell of.
  std::string passing(std::string_view property, std::string_view op, std::string_view value) {
    compose("{" SYSTEM R"(,"filter":[{"property":")" + std::string(property) + R"(","op":")" +
            std::string(op) + R"(","value":")" + std::string(value) + R"("}]})");
    std::string found;
    for (const char code : std::string_view("abcde")) {
      const Membership membership = ask(std::string_view(&code, 1));
      if (membership == kIn) found += code;
      if (membership == kUnknown) found += '?';
    }
    return found;
  }

  TerminologySource source_;
  CodeSystems systems_{source_};
};

TEST_F(ValueSetTest, HoldsAWholeCodeSystem) {
  compose("{" SYSTEM "}");

  EXPECT_EQ(ask("c"), kIn);
  EXPECT_EQ(ask("x"), kOut);
  EXPECT_EQ(ask("c", "http://example.org/other"), kOut);
}

TEST_F(ValueSetTest, HoldsListedConceptsWhateverTheCodeSystemKnows) {
  compose("{" SYSTEM R"(,"concept":[{"code":"a"},{"code":"new"}]})");

  EXPECT_EQ(ask("a"), kIn);
  EXPECT_EQ(ask("b"), kOut);
  EXPECT_EQ(ask("new"), kIn);
  EXPECT_EQ(answer({.system = kSystem, .code = "new"}).known, kOut);
}

TEST_F(ValueSetTest, CannotTellOfACodeSystemThatIsNotHere) {
  compose(R"({"system":"http://example.org/none"})");

  const CodeAnswer made = answer({.system = "http://example.org/none", .code = "a"});
  EXPECT_EQ(made.membership, kUnknown);
  EXPECT_EQ(made.doubt, Doubt::no_system);
  EXPECT_EQ(made.known, kUnknown);
  EXPECT_EQ(ask("a"), kOut);
}

TEST_F(ValueSetTest, CannotTellWhatIsNotInAPartOfACodeSystem) {
  compose(R"({"system":"http://example.org/part"})");

  EXPECT_EQ(ask("q", "http://example.org/part"), kIn);
  EXPECT_EQ(ask("x", "http://example.org/part"), kUnknown);
}

TEST_F(ValueSetTest, CannotTellWhichHierarchyIsMissingFromAPart) {
  compose(R"({"system":"http://example.org/part","filter":[)"
          R"({"property":"concept","op":"is-a","value":"p"}]})");

  EXPECT_EQ(ask("q", "http://example.org/part"), kIn);
  EXPECT_EQ(ask("r", "http://example.org/part"), kUnknown);
}

TEST_F(ValueSetTest, CannotTellWithoutTheValueSet) {
  const CodeAnswer made = answer({.system = kSystem, .code = "a"});

  EXPECT_EQ(made.membership, kUnknown);
  EXPECT_EQ(made.doubt, Doubt::no_value_set);
  EXPECT_EQ(made.known, kIn);
}

TEST_F(ValueSetTest, CannotTellOfAVersionThatIsNotHere) {
  compose("{" SYSTEM R"(,"version":"2"})");

  EXPECT_EQ(ask("a"), kUnknown);
}

TEST_F(ValueSetTest, FiltersByHierarchy) {
  EXPECT_EQ(passing("concept", "is-a", "b"), "bc");
  EXPECT_EQ(passing("concept", "descendent-of", "a"), "bc");
  EXPECT_EQ(passing("concept", "is-not-a", "b"), "ade");
  EXPECT_EQ(passing("concept", "generalizes", "b"), "ab");
  EXPECT_EQ(passing("parent", "=", "a"), "b");
  EXPECT_EQ(passing("child", "=", "c"), "b");
  EXPECT_EQ(passing("parent", "is-a", "a"), "bc");
  EXPECT_EQ(passing("child", "exists", "false"), "cde");
}

TEST_F(ValueSetTest, FiltersByProperties) {
  EXPECT_EQ(passing("kind", "=", "x"), "b");
  EXPECT_EQ(passing("size", "=", "4"), "d");
  EXPECT_EQ(passing("kind", "exists", "true"), "bd");
  EXPECT_EQ(passing("kind", "exists", "false"), "ace");
  EXPECT_EQ(passing("kind", "in", "x, y"), "bd");
  EXPECT_EQ(passing("kind", "not-in", "x"), "acde");
  EXPECT_EQ(passing("inactive", "=", "false"), "abce");
  EXPECT_EQ(passing("notSelectable", "=", "true"), "e");
}

TEST_F(ValueSetTest, FiltersByCodeAndTexts) {
  EXPECT_EQ(passing("code", "in", "a,c"), "ac");
  EXPECT_EQ(passing("concept", "not-in", "a,c"), "bde");
  EXPECT_EQ(passing("display", "=", "Beta"), "b");
  EXPECT_EQ(passing("definition", "exists", "true"), "c");
}

TEST_F(ValueSetTest, CannotTellByAWrongFilter) {
  EXPECT_EQ(passing("concept", "is-a", "none"), "?????");
  EXPECT_EQ(passing("colour", "=", "red"), "?????");
  EXPECT_EQ(passing("code", "regex", "a|b"), "?????");
  EXPECT_EQ(passing("kind", "exists", "perhaps"), "?????");
}

TEST_F(ValueSetTest, WantsAllFiltersOfAnInclude) {
  compose("{" SYSTEM R"(,"filter":[{"property":"concept","op":"is-a","value":"a"},)"
          R"({"property":"kind","op":"=","value":"x"}]})");

  EXPECT_EQ(ask("b"), kIn);
  EXPECT_EQ(ask("c"), kOut);
}

TEST_F(ValueSetTest, LeavesOutWhatIsExcluded) {
  compose("{" SYSTEM "}",
          R"(,"exclude":[{)" SYSTEM R"(,"concept":[{"code":"b"}]},)"
          R"({"system":"http://example.org/none"}])");

  EXPECT_EQ(ask("b"), kOut);
  EXPECT_EQ(ask("a"), kIn);
}

TEST_F(ValueSetTest, CannotTellWhatAnUnknownExcludeLeaves) {
  compose("{" SYSTEM "}", R"(,"exclude":[{"valueSet":["http://example.org/none"]}])");

  EXPECT_EQ(ask("a"), kUnknown);
  EXPECT_EQ(ask("x"), kOut);
}

TEST_F(ValueSetTest, TakesWhatAllImportsOfAnIncludeHold) {
  source_.value_set("http://example.org/ab",
                    R"("compose":{"include":[{)" SYSTEM
                    R"(,"concept":[{"code":"a"},{"code":"b"}]}]})");
  source_.value_set("http://example.org/bc",
                    R"("compose":{"include":[{)" SYSTEM
                    R"(,"concept":[{"code":"b"},{"code":"c"}]}]})");
  compose(R"({"valueSet":["http://example.org/ab","http://example.org/bc"]},{)" SYSTEM
          R"(,"valueSet":["http://example.org/none"],"concept":[{"code":"d"}]})");

  EXPECT_EQ(ask("a"), kOut);
  EXPECT_EQ(ask("b"), kIn);
  EXPECT_EQ(ask("c"), kOut);
  EXPECT_EQ(ask("d"), kUnknown);
}

TEST_F(ValueSetTest, ImportsAContainedValueSet) {
  source_.value_set(
      kSet,
      R"("contained":[{"resourceType":"ValueSet","id":"in","status":"active","compose":{"include":)"
      R"([{)" SYSTEM R"(,"concept":[{"code":"a"}]},{"valueSet":["#more"]}]}},)"
      R"({"resourceType":"ValueSet","id":"more","status":"active","compose":{"include":)"
      R"([{)" SYSTEM R"(,"concept":[{"code":"b"}]}]}}],)"
      R"("compose":{"include":[{"valueSet":["#in"]},{"valueSet":["#none"]}]})");

  EXPECT_EQ(ask("a"), kIn);
  EXPECT_EQ(ask("b"), kIn);
  EXPECT_EQ(ask("c"), kUnknown);
}

TEST_F(ValueSetTest, LeavesOutInactiveConceptsWhereItSaysSo) {
  compose("{" SYSTEM "}", R"(,"inactive":false)");
  EXPECT_EQ(ask("d"), kOut);
  EXPECT_EQ(ask("a"), kIn);

  compose("{" SYSTEM "}");
  EXPECT_EQ(ask("d"), kIn);
  EXPECT_TRUE(answer({.system = kSystem, .code = "d"}).is_inactive);
  EXPECT_TRUE(answer({.system = kSystem, .code = "e"}).is_abstract);
}

TEST_F(ValueSetTest, BelievesAnExpansionWithoutComposition) {
  source_.value_set(kSet,
                    R"("expansion":{"timestamp":"2020-01-01","contains":[{)" SYSTEM
                    R"(,"code":"a","contains":[{)" SYSTEM R"(,"code":"b"}]}]})");
  EXPECT_EQ(ask("b"), kIn);
  EXPECT_EQ(ask("c"), kOut);

  source_.value_set(kSet,
                    R"("expansion":{"timestamp":"2020-01-01","total":2,"contains":[{)" SYSTEM
                    R"(,"code":"a"}]})");
  EXPECT_EQ(ask("a"), kIn);
  EXPECT_EQ(ask("c"), kUnknown);
}

TEST_F(ValueSetTest, CannotTellInACircleOfImports) {
  source_.value_set("http://example.org/other",
                    R"("compose":{"include":[{"valueSet":["http://example.org/vs"]}]})");
  compose(R"({"valueSet":["http://example.org/other"]},{)" SYSTEM R"(,"concept":[{"code":"a"}]})");

  const CodeAnswer made = answer({.system = kSystem, .code = "b"});
  EXPECT_EQ(made.membership, kUnknown);
  EXPECT_EQ(made.doubt, Doubt::cycle);
  EXPECT_EQ(ask("a"), kIn);
}

// What is left out of a circle depends on where one enters it, not on what was asked before.
TEST_F(ValueSetTest, AnswersTheSameWhateverWasAskedOfACircleBefore) {
  compose(R"({"valueSet":["http://example.org/other"]},{)" SYSTEM R"(,"concept":[{"code":"a"}]})");
  source_.value_set("http://example.org/other",
                    R"("compose":{"include":[{"valueSet":["http://example.org/vs"]}]})");
  ValueSets first(source_, systems_);
  ValueSets second(source_, systems_);
  const CodedValue a{.system = kSystem, .code = "a"};

  EXPECT_EQ(first.contains(kSet, a)->membership, kIn);
  EXPECT_EQ(first.contains("http://example.org/other", a)->membership, kIn);
  EXPECT_EQ(second.contains("http://example.org/other", a)->membership, kIn);
}

TEST_F(ValueSetTest, DoesNotTakeAGivenValueSetForTheOneOfTheSameName) {
  compose("{" SYSTEM R"(,"concept":[{"code":"a"}]})");
  source_.value_set("http://example.org/other",
                    R"("compose":{"include":[{"valueSet":["http://example.org/vs"]}]})");
  ValueSets sets(source_, systems_);
  const CodedValue a{.system = kSystem, .code = "a"};

  const auto given = sets.compile(
      resource_of(R"({"resourceType":"ValueSet","url":"http://example.org/vs","status":"active",)"
                  R"("compose":{"include":[{"valueSet":["http://example.org/other"]}]}})"));

  ASSERT_THAT(given, test::IsOk());
  EXPECT_EQ(sets.contains(**given, a)->membership, kIn);
  EXPECT_EQ(sets.contains("http://example.org/other", a)->membership, kIn);
}

TEST_F(ValueSetTest, KnowsTheImplicitValueSetsOfSnomedCt) {
  source_.code_system("http://snomed.info/sct",
                      R"("content":"complete","concept":[{"code":"1","concept":[{"code":"2"}]},)"
                      R"({"code":"3"}])");
  ValueSets sets(source_, systems_);
  const auto of = [&](std::string_view url, std::string_view code) {
    return sets.contains(url, {.system = "http://snomed.info/sct", .code = code})->membership;
  };

  EXPECT_EQ(of("http://snomed.info/sct?fhir_vs", "3"), kIn);
  EXPECT_EQ(of("http://snomed.info/sct?fhir_vs", "4"), kOut);
  EXPECT_EQ(of("http://snomed.info/sct?fhir_vs=isa/1", "2"), kIn);
  EXPECT_EQ(of("http://snomed.info/sct?fhir_vs=isa/1", "3"), kOut);
  EXPECT_EQ(of("http://snomed.info/sct/45991000052106?fhir_vs", "3"), kUnknown);
  EXPECT_EQ(of("http://snomed.info/sct?fhir_vs=refset/5", "3"), kUnknown);
  EXPECT_EQ(of("http://snomed.info/sct?fhir_vs=isa/", "3"), kUnknown);
  EXPECT_EQ(of("http://snomed.info/sctx?fhir_vs", "3"), kUnknown);
  EXPECT_EQ(of("http://loinc.org/vs", "1-1"), kUnknown);
}

TEST_F(ValueSetTest, KnowsASupplementThatCameLater) {
  compose("{" SYSTEM "}");
  ValueSets sets(source_, systems_);
  const CodedValue b{.system = kSystem, .code = "b", .language = "sv"};
  ASSERT_EQ(sets.contains(kSet, b)->preferred_display, "Beta");

  systems_.add_supplement(resource_of(
      R"({"resourceType":"CodeSystem","status":"active","content":"supplement",)"
      R"("supplements":"http://example.org/cs","property":[{"code":"new","type":"code"}],)"
      R"("concept":[{"code":"b","designation":[{"language":"sv","value":"Beta på svenska"}],)"
      R"("property":[{"code":"new","valueCode":"y"}]}]})"));
  compose("{" SYSTEM R"(,"filter":[{"property":"new","op":"=","value":"y"}]})");

  EXPECT_EQ(sets.contains(kSet, b)->preferred_display, "Beta på svenska");
  EXPECT_EQ(sets.contains(kSet, b)->membership, kIn);
  EXPECT_EQ(sets.contains(kSet, {.system = kSystem, .code = "a"})->membership, kOut);
}

TEST_F(ValueSetTest, TakesAsManyFiltersAsTheLimitAndNoMore) {
  compose("{" SYSTEM R"(,"filter":[{"property":"concept","op":"is-a","value":"a"},)"
          R"({"property":"kind","op":"=","value":"x"}]})");
  CodeSystems two(source_, {.max_filters = 2});
  CodeSystems one(source_, {.max_filters = 1});

  EXPECT_THAT(ValueSets(source_, two).find(kSet), test::IsOk());
  EXPECT_THAT(ValueSets(source_, one).find(kSet), test::FailsWithId("TERM-LIMIT"));
}

// Each value set imports the next one twice: as many ways as there are subsets.
TEST_F(ValueSetTest, AsksEachImportOnceAndRefusesTooManyBehindEachOther) {
  const auto name = [](int i) { return "http://example.org/chain" + std::to_string(i); };
  for (int i = 0; i < 33; ++i) {
    const std::string next = name(i + 1);
    source_.value_set(name(i),
                      R"("compose":{"include":[{"valueSet":[")" + next + R"("]},{"valueSet":[")" +
                          next + R"("]}]})");
  }
  source_.value_set(name(33),
                    R"("compose":{"include":[{)" SYSTEM R"(,"concept":[{"code":"a"}]}]})");
  ValueSets sets(source_, systems_);

  const auto refused = sets.contains(name(0), {.system = kSystem, .code = "x"});
  const auto taken = sets.contains(name(1), {.system = kSystem, .code = "x"});

  ASSERT_THAT(refused, test::FailsWithId("TERM-LIMIT"));
  EXPECT_THAT(refused.error().message, HasSubstr("32"));
  ASSERT_THAT(taken, test::IsOk());
  EXPECT_EQ(taken->membership, kOut);
  EXPECT_THAT(sets.contains(name(0), {.system = kSystem, .code = "a"}),
              test::FailsWithId("TERM-LIMIT"));
}

TEST_F(ValueSetTest, FindsTheSystemOfACodeWithoutOne) {
  compose(R"({"system":"http://example.org/part"},{)" SYSTEM "}");

  const CodeAnswer made = answer({.code = "a"});
  EXPECT_EQ(made.membership, kIn);
  EXPECT_EQ(made.system, kSystem);
  EXPECT_EQ(ask("x", ""), kUnknown);
}

TEST_F(ValueSetTest, TellsARightDisplayFromAWrongOne) {
  compose("{" SYSTEM "}");
  const auto display = [this](std::string_view text, std::string_view language) {
    const CodeAnswer made =
        answer({.system = kSystem, .code = "a", .display = text, .language = language});
    EXPECT_EQ(made.membership, kIn);
    return made.display;
  };

  EXPECT_EQ(display("", ""), DisplayCheck::not_asked);
  EXPECT_EQ(display(" ALPHA", ""), DisplayCheck::right);
  EXPECT_EQ(display("Alfa", ""), DisplayCheck::right);
  EXPECT_EQ(display("Beta", ""), DisplayCheck::wrong);
  EXPECT_EQ(display("alfa", "sv-SE"), DisplayCheck::right);
  EXPECT_EQ(display("Alpha", "sv"), DisplayCheck::wrong);
  EXPECT_EQ(display("Alpha", "de"), DisplayCheck::right);
  EXPECT_EQ(answer({.system = kSystem, .code = "a", .language = "sv"}).preferred_display, "Alfa");
  EXPECT_EQ(answer({.system = kSystem, .code = "a", .language = "de"}).preferred_display, "Alpha");
}

TEST_F(ValueSetTest, TakesTheDisplayOfTheValueSetToo) {
  compose("{" SYSTEM R"(,"concept":[{"code":"a","display":"First"}]},)"
          R"({"system":"http://example.org/none","concept":[{"code":"n","display":"N"}]})");

  EXPECT_EQ(answer({.system = kSystem, .code = "a", .display = "first"}).display,
            DisplayCheck::right);
  EXPECT_EQ(answer({.system = kSystem, .code = "a", .display = "Alpha"}).display,
            DisplayCheck::right);
  EXPECT_EQ(answer({.system = kSystem, .code = "a"}).preferred_display, "First");
  EXPECT_EQ(answer({.system = "http://example.org/none", .code = "n", .display = "M"}).display,
            DisplayCheck::cannot_tell);
}

TEST_F(ValueSetTest, AsksARuleWhereThereIsNoList) {
  compose(R"({"system":"urn:ietf:bcp:47"},{"system":"urn:ietf:bcp:13"})");

  EXPECT_EQ(ask("sv-SE", "urn:ietf:bcp:47"), kIn);
  EXPECT_EQ(ask("sv_SE", "urn:ietf:bcp:47"), kOut);
  EXPECT_EQ(ask("text/plain", "urn:ietf:bcp:13"), kIn);
  EXPECT_EQ(ask("xml", "urn:ietf:bcp:13"), kUnknown);
}

}  // namespace
}  // namespace gateway::conformance
