// The operations of the terminology: Parameters in, Parameters out.
// Source: FHIR R4, terminology-service.html.
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/codec/json_writer.hpp"
#include "gateway/conformance/terminology/operation_inputs.hpp"
#include "gateway/conformance/terminology/terminology_operations.hpp"

#include "tests/conformance/terminology_source.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

using fhir::Node;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kUrl = R"({"name":"url","valueUri":"http://example.org/vs"})";
constexpr std::string_view kSystem = R"({"name":"system","valueUri":"http://example.org/cs"})";

class OperationTest : public testing::Test {
 protected:
  using Operation = TerminologyOperations::Answer (TerminologyOperations::*)(const fhir::Resource&);

  OperationTest() {
    source_.code_system(
        "http://example.org/cs",
        R"("version":"1","name":"Letters","caseSensitive":true,"content":"complete",)"
        R"("property":[{"code":"kind","type":"code"},{"code":"like","type":"Coding"}],"concept":[)"
        R"({"code":"a","display":"Alpha","definition":"First",)"
        R"("designation":[{"language":"sv","use":{"code":"short"},"value":"Alfa"}],)"
        R"("property":[{"code":"kind","valueCode":"x"},)"
        R"({"code":"like","valueCoding":{"system":"urn:s","code":"z"}}],)"
        R"("concept":[{"code":"b"}]},)"
        R"({"code":"g","property":[{"code":"notSelectable","valueBoolean":true}]}])");
    source_.code_system("http://example.org/part",
                        R"("content":"fragment","concept":[{"code":"p"}])");
    source_.value_set(
        "http://example.org/vs",
        R"("version":"3","compose":{"include":[{"system":"http://example.org/cs"}]})");
    source_.value_set("http://example.org/open",
                      R"("compose":{"include":[{"system":"http://example.org/part"}]})");
    source_.concept_map(
        "http://example.org/map",
        R"("group":[{"source":"http://example.org/cs","target":"urn:t","element":[)"
        R"({"code":"a","target":[{"code":"1","display":"One","equivalence":"equal"}]},)"
        R"({"code":"b","target":[{"equivalence":"unmatched"}]}]}])");
  }

  TerminologyOperations::Answer call(Operation operation, std::string_view parameters) {
    return (operations_.*operation)(resource_of(R"({"resourceType":"Parameters","parameter":[)" +
                                                std::string(parameters) + "]}"));
  }
  // The parameters of the answer as JSON; of a failure "id expression".
  std::string ask(Operation operation, std::string_view parameters) {
    const auto answer = call(operation, parameters);
    if (answer) {
      const std::string json = codec::to_json(*answer);
      const std::size_t at = json.find("[");
      return json.substr(at + 1, json.size() - at - 3);
    }
    const auto& issues = answer.error().issues.issues();
    if (issues.empty()) return std::string(answer.error().error.id) + " without issue";
    return std::string(issues[0].id) + " " + issues[0].expression;
  }
  std::string in_value_set(std::string_view more) {
    return ask(&TerminologyOperations::validate_in_value_set,
               std::string(kUrl) + "," + std::string(more));
  }
  std::string in_code_system(std::string_view more) {
    return ask(&TerminologyOperations::validate_in_code_system,
               R"({"name":"url","valueUri":"http://example.org/cs"},)" + std::string(more));
  }

  TerminologySource source_;
  CodeSystems systems_{source_};
  ValueSets sets_{source_, systems_};
  ConceptMaps maps_{source_};
  test::ManualClock clock_;
  TerminologyOperations operations_{systems_, sets_, maps_, clock_};
};

TEST_F(OperationTest, ExpandsAPage) {
  const auto answer =
      call(&TerminologyOperations::expand,
           std::string(kUrl) + R"(,{"name":"offset","valueInteger":0},)"
                               R"({"name":"count","valueInteger":1},)"
                               R"({"name":"displayLanguage","valueCode":"sv"},)"
                               R"({"name":"includeDesignations","valueBoolean":true})");

  ASSERT_THAT(answer, test::IsOk());
  const Node parameter = answer->root().child("parameter");
  EXPECT_EQ(parameter.child("name").value(), "return");
  const Node set = parameter.child("resource");
  EXPECT_EQ(set.child("url").value(), "http://example.org/vs");
  EXPECT_EQ(set.child("status").value(), "active");
  const Node expansion = set.child("expansion");
  EXPECT_THAT(std::string(expansion.child("timestamp").value()), HasSubstr("2024-05-01T12:00:00"));
  EXPECT_EQ(expansion.child("total").value(), "3");
  EXPECT_EQ(expansion.children("parameter").size(), 4U);
  ASSERT_EQ(expansion.children("contains").size(), 1U);
  const Node first = expansion.child("contains");
  EXPECT_EQ(first.child("code").value(), "a");
  EXPECT_EQ(first.child("display").value(), "Alfa");
  EXPECT_EQ(first.child("version").value(), "1");
  EXPECT_EQ(first.children("designation").size(), 1U);
  EXPECT_FALSE(expansion.child("extension"));
}

TEST_F(OperationTest, SaysThatAnExpansionIsNotClosed) {
  const auto answer = call(&TerminologyOperations::expand,
                           R"({"name":"url","valueUri":"http://example.org/open"})");

  ASSERT_THAT(answer, test::IsOk());
  const Node expansion = answer->root().child("parameter").child("resource").child("expansion");
  EXPECT_THAT(std::string(expansion.child("extension").child("url").value()),
              HasSubstr("valueset-unclosed"));
}

TEST_F(OperationTest, ExpandsAValueSetThatIsGiven) {
  const auto answer =
      ask(&TerminologyOperations::expand,
          R"({"name":"valueSet","resource":{"resourceType":"ValueSet","status":"draft","compose":)"
          R"({"include":[{"system":"http://example.org/cs","concept":[{"code":"b"}]}]}}})");

  EXPECT_THAT(answer, HasSubstr(R"("code":"b")"));
  EXPECT_THAT(answer, HasSubstr(R"("total":1)"));
}

TEST_F(OperationTest, RefusesAnExpansionThatItCannotMake) {
  const auto expand = &TerminologyOperations::expand;

  EXPECT_EQ(ask(expand, R"({"name":"url","valueUri":"http://example.org/none"})"),
            "TERM-VALUE-SET-UNKNOWN Parameters.parameter[0]");
  EXPECT_EQ(ask(expand, R"({"name":"activeOnly","valueBoolean":true})"),
            "TERM-PARAMETER-MISSING Parameters");
  EXPECT_EQ(ask(expand, std::string(kUrl) + R"(,{"name":"date","valueDateTime":"2020"})"),
            "TERM-PARAMETER-REFUSED Parameters.parameter[1]");
  EXPECT_EQ(
      ask(expand, R"({"name":"valueSet","resource":{"resourceType":"Basic","code":{"text":"x"}}})"),
      "TERM-PARAMETER-VALUE Parameters.parameter[0]");
  source_.value_set("http://example.org/unknown",
                    R"("compose":{"include":[{"system":"http://example.org/none"}]})");
  EXPECT_EQ(ask(expand, R"({"name":"url","valueUri":"http://example.org/unknown"})"),
            "TERM-NOT-EXPANDABLE Parameters.parameter[0]");
}

TEST_F(OperationTest, RefusesWrongParametersWhereTheyStand) {
  EXPECT_EQ(in_value_set(R"({"name":"colour","valueString":"red"})"),
            "TERM-PARAMETER-UNKNOWN Parameters.parameter[1]");
  EXPECT_EQ(in_value_set(R"({"name":"code","valueBoolean":true})"),
            "TERM-PARAMETER-VALUE Parameters.parameter[1]");
  EXPECT_EQ(in_value_set(R"({"name":"code"})"), "TERM-PARAMETER-VALUE Parameters.parameter[1]");
  EXPECT_EQ(in_value_set(kUrl), "TERM-PARAMETER-TWICE Parameters.parameter[1]");
  EXPECT_EQ(in_value_set(R"({"name":"abstract","valueString":"true"})"),
            "TERM-PARAMETER-VALUE Parameters.parameter[1]");
  EXPECT_EQ(ask(&TerminologyOperations::expand,
                std::string(kUrl) + R"(,{"name":"count","valueInteger":-1})"),
            "TERM-PARAMETER-VALUE Parameters.parameter[1]");
  EXPECT_EQ(in_value_set(R"({"name":"code","valueCode":"a"})"),
            "TERM-PARAMETER-MISSING Parameters");
  EXPECT_EQ(in_value_set(R"({"name":"codeableConcept","valueCodeableConcept":{"text":"x"}})"),
            "TERM-PARAMETER-MISSING Parameters");
}

TEST_F(OperationTest, TakesAsManyParametersAsTheLimitAndNoMore) {
  std::string many = R"({"name":"code","valueCode":"a"},)" + std::string(kSystem);
  for (std::size_t i = 2; i < OperationInputs::kMaxParameters; ++i)
    many += R"(,{"name":"property","valueCode":"kind"})";

  EXPECT_THAT(call(&TerminologyOperations::lookup, many), test::IsOk());
  many += R"(,{"name":"property","valueCode":"kind"})";
  EXPECT_EQ(ask(&TerminologyOperations::lookup, many), "TERM-PARAMETER-LIMIT Parameters");
}

TEST_F(OperationTest, ValidatesACodeInAValueSet) {
  const std::string system = "," + std::string(kSystem);

  EXPECT_EQ(in_value_set(R"({"name":"code","valueCode":"a"})" + system),
            R"({"name":"result","valueBoolean":true},{"name":"display","valueString":"Alpha"})");
  EXPECT_EQ(in_value_set(R"({"name":"code","valueCode":"x"})" + system),
            R"({"name":"result","valueBoolean":false},)"
            R"({"name":"message","valueString":"The code is not in the value set."})");
  EXPECT_EQ(in_value_set(R"({"name":"code","valueCode":"a"},)"
                         R"({"name":"display","valueString":"Beta"})" +
                         system),
            R"({"name":"result","valueBoolean":false},)"
            R"({"name":"message","valueString":"The display is none of the code."},)"
            R"({"name":"display","valueString":"Alpha"})");
}

TEST_F(OperationTest, ValidatesWhatIsOnlyThereToGroupAsAsked) {
  const std::string code = R"({"name":"code","valueCode":"g"},)" + std::string(kSystem);

  EXPECT_THAT(in_value_set(code), HasSubstr(R"("valueBoolean":true)"));
  EXPECT_THAT(in_value_set(code + R"(,{"name":"abstract","valueBoolean":false})"),
              HasSubstr(R"("valueBoolean":false)"));
}

TEST_F(OperationTest, ValidatesACodeableConceptByAnyOfItsCodings) {
  EXPECT_THAT(in_value_set(R"({"name":"codeableConcept","valueCodeableConcept":{"coding":[)"
                           R"({"system":"urn:other","code":"a"},)"
                           R"({"system":"http://example.org/cs","code":"a"}]}})"),
              HasSubstr(R"("valueBoolean":true)"));
}

TEST_F(OperationTest, FailsWhereItCannotTell) {
  EXPECT_EQ(
      ask(&TerminologyOperations::validate_in_value_set,
          R"({"name":"url","valueUri":"http://example.org/open"},)"
          R"({"name":"coding","valueCoding":{"system":"http://example.org/part","code":"q"}})"),
      "TERM-CANNOT-TELL Parameters");
}

TEST_F(OperationTest, ValidatesACodeInACodeSystem) {
  EXPECT_THAT(in_code_system(R"({"name":"code","valueCode":"a"})"),
              HasSubstr(R"("valueBoolean":true)"));
  EXPECT_THAT(in_code_system(R"({"name":"code","valueCode":"x"})"),
              HasSubstr("The code is not in the code system."));
  EXPECT_THAT(in_code_system(R"({"name":"coding","valueCoding":{"system":"urn:s","code":"a"}})"),
              HasSubstr(R"("valueBoolean":false)"));
  EXPECT_EQ(
      in_code_system(R"({"name":"code","valueCode":"a"},{"name":"version","valueString":"9"})"),
      "TERM-CANNOT-TELL Parameters");
}

TEST_F(OperationTest, LooksUpAConcept) {
  const std::string code = R"({"name":"code","valueCode":"a"},)" + std::string(kSystem);

  const std::string all = ask(&TerminologyOperations::lookup, code);
  EXPECT_THAT(all, HasSubstr(R"({"name":"name","valueString":"Letters"})"));
  EXPECT_THAT(all, HasSubstr(R"({"name":"version","valueString":"1"})"));
  EXPECT_THAT(all, HasSubstr(R"({"name":"display","valueString":"Alpha"})"));
  EXPECT_THAT(all, HasSubstr(R"({"name":"use","valueCoding":{"code":"short"}})"));
  EXPECT_THAT(all, HasSubstr(R"({"name":"value","valueString":"First"})"));
  EXPECT_THAT(all, HasSubstr(R"({"name":"code","valueCode":"child"})"));
  EXPECT_THAT(all, HasSubstr(R"("valueCoding":{"system":"urn:s","code":"z"})"));
  EXPECT_EQ(ask(&TerminologyOperations::lookup,
                code + R"(,{"name":"property","valueCode":"kind"},)"
                       R"({"name":"displayLanguage","valueCode":"sv"})"),
            R"({"name":"name","valueString":"Letters"},{"name":"version","valueString":"1"},)"
            R"({"name":"display","valueString":"Alfa"},{"name":"property","part":[)"
            R"({"name":"code","valueCode":"kind"},{"name":"value","valueCode":"x"}]})");
}

TEST_F(OperationTest, SaysThatACodeIsUnknownOnlyWhereItKnowsAll) {
  EXPECT_EQ(ask(&TerminologyOperations::lookup,
                R"({"name":"code","valueCode":"x"},)" + std::string(kSystem)),
            "TERM-CODE-UNKNOWN Parameters.parameter[0]");
  EXPECT_EQ(ask(&TerminologyOperations::lookup,
                R"({"name":"code","valueCode":"x"},)"
                R"({"name":"system","valueUri":"http://example.org/part"})"),
            "TERM-CANNOT-TELL Parameters");
}

TEST_F(OperationTest, ComparesTwoConcepts) {
  const auto subsumes = &TerminologyOperations::subsumes;

  EXPECT_EQ(ask(subsumes,
                R"({"name":"codeA","valueCode":"a"},{"name":"codeB","valueCode":"b"},)" +
                    std::string(kSystem)),
            R"({"name":"outcome","valueCode":"subsumes"})");
  EXPECT_EQ(
      ask(subsumes,
          R"({"name":"codingA","valueCoding":{"system":"http://example.org/cs","code":"b"}},)"
          R"({"name":"codingB","valueCoding":{"system":"http://example.org/cs","code":"a"}})"),
      R"({"name":"outcome","valueCode":"subsumed-by"})");
  EXPECT_EQ(ask(subsumes, R"({"name":"codeA","valueCode":"a"},)" + std::string(kSystem)),
            "TERM-PARAMETER-MISSING Parameters");
  EXPECT_EQ(ask(subsumes,
                R"({"name":"codeA","valueCode":"a"},{"name":"codeB","valueCode":"x"},)" +
                    std::string(kSystem)),
            "TERM-CANNOT-TELL Parameters");
}

TEST_F(OperationTest, TranslatesAConcept) {
  const auto translate = &TerminologyOperations::translate;
  const std::string map =
      R"({"name":"url","valueUri":"http://example.org/map"},)" + std::string(kSystem) + ",";

  EXPECT_EQ(ask(translate, map + R"({"name":"code","valueCode":"a"})"),
            R"({"name":"result","valueBoolean":true},{"name":"match","part":[)"
            R"({"name":"equivalence","valueCode":"equal"},{"name":"concept",)"
            R"("valueCoding":{"system":"urn:t","code":"1","display":"One"}},)"
            R"({"name":"source","valueUri":"http://example.org/map"}]})");
  EXPECT_THAT(ask(translate, map + R"({"name":"code","valueCode":"b"})"),
              HasSubstr(R"("valueBoolean":false)"));
  EXPECT_THAT(ask(translate,
                  map + R"({"name":"code","valueCode":"a"},)"
                        R"({"name":"targetsystem","valueUri":"urn:else"})"),
              HasSubstr(R"("valueBoolean":false)"));
  EXPECT_THAT(ask(translate,
                  map + R"({"name":"code","valueCode":"a"},)"
                        R"({"name":"target","valueUri":"http://example.org/vs"})"),
              HasSubstr(R"("valueBoolean":false)"));
  EXPECT_EQ(ask(translate,
                R"({"name":"url","valueUri":"http://example.org/none"},)" + std::string(kSystem) +
                    R"(,{"name":"code","valueCode":"a"})"),
            "TERM-MAP-UNKNOWN Parameters.parameter[0]");
  EXPECT_EQ(ask(translate, std::string(kSystem) + R"(,{"name":"code","valueCode":"a"})"),
            "TERM-PARAMETER-MISSING Parameters");
}

}  // namespace
}  // namespace gateway::conformance
